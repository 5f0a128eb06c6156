#pragma once

#include "ingest/ingeststatus.h"
#include "market/clocksample.h"
#include "market/symbolshard.h"
#include "monitor/alertstatus.h"
#include "monitor/processusage.h"
#include "storage/writer/writerstatus.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace Orderflow {

enum class RecorderState { Idle, AskingExchange, Starting, Recording, Stopping, Stopped, Failed };

/// After so long without data a connection, or a symbol, counts as silent.
inline constexpr std::chrono::seconds SilenceLimit{30};

/// Some latencies. They are of buckets (see LatencyHistogram), so up to an eighth too long.
struct LatencySummary
{
    std::int64_t count = 0;
    std::chrono::microseconds p50{};
    std::chrono::microseconds p99{};
    std::chrono::microseconds max{};
};

/// The latencies of the last half minute to minute, as of up to a second ago.
struct Latencies
{
    /// From the exchange's event time to receiving it; by two clocks, so at least 0.
    LatencySummary exchangeToReceive;
    /// From receiving it to the end of the commit that made it last.
    LatencySummary receiveToCommit;
};

/// One stream, from the exchange to the database. Counts are since the start.
struct StreamStatus
{
    enum class State {
        /// Nothing came yet.
        Waiting,
        Delivering,
        /// It stays mute, whatever was tried.
        Mute
    };

    /// `aggTrade`, or the kind of depth such as `depth5@100ms`.
    std::string type;
    State state = State::Waiting;
    std::int64_t events = 0;
    std::int64_t bytes = 0;
    /// Events that were committed.
    std::int64_t rows = 0;
    /// Holes found.
    std::int64_t gaps = 0;
    double eventsPerSecond = 0;
    double eventsPerSecondLastMinute = 0;
    double rowsPerSecond = 0;
    double bytesPerSecond = 0;
    /// Since the newest event; nothing before the first one.
    std::optional<std::chrono::nanoseconds> age;
    Latencies latencies;
};

/// A symbol's intake with what two snapshots together tell.
struct SymbolStatus
{
    SymbolIntake intake;
    double tradesPerSecond = 0;
    double depthUpdatesPerSecond = 0;
    std::vector<StreamStatus> streams;

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
    /// Of those symbols that somebody watches, in the order of their names; may be null.
    TradeTapes tapes;
    std::vector<FeedStatus> feeds;
    /// By side, from the first.
    std::vector<SideStatus> sides;
    WriterStatus writer;

    /// Of one to two seconds, as those of symbols and streams.
    double eventsPerSecond = 0;
    double eventsPerSecondLastMinute = 0;
    double rowsPerSecond = 0;
    double bytesPerSecond = 0;
    Latencies latencies;
    /// All latencies since the start.
    LatencyHistogram exchangeToReceive;
    LatencyHistogram receiveToCommit;
    /// How much of what there was to record since midnight UTC is in the tables, 0 to 1; of a
    /// stream that is younger, since its first event. Nothing before the ledger was read.
    std::optional<double> coverageToday;
    ProcessUsage process;
    /// Of the program.
    QString version;
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
    /// Holes found since the start; the ledger's own counts are in `writer`.
    std::int64_t gaps = 0;
    /// The newest of them, oldest first.
    std::vector<CaptureGap> recentGaps;
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

/// A sentence with places for values, as `%1` and `%2`. The words are a key of the translations'
/// context `Verdict`.
struct VerdictPart
{
    const char *words = "";
    QStringList values;
};

/// What is the matter, and under it what that comes from.
using Verdict = std::vector<VerdictPart>;

/// How it stands.
Verdict findVerdict(const RecorderStatus &status);

/// In English, or in what `translate` makes of the words.
QString toText(const Verdict &verdict,
               const std::function<QString(const char *words)> &translate = nullptr);

/// How it stands in a few words of English, for logs and machines too, such as `Recording` or
/// `Database away: …`.
QString verdict(const RecorderStatus &status);

/// Whether verdict() is one that needs nobody's attention.
bool isHealthy(const RecorderStatus &status);

} // namespace Orderflow
