#include "storage/partitioncatalog.h"

#include <QSqlError>

#include <algorithm>
#include <numeric>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString quoted(QString name)
{
    return u'"' + name.replace(u'"', u"\"\""_s) + u'"';
}

Partition readPartition(const QSqlQuery &row)
{
    Partition partition;
    partition.schema = row.value(0).toString();
    partition.name = row.value(1).toString();
    const QString bounds = row.value(2).toString();
    partition.isDefault = bounds == "DEFAULT"_L1;
    partition.bounds = parsePartitionBounds(bounds);
    partition.bytes = row.value(3).toULongLong();
    partition.hasRows = row.value(4).toBool();
    // -1 before the first ANALYZE.
    const std::int64_t rows = row.value(5).toLongLong();
    if (rows > 0 || !partition.hasRows)
        partition.rows = std::max<std::int64_t>(rows, 0);
    return partition;
}

StoreResult<void> readPartitions(SqlConnection &connection, qint64 oid, PartitionCatalog &catalog)
{
    const QString failed = u"cannot read the partitions of "_s + catalog.table.name;
    // The sizes of what is dropped meanwhile are null.
    StoreResult<QSqlQuery> query = connection.execute(
        u"SELECT n.nspname, c.relname, pg_catalog.pg_get_expr(c.relpartbound, c.oid), "
        "coalesce(pg_catalog.pg_total_relation_size(c.oid), 0), "
        "coalesce(pg_catalog.pg_relation_size(c.oid), 0) > 0, "
        "CAST(greatest(c.reltuples, pg_catalog.pg_stat_get_live_tuples(c.oid)) AS bigint) "
        "FROM pg_catalog.pg_inherits AS i "
        "JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid "
        "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
        "WHERE i.inhparent = %1"_s.arg(oid),
        failed);
    if (!query)
        return tl::unexpected(query.error());
    while (query->next())
        catalog.partitions.push_back(readPartition(*query));
    if (query->lastError().isValid())
        return tl::unexpected(connection.failure(query->lastError(), failed));
    return {};
}

} // namespace

const Partition *PartitionCatalog::defaultPartition() const
{
    const auto found = std::ranges::find_if(partitions, &Partition::isDefault);
    return found == partitions.end() ? nullptr : &*found;
}

std::uint64_t PartitionCatalog::bytes() const
{
    return std::accumulate(
        partitions.begin(), partitions.end(), std::uint64_t(0),
        [](std::uint64_t sum, const Partition &partition) { return sum + partition.bytes; });
}

QString sqlTableName(const QString &schema, const QString &name)
{
    return quoted(schema) + u'.' + quoted(name);
}

StoreResult<std::vector<PartitionCatalog>> readPartitionCatalogs(SqlConnection &connection)
{
    std::vector<PartitionCatalog> catalogs;
    for (const PartitionedTable &table : partitionedTables()) {
        const QString failed = u"cannot look for table "_s + table.name;
        StoreResult<QSqlQuery> query = connection.execute(
            u"SELECT c.oid, n.nspname, (SELECT string_agg(quote_ident(a.attname), ', ' "
            "ORDER BY a.attnum) FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid "
            "AND a.attnum > 0 AND NOT a.attisdropped) "
            "FROM pg_catalog.pg_class AS c "
            "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
            "WHERE c.relname = '%1' AND c.relkind = 'p' "
            "AND pg_catalog.pg_table_is_visible(c.oid)"_s.arg(table.name),
            failed);
        if (!query)
            return tl::unexpected(query.error());
        if (!query->next()) {
            if (query->lastError().isValid())
                return tl::unexpected(connection.failure(query->lastError(), failed));
            continue;
        }
        PartitionCatalog catalog{table, query->value(1).toString(), query->value(2).toString(), {}};
        const qint64 oid = query->value(0).toLongLong();
        if (StoreResult<void> read = readPartitions(connection, oid, catalog); !read)
            return tl::unexpected(read.error());
        catalogs.push_back(std::move(catalog));
    }
    return catalogs;
}

} // namespace Orderflow
