#pragma once

#include "storage/sql/gapledger.h"
#include "storage/sql/gapreview.h"
#include "storage/sql/sqlconnection.h"
#include "storage/store.h"
#include "storage/storeoptions.h"
#include "storage/stores/insertway.h"

#include <memory>
#include <optional>

namespace Orderflow {

/// What the stores over QSqlDatabase share: the transaction around a batch, the migrations, and
/// the tables with few rows. A subclass writes the events.
///
/// The session that was begun, or is used, stays in force when open() connects anew.
class SqlStore : public Store
{
public:
    ~SqlStore() override;
    Q_DISABLE_COPY_MOVE(SqlStore)

    StoreResult<void> open() final;
    StoreResult<void> migrate() final;
    StoreResult<int> schemaVersion() final;
    StoreResult<std::int64_t> beginSession(const CaptureSession &session) final;
    void useSession(std::int64_t id) final { m_sessionId = id; }
    StoreResult<WriteCount> write(const EventBatch &batch) final;
    StoreResult<std::vector<StreamEnd>> streamEnds() final;
    StoreResult<std::vector<LedgerGap>> repairableGaps(std::size_t limit) final;
    StoreResult<LedgerCounts> ledgerCounts(UtcMicroseconds now) final;
    StoreResult<UpkeepState> keepUp(UtcMicroseconds now, const RetentionLimits &limits) final;
    StoreResult<void> endSession(const CaptureSession &session) final;
    QString displayName() const final { return m_connection->displayName(); }

protected:
    SqlStore(std::unique_ptr<SqlConnection> connection, const StoreOptions &options);

    /// What keepUp() does for the tables of events.
    virtual StoreResult<UpkeepState> keepUpTables(UtcMicroseconds now,
                                                  const RetentionLimits &limits) = 0;

    /// Sets what holds for a transaction that writes, such as how long it may wait.
    virtual StoreResult<void> limitTransaction() { return {}; }

    /// Writes the rows of one table, at least one, within the transaction of the batch; the number
    /// of rows that were not there already. A database that has no faster way than SkipDuplicates
    /// takes both for that.
    virtual StoreResult<std::int64_t> insertTrades(const std::vector<AggTrade> &trades,
                                                   InsertWay way) = 0;
    virtual StoreResult<std::int64_t> insertDepthUpdates(const std::vector<DepthUpdate> &updates,
                                                         InsertWay way) = 0;

    SqlConnection &connection() { return *m_connection; }
    const StoreOptions &options() const { return m_options; }
    QSqlDatabase &database() { return m_connection->database(); }

private:
    /// Nothing where the run is not filed yet.
    StoreResult<std::optional<std::int64_t>> findSession(const CaptureSession &session);
    StoreResult<void> requireNoOpenUpgrade();
    StoreResult<void> reviewGaps();
    StoreResult<void> upsertConnection(const CaptureConnection &connection);
    StoreResult<void> insertClockSamples(const std::vector<ClockSample> &samples);
    StoreResult<void> writeLedger(const EventBatch &batch);
    StoreResult<WriteCount> writeRows(const EventBatch &batch, InsertWay way);
    StoreResult<WriteCount> writeOnce(const EventBatch &batch, InsertWay way);

    const std::unique_ptr<SqlConnection> m_connection;
    const StoreOptions m_options;
    std::optional<std::int64_t> m_sessionId;
    InsertWayChooser m_ways;
    GapLedger m_gaps;
    GapReview m_gapReview;
};

} // namespace Orderflow
