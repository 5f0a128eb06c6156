#include "storage/tables/tablelayout.h"

#include "storage/sql/migrations.h"
#include "storage/sql/pgextension.h"
#include "storage/sql/sqltransaction.h"
#include "storage/tables/tablelayoutsql.h"

#include <QFile>
#include <QLoggingCategory>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcTables, "orderflow.tables")

const QString Failed = u"cannot lay out the tables of events"_s;

/// A condition: the table has partitions.
QString isPartitioned(const EventTable &table)
{
    return u"EXISTS (SELECT FROM pg_catalog.pg_class WHERE relname = '%1' AND relkind = 'p' "
           "AND pg_catalog.pg_table_is_visible(oid))"_s.arg(table.name);
}

} // namespace

TableLayout::TableLayout(SqlConnection &connection, const StoreOptions &options)
    : m_connection(connection)
    , m_options(options)
{}

StoreResult<void> TableLayout::layOut()
{
    if (m_connection.dialect() == SqlDialect::Sqlite || !m_options.useTimescale)
        return {};
    const auto schema = extensionSchema(m_connection, TimescaleExtension);
    if (!schema)
        return tl::unexpected(schema.error());
    if (!*schema)
        return {};
    for (const EventTable &table : eventTables()) {
        if (StoreResult<void> done = run(hypertableStatements(table, **schema),
                                         u"STORAGE_TIMESCALE=off makes partitions instead"_s);
            !done)
            return done;
    }
    return {};
}

StoreResult<void> TableLayout::complete()
{
    if (m_connection.dialect() == SqlDialect::Sqlite)
        return {};
    if (m_options.useTimescale) {
        const auto schema = extensionSchema(m_connection, TimescaleExtension);
        if (!schema)
            return tl::unexpected(schema.error());
        if (*schema)
            return completeHypertables(**schema);
    }
    if (m_options.useCitus) {
        const auto schema = extensionSchema(m_connection, CitusExtension);
        if (!schema)
            return tl::unexpected(schema.error());
        if (*schema)
            return inTransaction([&] { return distribute(**schema); });
    }
    return {};
}

StoreResult<void> TableLayout::completeHypertables(const QString &schema)
{
    const StoreResult<bool> isOlder = isTrue(isPartitioned(eventTables().front()));
    if (!isOlder)
        return tl::unexpected(isOlder.error());
    if (*isOlder) {
        qCInfo(lcTables).noquote()
            << u"%1: TimescaleDB is there, but the tables were made without it and keep their "
               "partitions; a database that has the extension before init-db gets hypertables"_s
                   .arg(m_connection.displayName());
        return {};
    }
    // Policies, and compression, are not in its Apache edition.
    const StoreResult<bool> isLicensed =
        isTrue(u"current_setting('timescaledb.license', true) IS NOT DISTINCT FROM 'timescale'"_s);
    if (!isLicensed)
        return tl::unexpected(isLicensed.error());
    if (!*isLicensed)
        return {};
    return inTransaction([&]() -> StoreResult<void> {
        for (const EventTable &table : eventTables()) {
            const StoreResult<bool> isNew =
                isTrue(u"EXISTS (SELECT FROM timescaledb_information.hypertables AS h "
                       "JOIN pg_catalog.pg_class AS c ON c.relname = h.hypertable_name "
                       "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
                       "AND n.nspname = h.hypertable_schema "
                       "WHERE h.hypertable_name = '%1' AND pg_catalog.pg_table_is_visible(c.oid) "
                       "AND NOT h.compression_enabled AND h.num_chunks = 0)"_s.arg(table.name));
            if (!isNew)
                return tl::unexpected(isNew.error());
            if (!*isNew)
                continue;
            if (StoreResult<void> done =
                    run(compressionStatements(table, schema),
                        u"STORAGE_TIMESCALE=off leaves hypertables as they are"_s);
                !done)
                return done;
        }
        return {};
    });
}

StoreResult<void> TableLayout::distribute(const QString &schema)
{
    // Not of hypertables.
    const StoreResult<bool> fitsCitus = isTrue(isPartitioned(eventTables().front()));
    if (!fitsCitus || !*fitsCitus)
        return fitsCitus ? StoreResult<void>() : tl::unexpected(fitsCitus.error());
    const QString remedy = u"STORAGE_CITUS=off leaves the tables on this node"_s;
    // Another recorder that starts at the same time waits here. Citus wants one connection for all,
    // or refuses functions and views behind the tables.
    StoreResult<void> locked = run({u"LOCK TABLE capture_sessions IN SHARE ROW EXCLUSIVE MODE"_s,
                                    u"SET LOCAL citus.multi_shard_modify_mode TO 'sequential'"_s},
                                   remedy);
    if (!locked)
        return locked;
    const StoreResult<bool> isDone =
        isTrue(isDistributed(schema, u"'%1'::regclass"_s.arg(eventTables().front().name)));
    if (!isDone)
        return tl::unexpected(isDone.error());
    if (!*isDone) {
        const StoreResult<bool> empty = areEmpty();
        if (!empty)
            return tl::unexpected(empty.error());
        if (!*empty) {
            qCInfo(lcTables).noquote()
                << u"%1: Citus is there, but the tables were filled without it and stay on this "
                   "node; docs/database.md says how to distribute them"_s.arg(
                       m_connection.displayName());
            return {};
        }
        if (StoreResult<void> done = run(distributionStatements(schema), remedy); !done)
            return done;
    }
    const StoreResult<bool> fits = isTrue(u"pg_catalog.pg_get_viewdef('capture_streams'::regclass) "
                                          "LIKE '%capture_streams_by_key%'"_s);
    if (!fits)
        return tl::unexpected(fits.error());
    if (*fits)
        return {};
    QFile file(u":/sql/citus/views.sql"_s);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(m_connection.misconfigured(file.errorString()));
    return run(splitStatements(QString::fromUtf8(file.readAll())), remedy);
}

StoreResult<bool> TableLayout::areEmpty()
{
    QStringList conditions;
    for (const EventTable &table : eventTables())
        conditions << u"NOT EXISTS (SELECT FROM %1)"_s.arg(table.name);
    return isTrue(conditions.join(u" AND "_s));
}

StoreResult<bool> TableLayout::isTrue(const QString &condition)
{
    const auto number = m_connection.readInteger(
        u"SELECT CASE WHEN "_s + condition + u" THEN 1 ELSE 0 END"_s, Failed);
    if (!number)
        return tl::unexpected(number.error());
    return *number == 1;
}

StoreResult<void> TableLayout::run(const QStringList &statements, const QString &remedy)
{
    for (const QString &statement : statements) {
        if (const auto done = m_connection.execute(statement, Failed); !done) {
            StoreError error = done.error();
            error.message += u"; "_s + remedy;
            return tl::unexpected(error);
        }
    }
    return {};
}

StoreResult<void> TableLayout::inTransaction(const std::function<StoreResult<void>()> &work)
{
    SqlTransaction transaction(m_connection.database());
    if (!transaction.begin())
        return tl::unexpected(m_connection.failure(m_connection.database().lastError(), Failed));
    if (StoreResult<void> done = work(); !done)
        return done;
    if (!transaction.commit())
        return tl::unexpected(m_connection.failure(m_connection.database().lastError(), Failed));
    return {};
}

} // namespace Orderflow
