#pragma once

#include "storage/databaseurl.h"
#include "storage/storeoptions.h"
#include "storage/stores/sqlstore.h"
#include "storage/tables/sqliteretention.h"

namespace Orderflow {

/// A database in one file of this machine, read by other programs while it is written.
class SqliteStore final : public SqlStore
{
public:
    explicit SqliteStore(const DatabaseUrl &url, const StoreOptions &options = {});

protected:
    StoreResult<UpkeepState> keepUpTables(UtcMicroseconds now,
                                          const RetentionLimits &limits) override;
    StoreResult<std::int64_t> insertTrades(const std::vector<AggTrade> &trades,
                                           InsertWay way) override;
    StoreResult<std::int64_t> insertDepthUpdates(const std::vector<DepthUpdate> &updates,
                                                 InsertWay way) override;

private:
    SqliteRetention m_retention;
};

} // namespace Orderflow
