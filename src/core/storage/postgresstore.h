#pragma once

#include "storage/databaseurl.h"
#include "storage/partitionkeeper.h"
#include "storage/sqlstore.h"

namespace Orderflow {

/// A database on a PostgreSQL server.
class PostgresStore final : public SqlStore
{
public:
    explicit PostgresStore(const DatabaseUrl &url);

    StoreResult<UpkeepState> keepUp(UtcMicroseconds now, const RetentionLimits &limits) override;

protected:
    StoreResult<std::int64_t> insertTrades(const std::vector<AggTrade> &trades) override;
    StoreResult<std::int64_t> insertDepthUpdates(const std::vector<DepthUpdate> &updates) override;

private:
    PartitionKeeper m_partitions;
};

} // namespace Orderflow
