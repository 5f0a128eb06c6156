#include "storage/tables/tablelayoutsql.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

// Late enough for the repairs of an outage, and before the days take much room.
constexpr int CompressedAfterDays = 7;

struct CompressionOrder
{
    QString segmentBy;
    /// With the rest of the key, which is checked without decompressing all.
    QString orderBy;
};

CompressionOrder compressionOrder(const EventTable &table)
{
    if (table.name == "futures_trades"_L1)
        return {u"symbol"_s, u"trade_time, agg_trade_id"_s};
    return {u"symbol, depth_kind"_s, u"transaction_time, final_update_id"_s};
}

} // namespace

QStringList hypertableStatements(const EventTable &table, const QString &schema)
{
    QStringList statements;
    for (const QString &statement :
         {u"ALTER TABLE {table} RENAME TO {table}_partitioned"_s,
          u"CREATE TABLE {table} (LIKE {table}_partitioned INCLUDING ALL)"_s,
          u"ALTER SEQUENCE {table}_id_seq OWNED BY {table}.id"_s,
          u"DROP TABLE {table}_partitioned"_s,
          // These names were taken until now.
          u"ALTER INDEX {table}_pkey1 RENAME TO {table}_pkey"_s,
          u"ALTER INDEX {table}_{time}_idx RENAME TO {table}_{time}"_s,
          u"SELECT {schema}.create_hypertable('{table}', '{time}', "
          "chunk_time_interval => interval '1 day', create_default_indexes => false)"_s}) {
        statements << QString(statement)
                          .replace("{table}"_L1, table.name)
                          .replace("{time}"_L1, table.timeColumn)
                          .replace("{schema}"_L1, schema);
    }
    return statements;
}

QStringList compressionStatements(const EventTable &table, const QString &schema)
{
    const CompressionOrder order = compressionOrder(table);
    return {
        u"ALTER TABLE %1 SET (timescaledb.compress, timescaledb.compress_segmentby = '%2', "
        "timescaledb.compress_orderby = '%3')"_s.arg(table.name, order.segmentBy, order.orderBy),
        u"SELECT %1.add_compression_policy('%2', interval '%3 days', if_not_exists => true)"_s.arg(
            schema, table.name, QString::number(CompressedAfterDays))};
}

QStringList distributionStatements(const QString &schema)
{
    QStringList statements;
    for (const EventTable &table : eventTables()) {
        const QLatin1StringView first = eventTables().front().name;
        const QString together =
            table.name == first ? QString() : u", colocate_with => '%1'"_s.arg(first);
        statements << u"SELECT %1.create_distributed_table('%2', 'symbol'%3)"_s.arg(
            schema, table.name, together);
    }
    return statements;
}

} // namespace Orderflow
