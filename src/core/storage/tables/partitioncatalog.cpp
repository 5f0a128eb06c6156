#include "storage/tables/partitioncatalog.h"

#include "storage/sql/pgextension.h"

#include <QSqlError>

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString quoted(QString name)
{
    return u'"' + name.replace(u'"', u"\"\""_s) + u'"';
}

/// What ANALYZE and the statistics say, or nothing where neither does.
std::optional<std::int64_t> estimatedRows(std::int64_t rows, bool hasRows)
{
    // -1 before the first ANALYZE.
    if (rows <= 0 && hasRows)
        return std::nullopt;
    return std::max<std::int64_t>(rows, 0);
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
    partition.rows = estimatedRows(row.value(5).toLongLong(), partition.hasRows);
    return partition;
}

Partition readChunk(const QSqlQuery &row)
{
    Partition chunk;
    chunk.schema = row.value(0).toString();
    chunk.name = row.value(1).toString();
    chunk.isChunk = true;
    chunk.bounds = TimeRange{UtcMicroseconds(std::chrono::microseconds(row.value(2).toLongLong())),
                             UtcMicroseconds(std::chrono::microseconds(row.value(3).toLongLong()))};
    chunk.bytes = row.value(4).toULongLong();
    chunk.hasRows = row.value(5).toBool();
    chunk.rows = estimatedRows(row.value(6).toLongLong(), chunk.hasRows);
    return chunk;
}

const QString LiveRows = u"greatest(c.reltuples, pg_catalog.pg_stat_get_live_tuples(c.oid))"_s;

QString selectPartitions(qint64 oid, const PartitionCatalog &catalog)
{
    // On this node there is nothing of distributed ones. The sizes of what is dropped meanwhile are
    // null.
    const bool isHere = catalog.kind == PartitionCatalog::Kind::Partitions;
    const QString prefix = isHere ? u"pg_catalog.pg_"_s : catalog.extensionSchema + u".citus_"_s;
    return u"SELECT n.nspname, c.relname, pg_catalog.pg_get_expr(c.relpartbound, c.oid), "
           "coalesce(%1total_relation_size(c.oid), 0), coalesce(%1relation_size(c.oid), 0) > 0, "
           "CAST(%2 AS bigint) FROM pg_catalog.pg_inherits AS i "
           "JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid "
           "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
           "WHERE i.inhparent = %3"_s.arg(prefix, LiveRows, QString::number(oid));
}

QString selectChunks(qint64 oid, const PartitionCatalog &catalog)
{
    // What is compressed is another table, which the chunk's own size lacks.
    return u"SELECT k.chunk_schema, k.chunk_name, "
           "CAST(extract(epoch FROM k.range_start) * 1000000 AS bigint), "
           "CAST(extract(epoch FROM k.range_end) * 1000000 AS bigint), "
           "coalesce(s.total_bytes, 0), "
           "k.is_compressed OR coalesce(pg_catalog.pg_relation_size(c.oid), 0) > 0, "
           "CAST(greatest(%1, %2.approximate_row_count(c.oid)) AS bigint) "
           "FROM timescaledb_information.chunks AS k "
           "JOIN pg_catalog.pg_namespace AS n ON n.nspname = k.chunk_schema "
           "JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = k.chunk_name "
           "LEFT JOIN %2.chunks_detailed_size(%3::regclass) AS s "
           "ON s.chunk_schema = k.chunk_schema AND s.chunk_name = k.chunk_name "
           "WHERE k.hypertable_schema = '%4' AND k.hypertable_name = '%5'"_s.arg(
               LiveRows, catalog.extensionSchema, QString::number(oid),
               QString(catalog.schema).replace(u'\'', u"''"_s), catalog.table.name);
}

StoreResult<void> readPartitions(SqlConnection &connection, qint64 oid, PartitionCatalog &catalog)
{
    const QString failed = u"cannot read the partitions of "_s + catalog.table.name;
    const bool isHypertable = catalog.kind == PartitionCatalog::Kind::Hypertable;
    StoreResult<QSqlQuery> query = connection.execute(
        isHypertable ? selectChunks(oid, catalog) : selectPartitions(oid, catalog), failed);
    if (!query)
        return tl::unexpected(query.error());
    while (query->next())
        catalog.partitions.push_back(isHypertable ? readChunk(*query) : readPartition(*query));
    if (query->lastError().isValid())
        return tl::unexpected(connection.failure(query->lastError(), failed));
    return {};
}

/// The schemas of the extensions; empty where there is none.
struct Extensions
{
    QString timescale;
    QString citus;
};

StoreResult<Extensions> readExtensions(SqlConnection &connection)
{
    const auto timescale = extensionSchema(connection, TimescaleExtension);
    if (!timescale)
        return tl::unexpected(timescale.error());
    const auto citus = extensionSchema(connection, CitusExtension);
    if (!citus)
        return tl::unexpected(citus.error());
    return Extensions{timescale->value_or(QString()), citus->value_or(QString())};
}

/// Oid, schema, columns, whether it is a hypertable, whether it is distributed.
QString selectTable(const EventTable &table, const Extensions &extensions)
{
    const QString isHypertable =
        extensions.timescale.isEmpty()
            ? u"FALSE"_s
            : u"EXISTS (SELECT FROM timescaledb_information.hypertables AS h "
              "WHERE h.hypertable_schema = n.nspname AND h.hypertable_name = c.relname)"_s;
    const QString isSpread =
        extensions.citus.isEmpty() ? u"FALSE"_s : isDistributed(extensions.citus, u"c.oid"_s);
    return u"SELECT c.oid, n.nspname, (SELECT string_agg(quote_ident(a.attname), ', ' "
           "ORDER BY a.attnum) FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid "
           "AND a.attnum > 0 AND NOT a.attisdropped), %1, %2 "
           "FROM pg_catalog.pg_class AS c "
           "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
           "WHERE c.relname = '%3' AND (c.relkind = 'p' OR c.relkind = 'r' AND %1) "
           "AND pg_catalog.pg_table_is_visible(c.oid)"_s.arg(isHypertable, isSpread, table.name);
}

PartitionCatalog readCatalog(const EventTable &table, const QSqlQuery &row,
                             const Extensions &extensions)
{
    PartitionCatalog catalog;
    catalog.table = table;
    catalog.schema = row.value(1).toString();
    catalog.columns = row.value(2).toString();
    if (row.value(3).toBool()) {
        catalog.kind = PartitionCatalog::Kind::Hypertable;
        catalog.extensionSchema = extensions.timescale;
    } else if (row.value(4).toBool()) {
        catalog.kind = PartitionCatalog::Kind::Distributed;
        catalog.extensionSchema = extensions.citus;
    }
    return catalog;
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

std::vector<PartitionDay> partitionDays(const std::vector<PartitionCatalog> &catalogs,
                                        std::chrono::sys_days today)
{
    std::map<std::chrono::sys_days, PartitionDay> days;
    for (const PartitionCatalog &catalog : catalogs) {
        for (const Partition &partition : catalog.partitions) {
            const std::optional<std::chrono::sys_days> day = dayOf(catalog.table, partition);
            if (!day || (partition.isChunk && !mayHavePartition(*day, today)))
                continue;
            PartitionDay &one = days[*day];
            one.day = *day;
            one.bytes += partition.bytes;
            one.hasRows = one.hasRows || partition.hasRows;
        }
    }
    std::vector<PartitionDay> result;
    for (const auto &[day, one] : days)
        result.push_back(one);
    return result;
}

QString sqlTableName(const QString &schema, const QString &name)
{
    return quoted(schema) + u'.' + quoted(name);
}

StoreResult<std::vector<PartitionCatalog>> readPartitionCatalogs(SqlConnection &connection)
{
    const StoreResult<Extensions> extensions = readExtensions(connection);
    if (!extensions)
        return tl::unexpected(extensions.error());
    std::vector<PartitionCatalog> catalogs;
    for (const EventTable &table : eventTables()) {
        const QString failed = u"cannot look for table "_s + table.name;
        StoreResult<QSqlQuery> query = connection.execute(selectTable(table, *extensions), failed);
        if (!query)
            return tl::unexpected(query.error());
        if (!query->next()) {
            if (query->lastError().isValid())
                return tl::unexpected(connection.failure(query->lastError(), failed));
            continue;
        }
        PartitionCatalog catalog = readCatalog(table, *query, *extensions);
        const qint64 oid = query->value(0).toLongLong();
        if (StoreResult<void> read = readPartitions(connection, oid, catalog); !read)
            return tl::unexpected(read.error());
        catalogs.push_back(std::move(catalog));
    }
    return catalogs;
}

} // namespace Orderflow
