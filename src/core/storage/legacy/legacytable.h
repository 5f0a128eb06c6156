#pragma once

#include "storage/sql/sqlerror.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace Orderflow {

/// Rows of an old table by their ids: those behind `afterId` up to `lastId`.
struct LegacyChunk
{
    std::int64_t afterId = 0;
    std::int64_t lastId = 0;
};

/// A table of the recorder's predecessor, and the statements that bring its rows into the table of
/// the same name of this program. docs/database.md says in words what becomes of each column.
///
/// A row goes one of three ways: it is copied with its id; it is merged, where an equal row has
/// been copied; or it is set aside in legacy_rows, where it has no key, lacks another value, or
/// says something else than the row that was copied under its key.
class LegacyTable
{
public:
    static LegacyTable trades(SqlDialect dialect);
    /// `depthKindLiteral` is an SQL literal of what all of its rows are.
    static LegacyTable depthUpdates(SqlDialect dialect, const QString &depthKindLiteral);
    /// What the old table `name` is called while it waits to be dropped.
    static QString legacyName(const QString &name);

    /// Before the upgrade, and of the new table after it.
    const QString &name() const { return m_name; }
    QString legacyName() const { return legacyName(m_name); }
    /// What the old table has at least.
    QStringList oldColumns() const { return m_oldColumns; }

    /// The id of the last of the next `rows` rows; `afterId` where there are none.
    QString selectChunkEnd(std::int64_t afterId, int rows) const;
    QString countRows(const LegacyChunk &chunk) const;
    QString copy(const LegacyChunk &chunk) const;
    QString setAsideIncomplete(const LegacyChunk &chunk) const;
    /// The next two look at the rows that copy() left out.
    QString setAsideConflicts(const LegacyChunk &chunk) const;
    QString countMerged(const LegacyChunk &chunk) const;

private:
    enum class Use {
        /// Tells whether two rows are of one event.
        Key,
        /// Differs between two rows of one key where they contradict each other.
        Content,
        OptionalContent,
        Carried
    };
    struct Column
    {
        QString name;
        QString value;
        Use use;
    };

    LegacyTable(SqlDialect dialect, QString name);
    QString range(const LegacyChunk &chunk) const;
    QString isComplete() const;
    QString joinTwins(const LegacyChunk &chunk) const;
    QString isEqual() const;
    QString content() const;
    QString insertAside(const QString &reason) const;

    SqlDialect m_dialect;
    QString m_name;
    QStringList m_oldColumns;
    /// Why an incomplete row is so.
    QString m_incompleteReason;
    /// Of the new table; `l` is the old row.
    std::vector<Column> m_columns;
};

} // namespace Orderflow
