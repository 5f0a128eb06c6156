#pragma once

#include "storage/databaseurl.h"
#include "storage/sqlstore.h"

namespace Orderflow {

/// A database on a PostgreSQL server, version 13 or later.
class PostgresStore final : public SqlStore
{
public:
    explicit PostgresStore(const DatabaseUrl &url);

protected:
    StoreResult<void> connectDatabase() override;
    StoreResult<std::int64_t> insertTrades(const std::vector<AggTrade> &trades) override;
    StoreResult<std::int64_t> insertDepthUpdates(const std::vector<DepthUpdate> &updates) override;

private:
    StoreResult<void> setUpConnection();

    DatabaseUrl m_url;
};

} // namespace Orderflow
