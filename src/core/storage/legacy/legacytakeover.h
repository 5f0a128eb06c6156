#pragma once

#include "storage/legacy/legacytable.h"
#include "storage/sql/sqlconnection.h"

namespace Orderflow {

/// Gives the tables of the recorder's predecessor other names, within a transaction of the caller.
/// Belongs to the thread of `connection`, which outlives it and is open.
class LegacyTakeOver
{
public:
    explicit LegacyTakeOver(SqlConnection &connection);

    /// Unavailable where another program holds a table, or has written into one within the last
    /// ten seconds; Misconfigured where the tables are not the predecessor's.
    StoreResult<void> run();

private:
    StoreResult<void> takeOver(const LegacyTable &table);
    StoreResult<void> lock(const QString &table);
    StoreResult<void> checkColumns(const LegacyTable &table);
    StoreResult<void> checkQuiet(const QString &table);
    StoreResult<void> rename(const QString &table);
    /// PostgreSQL: statements that rename what a renamed table leaves in the way of the new one.
    StoreResult<QStringList> renamesOfParts(const QString &oldName);
    StoreError inUse(const QString &table, const QString &why) const;

    SqlConnection &m_connection;
};

} // namespace Orderflow
