#include "storage/legacy/legacyupgradelog.h"

#include "storage/legacy/legacytable.h"
#include "storage/sql/migrations.h"

#include <QSqlError>

#include <limits>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

// Before every id; not the least number, whose digits alone are no bigint to PostgreSQL.
constexpr std::int64_t BeforeAll = -std::numeric_limits<std::int64_t>::max();

} // namespace

LegacyUpgradeLog::LegacyUpgradeLog(SqlConnection &connection)
    : m_connection(connection)
{}

QString LegacyUpgradeLog::now() const
{
    return m_connection.dialect() == SqlDialect::PostgreSql
               ? u"now()"_s
               : u"strftime('%Y-%m-%d %H:%M:%f000', 'now')"_s;
}

StoreResult<std::vector<LegacyUpgradeEntry>> LegacyUpgradeLog::entries()
{
    // Cut off between two migrations, an upgrade has no such table yet.
    const StoreResult<bool> isThere =
        SchemaMigrator(m_connection.database(), m_connection.dialect(), m_connection.displayName())
            .hasTable(u"legacy_upgrade"_s);
    if (!isThere)
        return tl::unexpected(isThere.error());
    std::vector<LegacyUpgradeEntry> entries;
    if (!*isThere)
        return entries;
    const QString failed = u"cannot read legacy_upgrade"_s;
    StoreResult<QSqlQuery> query = m_connection.execute(
        u"SELECT table_name, old_rows, rows_copied, rows_merged, rows_set_aside, "
        "finished_at IS NOT NULL, depth_kind, last_id FROM legacy_upgrade "
        "WHERE dropped_at IS NULL ORDER BY table_name DESC"_s,
        failed);
    if (!query)
        return tl::unexpected(query.error());
    while (query->next()) {
        const LegacyTableProgress progress{.table = query->value(0).toString(),
                                           .oldRows = query->value(1).toLongLong(),
                                           .rowsCopied = query->value(2).toLongLong(),
                                           .rowsMerged = query->value(3).toLongLong(),
                                           .rowsSetAside = query->value(4).toLongLong(),
                                           .isFinished = query->value(5).toBool()};
        entries.push_back({progress, query->value(6).toString(),
                           query->isNull(7) ? BeforeAll : query->value(7).toLongLong()});
    }
    if (query->lastError().isValid())
        return tl::unexpected(m_connection.failure(query->lastError(), failed));
    return entries;
}

StoreResult<bool> LegacyUpgradeLog::add(const QString &table, const QString &depthKind)
{
    const auto inserted = m_connection.change(
        u"INSERT INTO legacy_upgrade (table_name, depth_kind, old_rows) "
        "VALUES ('%1', %2, 0) ON CONFLICT DO NOTHING"_s.arg(
            table, depthKind.isEmpty() ? u"NULL"_s : m_connection.literal(depthKind)),
        u"cannot write to legacy_upgrade"_s);
    if (!inserted)
        return tl::unexpected(inserted.error());
    if (*inserted == 0)
        return false;
    const auto counted = update(
        table, u"old_rows = (SELECT count(*) FROM %1)"_s.arg(LegacyTable::legacyName(table)));
    if (!counted)
        return tl::unexpected(counted.error());
    return true;
}

StoreResult<void> LegacyUpgradeLog::lock(const QString &table)
{
    return update(table, u"last_id = last_id"_s);
}

StoreResult<void> LegacyUpgradeLog::advance(const LegacyTableProgress &chunk, std::int64_t lastId)
{
    return update(chunk.table,
                  u"last_id = %1, rows_copied = rows_copied + %2, rows_merged = rows_merged + %3, "
                  "rows_set_aside = rows_set_aside + %4"_s.arg(lastId)
                      .arg(chunk.rowsCopied)
                      .arg(chunk.rowsMerged)
                      .arg(chunk.rowsSetAside));
}

StoreResult<void> LegacyUpgradeLog::setFinished(const QString &table)
{
    return update(table, u"finished_at = "_s + now());
}

StoreResult<void> LegacyUpgradeLog::setDropped(const QString &table)
{
    return update(table, u"dropped_at = "_s + now());
}

StoreResult<void> LegacyUpgradeLog::update(const QString &table, const QString &assignments)
{
    const auto updated = m_connection.change(
        u"UPDATE legacy_upgrade SET %1 WHERE table_name = '%2'"_s.arg(assignments, table),
        u"cannot write to legacy_upgrade"_s);
    if (!updated)
        return tl::unexpected(updated.error());
    return {};
}

} // namespace Orderflow
