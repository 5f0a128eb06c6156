#pragma once

#include "binance/connection/feedstatus.h"
#include "heartbeat.h"
#include "ingest/tradetapes.h"
#include "market/aggtrade.h"
#include "market/capturegap.h"
#include "market/depthupdate.h"
#include "market/latencyhistogram.h"
#include "market/symbol.h"
#include "market/time.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
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
    /// What takers bought and sold with these trades, in units of the contract; nothing once a sum
    /// has left 64 bits.
    std::optional<Decimal> bought = Decimal();
    std::optional<Decimal> sold = Decimal();
    std::int64_t depthUpdates = 0;
    /// Holes found, proved seamless interruptions not counted.
    std::int64_t gaps = 0;
    /// When the newest event arrived; nothing before the first one.
    std::optional<ReceiveTime> lastEvent;
    /// Its receive time minus its event time. Negative where the local clock is behind.
    std::chrono::microseconds lag{};
};

/// What has come in of one stream since the recorder started, first copies only but for `bytes`.
struct StreamIntake
{
    Symbol symbol;
    /// `aggTrade`, or the kind of depth such as `depth5@100ms`.
    std::string type;
    std::int64_t events = 0;
    /// Of all its frames that could be read, on all connections.
    std::int64_t bytes = 0;
    /// Holes found, proved seamless interruptions not counted.
    std::int64_t gaps = 0;
    /// When the first and the newest event arrived; nothing before the first one.
    std::optional<ReceiveTime> firstEvent;
    std::optional<ReceiveTime> lastEvent;
    /// From the exchange's event time to ours of receiving it, by the two clocks.
    LatencyHistogram exchangeToReceive;
};

/// By StreamId. What it points to never changes, so any thread may read it.
using StreamIntakes = std::shared_ptr<const std::vector<StreamIntake>>;

/// How one of the redundant sides compares with the other: of each event the first copy wins.
struct SideStatus
{
    /// Events that this side brought first.
    std::int64_t wins = 0;
    /// Events that it brought as well, later than the other side, and by how much.
    std::int64_t seconds = 0;
    std::chrono::microseconds totalBehind{};
    std::chrono::microseconds mostBehind{};
};

/// What the ingest thread publishes a few times a second.
struct IngestStatus
{
    /// Of its event loop.
    Heartbeat heartbeat;
    /// They keep their places, and more come at the end.
    std::vector<SymbolIntake> symbols;
    /// Of these symbols, in the same manner. Ten times a second, so up to a tenth of a second behind the counters beside it; null before
    /// the first time.
    StreamIntakes streams;
    /// Of those symbols that somebody watches, as often; may be null.
    TradeTapes tapes;
    std::vector<FeedStatus> feeds;
    /// By side, from the first; one where there is no redundancy.
    std::vector<SideStatus> sides;
    /// Events that were decoded, duplicates included.
    std::int64_t eventsReceived = 0;
    /// Events that a sequence showed to be there already; each second copy of a redundant feed.
    std::int64_t duplicates = 0;
    /// Events that wait, for a moment, for those before them.
    std::int64_t eventsHeld = 0;
    /// Events that found the queue to the database full; each is in a gap row.
    std::int64_t eventsLost = 0;
    std::int64_t decodeErrors = 0;
    /// Frames of a kind that this program does not record.
    std::int64_t unknownFrames = 0;
    std::int64_t gaps = 0;
    /// The newest of them, at most MostRecentGaps, oldest first.
    std::vector<CaptureGap> recentGaps;
    static constexpr std::size_t MostRecentGaps = 20;
};

} // namespace Orderflow
