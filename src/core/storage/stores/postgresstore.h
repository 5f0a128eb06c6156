#pragma once

#include "storage/databaseurl.h"
#include "storage/storeoptions.h"
#include "storage/stores/pgbinaryrows.h"
#include "storage/stores/pgeventtable.h"
#include "storage/stores/sqlstore.h"
#include "storage/tables/partitionkeeper.h"

#include <optional>

namespace Orderflow {

/// A database on a PostgreSQL server. Events go into their tables by COPY in its binary format; see
/// docs/performance.md.
class PostgresStore final : public SqlStore
{
public:
    explicit PostgresStore(const DatabaseUrl &url, const StoreOptions &options = {});

protected:
    StoreResult<UpkeepState> keepUpTables(UtcMicroseconds now,
                                          const RetentionLimits &limits) override;
    StoreResult<void> limitTransaction() override;
    StoreResult<std::int64_t> insertTrades(const std::vector<AggTrade> &trades,
                                           InsertWay way) override;
    StoreResult<std::int64_t> insertDepthUpdates(const std::vector<DepthUpdate> &updates,
                                                 InsertWay way) override;

private:
    template <typename Event>
    StoreResult<std::int64_t> insert(const std::vector<Event> &events, InsertWay way);
    template <typename Event>
    StoreResult<std::int64_t> copy(const std::vector<Event> &events, QLatin1StringView into);

    StoreResult<bool> hasCitus();
    /// Runs a statement that returns what it changed.
    StoreResult<std::int64_t> countReturned(const QString &statement, const QString &failed);

    /// Nothing before somebody asked.
    std::optional<bool> m_hasCitus;
    /// Kept for its memory.
    PgBinaryRows m_rows;
    PartitionKeeper m_partitions;
};

} // namespace Orderflow
