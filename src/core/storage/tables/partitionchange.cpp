#include "storage/tables/partitionchange.h"

#include "storage/sql/sqltransaction.h"
#include "storage/tables/retentionledger.h"

#include <QSqlQuery>

namespace Orderflow {

using namespace Qt::StringLiterals;
using std::chrono::days;
using std::chrono::sys_days;

namespace {

// An arbitrary number that only those lock who change partitions.
constexpr qint64 AdvisoryLockKey = 0x6f72646572667074;

QString timeLiteral(UtcMicroseconds time)
{
    return u"'%1+00'"_s.arg(toSqlText(time));
}

/// `column` lies in that day.
QString inDay(QLatin1StringView column, sys_days day)
{
    return u"%1 >= %2 AND %1 < %3"_s.arg(column, timeLiteral(day), timeLiteral(day + days(1)));
}

} // namespace

PartitionChange::PartitionChange(SqlConnection &connection, const PartitionTimeouts &timeouts)
    : m_connection(connection)
    , m_timeouts(timeouts)
{}

StoreResult<std::int64_t> PartitionChange::make(const PartitionCatalog &catalog, sys_days day)
{
    const QString failed =
        u"cannot make the partition "_s +
        sqlTableName(catalog.schema, partitionName(catalog.table, day)).remove(u'"');
    SqlTransaction transaction(m_connection.database());
    if (!transaction.begin()) {
        return tl::unexpected(m_connection.failure(m_connection.database().lastError(), failed));
    }
    StoreResult<std::int64_t> moved = makeInTransaction(catalog, day, failed);
    if (!moved)
        return moved;
    if (!transaction.commit()) {
        return tl::unexpected(m_connection.failure(m_connection.database().lastError(), failed));
    }
    return moved;
}

StoreResult<std::int64_t> PartitionChange::makeInTransaction(const PartitionCatalog &catalog,
                                                             sys_days day, const QString &failed)
{
    const QString name = partitionName(catalog.table, day);
    const QString parent = sqlTableName(catalog.schema, catalog.table.name);
    const QString partition = sqlTableName(catalog.schema, name);
    if (StoreResult<void> locked = limitAndLock(failed); !locked)
        return tl::unexpected(locked.error());
    const StoreResult<bool> free = isFree(catalog, name, failed);
    if (!free)
        return tl::unexpected(free.error());
    if (!*free)
        return 0;

    // Apart from the table first, because PARTITION OF would lock all readers out. With the
    // constraint, ATTACH needs not read what has been moved.
    const QString made =
        u"CREATE TABLE %1 (LIKE %2 INCLUDING ALL, CONSTRAINT day CHECK (%3))"_s.arg(
            partition, parent, inDay(catalog.table.timeColumn, day));
    if (StoreResult<std::int64_t> done = m_connection.change(made, failed); !done)
        return done;
    StoreResult<std::int64_t> moved = moveRows(catalog, day, failed);
    if (!moved)
        return moved;
    if (StoreResult<void> attached =
            runAll({u"ALTER TABLE %1 ATTACH PARTITION %2 FOR VALUES FROM (%3) TO (%4)"_s.arg(
                        parent, partition, timeLiteral(day), timeLiteral(day + days(1))),
                    u"ALTER TABLE %1 DROP CONSTRAINT day"_s.arg(partition)},
                   failed);
        !attached)
        return tl::unexpected(attached.error());
    return moved;
}

StoreResult<std::int64_t> PartitionChange::moveRows(const PartitionCatalog &catalog, sys_days day,
                                                    const QString &failed)
{
    const Partition *others = catalog.defaultPartition();
    if (!others)
        return 0;
    const QString source = sqlTableName(others->schema, others->name);
    const QString move = u"WITH moved AS (DELETE FROM %1 WHERE %2 RETURNING %3) "
                         "INSERT INTO %4 (%3) SELECT %3 FROM moved"_s.arg(
                             source, inDay(catalog.table.timeColumn, day), catalog.columns,
                             sqlTableName(catalog.schema, partitionName(catalog.table, day)));
    // While others still write, so that they need not wait for this.
    StoreResult<std::int64_t> most = m_connection.change(move, failed);
    if (!most)
        return most;
    // A writer that had chosen the default partition already would be refused there after the
    // commit. The parent first, because writers lock it first too.
    if (StoreResult<void> locked = runAll({u"LOCK TABLE ONLY %1 IN SHARE ROW EXCLUSIVE MODE"_s.arg(
                                               sqlTableName(catalog.schema, catalog.table.name)),
                                           u"LOCK TABLE %1 IN ACCESS EXCLUSIVE MODE"_s.arg(source)},
                                          failed);
        !locked)
        return tl::unexpected(locked.error());
    StoreResult<std::int64_t> rest = m_connection.change(move, failed);
    if (!rest)
        return rest;
    return *most + *rest;
}

StoreResult<void> PartitionChange::drop(const PartitionCatalog &catalog, const Partition &partition,
                                        const DroppedDay &dropped)
{
    const QString failed = u"cannot drop the partition "_s +
                           sqlTableName(partition.schema, partition.name).remove(u'"');
    SqlTransaction transaction(m_connection.database());
    if (!transaction.begin()) {
        return tl::unexpected(m_connection.failure(m_connection.database().lastError(), failed));
    }
    if (StoreResult<void> done = dropInTransaction(catalog, partition, dropped, failed); !done)
        return done;
    if (!transaction.commit()) {
        return tl::unexpected(m_connection.failure(m_connection.database().lastError(), failed));
    }
    return {};
}

StoreResult<void> PartitionChange::dropInTransaction(const PartitionCatalog &catalog,
                                                     const Partition &partition,
                                                     const DroppedDay &dropped,
                                                     const QString &failed)
{
    if (StoreResult<void> locked = limitAndLock(failed); !locked)
        return locked;
    const StoreResult<bool> isThere =
        isPartition(catalog, partition.schema, partition.name, failed);
    if (!isThere)
        return tl::unexpected(isThere.error());
    if (!*isThere)
        return {};

    QStringList statements = retentionStatements(
        m_connection, {catalog.table.name, dropped, partition.rows, partition.bytes});
    const QString parent = sqlTableName(catalog.schema, catalog.table.name);
    if (catalog.kind == PartitionCatalog::Kind::Hypertable) {
        statements << u"SELECT %1.drop_chunks(%2, older_than => timestamptz %3, "
                      "newer_than => timestamptz %4)"_s.arg(
                          catalog.extensionSchema, m_connection.literal(parent),
                          timeLiteral(dropped.day + days(1)), timeLiteral(dropped.day));
        return runAll(statements, failed);
    }
    // Last, because it locks readers out until the commit. CONCURRENTLY there is not where a
    // default partition is.
    const QString name = sqlTableName(partition.schema, partition.name);
    statements << u"LOCK TABLE ONLY %1 IN ACCESS EXCLUSIVE MODE"_s.arg(parent)
               << u"ALTER TABLE %1 DETACH PARTITION %2"_s.arg(parent, name)
               << u"DROP TABLE "_s + name;
    return runAll(statements, failed);
}

StoreResult<bool> PartitionChange::isFree(const PartitionCatalog &catalog, const QString &name,
                                          const QString &failed)
{
    StoreResult<bool> isOurs = isPartition(catalog, catalog.schema, name, failed);
    if (!isOurs)
        return isOurs;
    if (*isOurs)
        return false;
    StoreResult<QSqlQuery> query =
        m_connection.execute(u"SELECT EXISTS (SELECT FROM pg_catalog.pg_class AS c "
                             "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
                             "WHERE n.nspname = %1 AND c.relname = %2)"_s.arg(
                                 m_connection.literal(catalog.schema), m_connection.literal(name)),
                             failed);
    if (!query)
        return tl::unexpected(query.error());
    if (!query->next())
        return tl::unexpected(m_connection.failure(query->lastError(), failed));
    if (query->value(0).toBool()) {
        return tl::unexpected(m_connection.misconfigured(
            failed + u": there is something else of that name, which is no partition of "_s +
            catalog.table.name + u"; rename it, or attach it"_s));
    }
    return true;
}

StoreResult<bool> PartitionChange::isPartition(const PartitionCatalog &catalog,
                                               const QString &schema, const QString &name,
                                               const QString &failed)
{
    StoreResult<QSqlQuery> query = m_connection.execute(
        u"SELECT EXISTS (SELECT FROM pg_catalog.pg_inherits AS i "
        "JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent AND p.relname = %1 "
        "JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace AND pn.nspname = %2 "
        "JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND c.relname = %3 "
        "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = %4)"_s.arg(
            m_connection.literal(QString(catalog.table.name)), m_connection.literal(catalog.schema),
            m_connection.literal(name), m_connection.literal(schema)),
        failed);
    if (!query)
        return tl::unexpected(query.error());
    if (!query->next())
        return tl::unexpected(m_connection.failure(query->lastError(), failed));
    return query->value(0).toBool();
}

StoreResult<void> PartitionChange::limitAndLock(const QString &failed)
{
    return runAll({u"SET LOCAL lock_timeout = %1"_s.arg(m_timeouts.lock.count()),
                   u"SET LOCAL statement_timeout = %1"_s.arg(m_timeouts.move.count()),
                   u"SELECT pg_catalog.pg_advisory_xact_lock(%1)"_s.arg(AdvisoryLockKey)},
                  failed);
}

StoreResult<void> PartitionChange::runAll(const QStringList &statements, const QString &failed)
{
    for (const QString &statement : statements) {
        if (const StoreResult<std::int64_t> done = m_connection.change(statement, failed); !done)
            return tl::unexpected(done.error());
    }
    return {};
}

} // namespace Orderflow
