#pragma once

#include "market/aggtrade.h"
#include "market/depthupdate.h"
#include "market/symbolshard.h"
#include "storage/gaprepair.h"
#include "storage/sql/sqlconnection.h"
#include "storage/store.h"
#include "storage/streamend.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace Orderflow {

/// A span of time; open where an end is not given. `to` is not part of it.
struct TimeRange
{
    std::optional<UtcMicroseconds> from;
    std::optional<UtcMicroseconds> to;
};

/// A stream that the database has events of.
struct RecordedStream
{
    Symbol symbol;
    /// Without its symbol.
    std::string stream;

    auto operator<=>(const RecordedStream &) const = default;
};

/// The same, from its first event in the database to its last, by the exchange's clock.
struct StreamSpan
{
    RecordedStream stream;
    UtcMicroseconds first{};
    UtcMicroseconds last{};

    bool operator==(const StreamSpan &) const = default;
};

/// A run of the recorder, as it is in the database.
struct LedgerSession
{
    std::int64_t id = 0;
    CaptureSession session;

    bool operator==(const LedgerSession &) const = default;
};

/// A row of capture_connections, with the run that it is of.
struct LedgerConnection
{
    std::int64_t sessionId = 0;
    CaptureConnection connection;

    bool operator==(const LedgerConnection &) const = default;
};

/// A row of futures_trades.
struct StoredTrade
{
    std::int64_t rowId = 0;
    /// Whether the recorder's predecessor wrote it. Then the receive time is not known (1970), the
    /// first and last trade id are AggTrade::UnknownTradeId, and there is no checksum.
    bool isOfPredecessor = false;
    AggTrade trade;
    /// As it was written; nothing in rows from before schema version 3.
    std::optional<std::int64_t> checksum;
    /// What in the row cannot be read as what it should be, such as `price is "NaN"`; then `trade`
    /// is incomplete. Empty where all is well.
    QString fault;
};

/// A row of futures_orderbook_updates; see StoredTrade.
struct StoredDepthUpdate
{
    std::int64_t rowId = 0;
    /// Then the receive time is not known (1970), nor is the update before it.
    bool isOfPredecessor = false;
    DepthUpdate update;
    std::optional<std::int64_t> checksum;
    QString fault;
};

/// The place of a row in its stream, for reading on behind it.
struct RowPlace
{
    /// aggTradeId or finalUpdateId.
    std::int64_t id = 0;
    /// tradeTime or transactionTime.
    UtcMilliseconds exchangeTime{};
};

/// Which rows of the gap ledger; all where nothing is set.
struct GapFilter
{
    std::optional<Symbol> symbol;
    std::optional<std::string> stream;
    std::optional<GapReason> reason;
    std::optional<GapStatus> status;
    /// Those that overlap it.
    TimeRange range;
    /// The rows that tell of events that were missing, not those that prove that none were.
    bool missingOnly = false;
};

/// A row of the view capture_coverage: one UTC day of one stream.
struct CoverageDay
{
    RecordedStream stream;
    std::chrono::sys_days day;
    /// Between its first and last event in the database.
    double recordedSeconds = 0;
    /// In gaps that are not filled.
    double gapSeconds = 0;
    /// Known ones, of gaps that are not filled.
    std::int64_t missingEvents = 0;
    /// Of the whole day; 100 only where nothing is missing.
    double coveragePercent = 0;
};

/// Reads what was recorded. Belongs to the thread of `connection`, which outlives it and is open.
class RecordReader
{
public:
    explicit RecordReader(SqlConnection &connection);

    StoreResult<int> schemaVersion();

    /// In the order of their names.
    StoreResult<std::vector<RecordedStream>> streams();
    StoreResult<std::vector<StreamEnd>> streamEnds();

    /// The first rows of a symbol whose exchange time is in `range`, by rising id, then time; those
    /// behind `after` where it is given. Fewer than `limit` only where there are no more.
    StoreResult<std::vector<StoredTrade>> trades(const Symbol &symbol, const TimeRange &range,
                                                 const std::optional<RowPlace> &after,
                                                 std::size_t limit);
    StoreResult<std::vector<StoredDepthUpdate>> depthUpdates(const RecordedStream &stream,
                                                             const TimeRange &range,
                                                             const std::optional<RowPlace> &after,
                                                             std::size_t limit);

    /// By rising start.
    StoreResult<std::vector<LedgerGap>> gaps(const GapFilter &filter);

    /// How the ledger stands at the time `now`.
    StoreResult<LedgerCounts> ledgerCounts(UtcMicroseconds now);

    /// The newest gaps that a repair may fill, newest first: open ones of trades, with ids, whose
    /// symbols are in `shard`.
    StoreResult<std::vector<LedgerGap>> repairableGaps(std::size_t limit,
                                                       const SymbolShard &shard = {});

    /// The newest gaps for which `condition` holds, in SQL, newest first.
    StoreResult<std::vector<LedgerGap>> newestGaps(const QString &condition, std::size_t limit);

    /// The newest gaps that overlap `range`, newest first; but before those that prove that nothing
    /// is missing come all others.
    StoreResult<std::vector<LedgerGap>> newestGaps(const TimeRange &range, std::size_t limit);

    /// In the order of their names.
    StoreResult<std::vector<StreamSpan>> streamSpans(std::size_t limit);

    /// The newest runs and connections that overlap `range`, newest first. What has no end counts
    /// as going on.
    StoreResult<std::vector<LedgerSession>> sessions(const TimeRange &range, std::size_t limit);
    StoreResult<std::vector<LedgerConnection>> connections(const TimeRange &range,
                                                           std::size_t limit);

    /// By day, then stream; of the days that overlap `range`.
    StoreResult<std::vector<CoverageDay>> coverage(const std::optional<Symbol> &symbol,
                                                   const TimeRange &range);

private:
    /// A condition on the open gaps of trades; nothing where it holds for all of them.
    StoreResult<QString> isInShard(const SymbolShard &shard);

    SqlConnection &m_connection;
};

} // namespace Orderflow
