#pragma once

#include "storage/sqlconnection.h"

namespace Orderflow {

/// To a database on a PostgreSQL server, version 13 or later.
class PostgresConnection final : public SqlConnection
{
public:
    PostgresConnection(const DatabaseUrl &url, SqlAccess access);

protected:
    StoreResult<void> connectDatabase() override;

private:
    StoreResult<void> setUpConnection();

    DatabaseUrl m_url;
    SqlAccess m_access;
};

} // namespace Orderflow
