#pragma once

#include "storage/sql/sqlconnection.h"

namespace Orderflow {

/// To a database in one file of this machine.
class SqliteConnection final : public SqlConnection
{
public:
    /// The folder of the file has to be there.
    SqliteConnection(const DatabaseUrl &url, SqlAccess access);

protected:
    StoreResult<void> connectDatabase() override;

private:
    StoreResult<void> checkFile() const;

    QString m_filePath;
    SqlAccess m_access;
};

} // namespace Orderflow
