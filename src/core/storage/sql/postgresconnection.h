#pragma once

#include "storage/sql/sqlconnection.h"
#include "storage/storeoptions.h"

namespace Orderflow {

/// To a database on a PostgreSQL server, version 13 or later.
class PostgresConnection final : public SqlConnection
{
public:
    PostgresConnection(const DatabaseUrl &url, SqlAccess access, const StoreOptions &options = {});

protected:
    StoreResult<void> connectDatabase() override;

private:
    StoreResult<void> setUpConnection();
    StoreResult<void> checkDatabase();

    DatabaseUrl m_url;
    SqlAccess m_access;
    SynchronousCommit m_synchronousCommit;
};

} // namespace Orderflow
