#include "storage/stores/postgresstore.h"

#include "storage/sql/pgextension.h"
#include "storage/sql/postgresconnection.h"
#include "storage/stores/pgcopy.h"

#include <QSqlDriver>
#include <QSqlError>
#include <QSqlQuery>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString cannotWriteTo(const PgEventTable &table)
{
    return u"cannot write to "_s + table.name;
}

/// Null where Qt's driver does not give it.
pg_conn *libpqConnection(const QSqlDatabase &database)
{
    const QVariant handle = database.driver()->handle();
    // Qt's manual calls the type by the first name, Qt 6 itself by the second.
    const QLatin1StringView type(handle.typeName());
    if (type != "PGconn*"_L1 && type != "pg_conn*"_L1)
        return nullptr;
    return *static_cast<pg_conn *const *>(handle.constData());
}

} // namespace

PostgresStore::PostgresStore(const DatabaseUrl &url, const StoreOptions &options)
    : SqlStore(std::make_unique<PostgresConnection>(url, SqlAccess::Write, options), options)
    , m_partitions(connection())
{}

StoreResult<UpkeepState> PostgresStore::keepUpTables(UtcMicroseconds now,
                                                     const RetentionLimits &limits)
{
    return m_partitions.keep(now, limits);
}

StoreResult<void> PostgresStore::limitTransaction()
{
    const StoreResult<QSqlQuery> limited =
        connection().execute(u"SET LOCAL lock_timeout = %1; SET LOCAL statement_timeout = %2"_s.arg(
                                 QString::number(options().lockTimeout.count()),
                                 QString::number(options().statementTimeout.count())),
                             u"cannot set the limits of a transaction"_s);
    if (!limited)
        return tl::unexpected(limited.error());
    return {};
}

StoreResult<std::int64_t> PostgresStore::insertTrades(const std::vector<AggTrade> &trades,
                                                      InsertWay way)
{
    return insert(trades, way);
}

StoreResult<std::int64_t> PostgresStore::insertDepthUpdates(const std::vector<DepthUpdate> &updates,
                                                            InsertWay way)
{
    return insert(updates, way);
}

template <typename Event>
StoreResult<std::int64_t> PostgresStore::insert(const std::vector<Event> &events, InsertWay way)
{
    const PgEventTable &table = pgTableOf(events.front());
    if (way == InsertWay::Plain)
        return copy(events, table.name);

    const StoreResult<QSqlQuery> made = connection().execute(
        u"CREATE TEMPORARY TABLE %1 ON COMMIT DROP AS SELECT %2 FROM %3 WITH NO DATA"_s.arg(
            table.incomingName, table.columns, table.name),
        cannotWriteTo(table));
    if (!made)
        return tl::unexpected(made.error());
    if (StoreResult<std::int64_t> copied = copy(events, table.incomingName); !copied)
        return copied;
    // In the order of the key, so that two recorders on one database wait for each other's rows
    // instead of ending in a deadlock.
    const QString statement =
        u"INSERT INTO %1 (%2) SELECT %2 FROM pg_temp.%3 ORDER BY %4 ON CONFLICT DO NOTHING"_s.arg(
            table.name, table.columns, table.incomingName, table.order);
    const StoreResult<bool> hasCitus = this->hasCitus();
    if (!hasCitus)
        return tl::unexpected(hasCitus.error());
    // Citus counts what it skips as inserted, unless the rows have to come back.
    return *hasCitus ? countReturned(statement + u" RETURNING 1"_s, cannotWriteTo(table))
                     : connection().change(statement, cannotWriteTo(table));
}

StoreResult<bool> PostgresStore::hasCitus()
{
    if (!m_hasCitus) {
        const auto schema = extensionSchema(connection(), CitusExtension);
        if (!schema)
            return tl::unexpected(schema.error());
        m_hasCitus = schema->has_value();
    }
    return *m_hasCitus;
}

StoreResult<std::int64_t> PostgresStore::countReturned(const QString &statement,
                                                       const QString &failed)
{
    StoreResult<QSqlQuery> query = connection().execute(statement, failed);
    if (!query)
        return tl::unexpected(query.error());
    std::int64_t rows = 0;
    while (query->next())
        ++rows;
    if (query->lastError().isValid())
        return tl::unexpected(connection().failure(query->lastError(), failed));
    return rows;
}

template <typename Event>
StoreResult<std::int64_t> PostgresStore::copy(const std::vector<Event> &events,
                                              QLatin1StringView into)
{
    // As much as goes to the server at once, while the rows after it are built.
    constexpr std::size_t PartBytes = std::size_t(64) << 10;
    const PgEventTable &table = pgTableOf(events.front());
    const auto failure = [&](const CopyError &error) {
        QString failed = connection().displayName() + u": "_s + cannotWriteTo(table);
        if (error.row && *error.row >= 1 && *error.row <= std::ssize(events))
            failed += u", at "_s + nameOf(events[static_cast<std::size_t>(*error.row - 1)]);
        return tl::unexpected(
            StoreError{error.kind, failed + u": "_s + shortened(error.reason), error.sqlState});
    };
    pg_conn *handle = libpqConnection(database());
    if (!handle)
        return tl::unexpected(connection().misconfigured(u"Qt's driver gives no PGconn"_s));

    PgCopy copy(handle);
    const QString statement = u"COPY %1 (%2) FROM STDIN (FORMAT binary)"_s.arg(into, table.columns);
    if (const CopyResult<void> begun = copy.begin(statement.toUtf8()); !begun)
        return failure(begun.error());
    m_rows.clear();
    m_rows.appendHeader();
    for (const Event &event : events) {
        appendRow(m_rows, event);
        if (m_rows.size() < PartBytes)
            continue;
        if (const CopyResult<void> sent = copy.send(m_rows.bytes()); !sent)
            return failure(sent.error());
        m_rows.clear();
    }
    m_rows.appendTrailer();
    if (const CopyResult<void> sent = copy.send(m_rows.bytes()); !sent)
        return failure(sent.error());
    const CopyResult<std::int64_t> inserted = copy.finish();
    if (!inserted)
        return failure(inserted.error());
    return *inserted;
}

} // namespace Orderflow
