#pragma once

#include "market/aggtrade.h"
#include "market/depthupdate.h"
#include "market/symbol.h"
#include "market/time.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace Orderflow {

/// What has come in for one symbol since the recorder started. Counters only rise; rates are made
/// of them by whoever compares two snapshots.
struct SymbolIntake
{
    Symbol symbol;
    /// The newest partial book, best level first; empty while there is none.
    std::vector<PriceLevel> bids;
    std::vector<PriceLevel> asks;
    std::optional<AggTrade> lastTrade;
    std::int64_t trades = 0;
    std::int64_t depthUpdates = 0;
    /// Holes found, proved seamless interruptions not counted.
    std::int64_t gaps = 0;
    /// When the newest event arrived; nothing before the first one.
    std::optional<ReceiveTime> lastEvent;
    /// Its receive time minus its event time. Negative where the local clock is behind.
    std::chrono::microseconds lag{};
};

enum class ConnectionState { Connecting, Open, Waiting, Closed };

struct ConnectionStatus
{
    /// `public` or `market`.
    QString route;
    QString url;
    ConnectionState state = ConnectionState::Connecting;
    std::int64_t streams = 0;
    /// Data frames over all connections of this route since the start.
    std::int64_t frames = 0;
    std::int64_t reconnects = 0;
    /// Why the last connection ended, or what keeps this one from opening; empty where all is well.
    QString lastProblem;
    std::optional<ReceiveTime> lastFrame;
};

/// What the ingest thread publishes a few times a second.
struct IngestStatus
{
    std::vector<SymbolIntake> symbols;
    std::vector<ConnectionStatus> connections;
    /// Events that were decoded, duplicates included.
    std::int64_t eventsReceived = 0;
    /// Events that a sequence showed to be there already.
    std::int64_t duplicates = 0;
    /// Events that found the queue to the database full; each is in a gap row.
    std::int64_t eventsLost = 0;
    std::int64_t decodeErrors = 0;
    /// Frames of a kind that this program does not record.
    std::int64_t unknownFrames = 0;
    std::int64_t gaps = 0;
};

} // namespace Orderflow
