#pragma once

#include "ingest/ingeststatus.h"
#include "market/clocksample.h"
#include "market/symbolshard.h"
#include "monitor/alertstatus.h"
#include "storage/writer/writerstatus.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace Orderflow {

enum class RecorderState { Idle, AskingExchange, Starting, Recording, Stopping, Stopped, Failed };

/// A symbol's intake with what two snapshots together tell.
struct SymbolStatus
{
    SymbolIntake intake;
    double tradesPerSecond = 0;
    double depthUpdatesPerSecond = 0;

    double eventsPerSecond() const { return tradesPerSecond + depthUpdatesPerSecond; }
};

/// The one value that every face (terminal, JSON, dashboard) shows.
struct RecorderStatus
{
    RecorderState state = RecorderState::Idle;
    /// The database without its password.
    QString database;
    /// Which share of the symbols is recorded.
    SymbolShard shard;
    /// The thread that has given no sign of life for longer than what it does may take, `ingest` or
    /// `storage`; empty where both do.
    QString hungThread;
    ReceiveTime takenAt;
    std::chrono::nanoseconds uptime{};

    std::vector<SymbolStatus> symbols;
    std::vector<FeedStatus> feeds;
    /// By side, from the first.
    std::vector<SideStatus> sides;
    WriterStatus writer;

    double eventsPerSecond = 0;
    double rowsPerSecond = 0;
    std::int64_t eventsReceived = 0;
    /// Rows that the database took.
    std::int64_t eventsWritten = 0;
    /// Trades that filled gaps of the ledger, besides those.
    std::int64_t tradesRepaired = 0;
    /// Events that were there already, seen by the sequence or by the database.
    std::int64_t duplicates = 0;
    /// Events that could not be kept; each is in a gap row, or in the log where even that failed.
    std::int64_t eventsLost = 0;
    /// Events that wait, for a moment, for those before them.
    std::int64_t eventsHeld = 0;
    std::int64_t decodeErrors = 0;
    std::int64_t unknownFrames = 0;
    std::int64_t gaps = 0;
    /// Why the exchange does not say which contracts it lists; empty where it does.
    QString exchangeFault;
    /// The exchange's clock against this machine's; nothing where it was not measured yet.
    std::optional<ClockSample> clock;
    /// All that there are, active or not, always in the same order.
    std::vector<AlertStatus> alerts;
};

/// What is recorded into, and which share of the symbols where it is not all:
/// `postgresql://host/name SHARD=2/4`.
QString recordName(const RecorderStatus &status);

/// Streams that no connection delivers, those that were never heard of included.
std::int64_t silentStreams(const RecorderStatus &status);

/// How it stands in a few words, such as `Recording` or `Database away: …`.
QString verdict(const RecorderStatus &status);

/// Whether verdict() is one that needs nobody's attention.
bool isHealthy(const RecorderStatus &status);

} // namespace Orderflow
