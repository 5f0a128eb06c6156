#include "storage/legacy/legacytakeover.h"

#include "storage/sql/migrations.h"

#include <QSqlError>
#include <QSqlRecord>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

LegacyTakeOver::LegacyTakeOver(SqlConnection &connection)
    : m_connection(connection)
{}

StoreResult<void> LegacyTakeOver::run()
{
    const SqlDialect dialect = m_connection.dialect();
    if (dialect == SqlDialect::PostgreSql) {
        const auto set = m_connection.change(u"SET LOCAL lock_timeout = '5s'"_s,
                                             u"cannot lock the predecessor's tables"_s);
        if (!set)
            return tl::unexpected(set.error());
    }
    SchemaMigrator schema(m_connection.database(), dialect, m_connection.displayName());
    for (const LegacyTable &table :
         {LegacyTable::trades(dialect), LegacyTable::depthUpdates(dialect, QString())}) {
        const StoreResult<bool> isThere = schema.hasTable(table.name());
        if (!isThere)
            return tl::unexpected(isThere.error());
        if (!*isThere)
            continue;
        if (StoreResult<void> taken = takeOver(table); !taken)
            return taken;
    }
    return {};
}

StoreResult<void> LegacyTakeOver::takeOver(const LegacyTable &table)
{
    if (StoreResult<void> locked = lock(table.name()); !locked)
        return locked;
    if (StoreResult<void> checked = checkColumns(table); !checked)
        return checked;
    if (StoreResult<void> quiet = checkQuiet(table.name()); !quiet)
        return quiet;
    return rename(table.name());
}

StoreResult<void> LegacyTakeOver::lock(const QString &table)
{
    // The transaction of a migration has locked all of a SQLite database already.
    if (m_connection.dialect() == SqlDialect::Sqlite)
        return {};
    const auto locked = m_connection.change(u"LOCK TABLE %1 IN ACCESS EXCLUSIVE MODE"_s.arg(table),
                                            u"cannot lock %1"_s.arg(table));
    if (locked)
        return {};
    if (locked.error().sqlState == "55P03"_L1)
        return tl::unexpected(inUse(table, u"another program works on it"_s));
    return tl::unexpected(locked.error());
}

StoreResult<void> LegacyTakeOver::checkColumns(const LegacyTable &table)
{
    const QSqlRecord actual = m_connection.database().record(table.name());
    QStringList missing;
    for (const QString &column : table.oldColumns()) {
        if (!actual.contains(column))
            missing << column;
    }
    if (missing.isEmpty())
        return {};
    return tl::unexpected(m_connection.misconfigured(
        u"its table %1 is not of the recorder's predecessor, because it has no column %2; nothing "
        "was touched; name another database in DB_URL"_s.arg(table.name(), missing.join(u", "_s))));
}

StoreResult<void> LegacyTakeOver::checkQuiet(const QString &table)
{
    const QString isRecent = m_connection.dialect() == SqlDialect::PostgreSql
                                 ? u"ingest_time BETWEEN now() - interval '10 seconds' AND now()"_s
                                 : u"datetime(ingest_time) BETWEEN datetime('now', '-10 seconds') "
                                   "AND datetime('now')"_s;
    const auto recent = m_connection.readInteger(
        u"SELECT count(*) FROM %1 WHERE id = (SELECT max(id) FROM %1) AND %2"_s.arg(table,
                                                                                    isRecent),
        u"cannot read %1"_s.arg(table));
    if (!recent)
        return tl::unexpected(recent.error());
    if (*recent > 0)
        return tl::unexpected(inUse(table, u"a row has come in within the last ten seconds"_s));
    return {};
}

StoreResult<void> LegacyTakeOver::rename(const QString &table)
{
    const QString oldName = LegacyTable::legacyName(table);
    const QString failed = u"cannot rename %1 to %2"_s.arg(table, oldName);
    QStringList statements{u"ALTER TABLE %1 RENAME TO %2"_s.arg(table, oldName)};
    if (m_connection.dialect() == SqlDialect::PostgreSql) {
        const StoreResult<QStringList> parts = renamesOfParts(table);
        if (!parts)
            return tl::unexpected(parts.error());
        statements << *parts;
    }
    for (const QString &statement : std::as_const(statements)) {
        if (const auto done = m_connection.change(statement, failed); !done)
            return tl::unexpected(done.error());
    }
    return {};
}

StoreResult<QStringList> LegacyTakeOver::renamesOfParts(const QString &table)
{
    const QString failed = u"cannot read the indexes of %1"_s.arg(table);
    // A constraint takes the name of its index; a serial column owns its sequence.
    StoreResult<QSqlQuery> query = m_connection.execute(
        u"SELECT format('ALTER %s %I.%I RENAME TO %I', "
        "CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'INDEX' END, n.nspname, c.relname, "
        "left('legacy_' || c.relname, 63)) "
        "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('i', 'S') AND c.oid IN ("
        "SELECT indexrelid FROM pg_index WHERE indrelid = '{table}'::regclass "
        "UNION ALL SELECT objid FROM pg_depend WHERE classid = 'pg_class'::regclass "
        "AND refclassid = 'pg_class'::regclass AND refobjid = '{table}'::regclass "
        "AND deptype IN ('a', 'i'))"_s.replace("{table}"_L1, table),
        failed);
    if (!query)
        return tl::unexpected(query.error());
    QStringList statements;
    while (query->next())
        statements << query->value(0).toString();
    if (query->lastError().isValid())
        return tl::unexpected(m_connection.failure(query->lastError(), failed));
    return statements;
}

StoreError LegacyTakeOver::inUse(const QString &table, const QString &why) const
{
    return {StoreError::Kind::Unavailable,
            u"%1: cannot take over the table %2 of the recorder's predecessor: %3; nothing was "
            "touched; stop the predecessor, wait ten seconds and run init-db again"_s.arg(
                m_connection.displayName(), table, why),
            {}};
}

} // namespace Orderflow
