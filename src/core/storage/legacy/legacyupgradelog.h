#pragma once

#include "storage/sql/sqlconnection.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace Orderflow {

/// How far the rows of one table of the recorder's predecessor have come.
struct LegacyTableProgress
{
    /// Of the predecessor and of this program; the old rows wait under LegacyTable::legacyName().
    QString table;
    std::int64_t oldRows = 0;
    std::int64_t rowsCopied = 0;
    /// Those that were there already, under another id.
    std::int64_t rowsMerged = 0;
    /// Those that are kept in legacy_rows.
    std::int64_t rowsSetAside = 0;
    bool isFinished = false;

    std::int64_t rowsDone() const { return rowsCopied + rowsMerged + rowsSetAside; }
};

/// A row of legacy_upgrade.
struct LegacyUpgradeEntry
{
    LegacyTableProgress progress;
    /// What all rows of the table are; empty for trades.
    QString depthKind;
    /// Rows up to this id have been brought over.
    std::int64_t lastId = 0;
};

/// The table legacy_upgrade. Belongs to the thread of `connection`, which outlives it and is open;
/// transactions are the caller's.
class LegacyUpgradeLog
{
public:
    explicit LegacyUpgradeLog(SqlConnection &connection);

    /// Of the tables that are not dropped, trades first. None where the schema is too old.
    StoreResult<std::vector<LegacyUpgradeEntry>> entries();

    /// Counts the rows of the old table and adds its row; false where that was there already.
    /// `depthKind` is empty for trades.
    StoreResult<bool> add(const QString &table, const QString &depthKind);

    /// Keeps other programs from changing the row until the end of the transaction.
    StoreResult<void> lock(const QString &table);

    /// Adds the counts of `chunk`, whose last row has the id `lastId`.
    StoreResult<void> advance(const LegacyTableProgress &chunk, std::int64_t lastId);
    StoreResult<void> setFinished(const QString &table);
    StoreResult<void> setDropped(const QString &table);

private:
    StoreResult<void> update(const QString &table, const QString &assignments);
    QString now() const;

    SqlConnection &m_connection;
};

} // namespace Orderflow
