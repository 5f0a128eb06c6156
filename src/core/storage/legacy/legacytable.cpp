#include "storage/legacy/legacytable.h"

#include "storage/sql/eventtable.h"

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// SQL in the spelling of one database for the values of an old row.
class OldValue
{
public:
    explicit OldValue(SqlDialect dialect)
        : m_isSqlite(dialect == SqlDialect::Sqlite)
    {}

    /// As Symbol has it: only ASCII letters have a case.
    QString symbol() const
    {
        if (m_isSqlite)
            return u"upper(l.symbol)"_s;
        return u"translate(l.symbol, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')"_s;
    }

    /// SQLite has only floating-point numbers for what PostgreSQL calls numeric: as few digits as
    /// name the same number again, and never an exponent.
    QString number(const QString &column) const
    {
        if (!m_isSqlite)
            return column;
        return u"(CASE WHEN typeof(%1) <> 'real' THEN CAST(%1 AS text) "
               "WHEN abs(%1) NOT BETWEEN 0.0001 AND 1e14 "
               "THEN rtrim(rtrim(printf('%!.18f', %1), '0'), '.') "
               "WHEN CAST(CAST(%1 AS text) AS real) = %1 THEN CAST(%1 AS text) "
               "ELSE printf('%!.17g', %1) END)"_s.replace(u"%1"_s, column);
    }

    /// The predecessor's library left out the decimals, or wrote six.
    QString time(const QString &column) const
    {
        if (!m_isSqlite)
            return column;
        return u"(CASE WHEN datetime(%1) IS NOT NULL THEN substr(replace(%1, 'T', ' ') || CASE "
               u"length(%1) WHEN 19 "
               "THEN '.000000' ELSE '000000' END, 1, 26) END)"_s.replace(u"%1"_s, column);
    }

private:
    bool m_isSqlite;
};

} // namespace

LegacyTable::LegacyTable(SqlDialect dialect, QString name)
    : m_dialect(dialect)
    , m_name(std::move(name))
{}

QString LegacyTable::legacyName(const QString &name)
{
    return u"legacy_"_s + name;
}

LegacyTable LegacyTable::trades(SqlDialect dialect)
{
    const OldValue old(dialect);
    LegacyTable table(dialect, eventTables()[0].name);
    table.m_oldColumns = {u"id"_s,         u"symbol"_s,   u"event_time"_s,     u"trade_time"_s,
                          u"price"_s,      u"quantity"_s, u"is_buyer_maker"_s, u"agg_trade_id"_s,
                          u"ingest_time"_s};
    const QString time = old.time(u"coalesce(l.trade_time, l.event_time)"_s);
    table.m_incompleteReason =
        u"CASE WHEN l.agg_trade_id IS NULL THEN 'no_agg_trade_id' ELSE 'no_value' END"_s;
    table.m_columns = {{u"id"_s, u"l.id"_s, Use::Carried},
                       {u"symbol"_s, old.symbol(), Use::Key},
                       {u"event_time"_s, old.time(u"l.event_time"_s), Use::OptionalContent},
                       {u"trade_time"_s, time, Use::Key},
                       {u"price"_s, old.number(u"l.price"_s), Use::Content},
                       {u"quantity"_s, old.number(u"l.quantity"_s), Use::Content},
                       {u"is_buyer_maker"_s, u"l.is_buyer_maker"_s, Use::Content},
                       {u"agg_trade_id"_s, u"l.agg_trade_id"_s, Use::Key},
                       {u"source"_s, u"'live'"_s, Use::Carried},
                       {u"ingest_time"_s, old.time(u"l.ingest_time"_s), Use::Carried}};
    return table;
}

LegacyTable LegacyTable::depthUpdates(SqlDialect dialect, const QString &depthKindLiteral)
{
    const OldValue old(dialect);
    LegacyTable table(dialect, eventTables()[1].name);
    table.m_oldColumns = {
        u"id"_s,   u"symbol"_s, u"event_time"_s, u"first_update_id"_s, u"final_update_id"_s,
        u"bids"_s, u"asks"_s,   u"ingest_time"_s};
    const QString time = old.time(u"l.event_time"_s);
    table.m_incompleteReason = u"'no_value'"_s;
    table.m_columns = {{u"id"_s, u"l.id"_s, Use::Carried},
                       {u"symbol"_s, old.symbol(), Use::Key},
                       {u"depth_kind"_s, depthKindLiteral, Use::Key},
                       {u"event_time"_s, time, Use::Carried},
                       {u"transaction_time"_s, time, Use::Key},
                       {u"first_update_id"_s, u"l.first_update_id"_s, Use::Content},
                       {u"final_update_id"_s, u"l.final_update_id"_s, Use::Key},
                       {u"prev_final_update_id"_s, u"-1"_s, Use::Carried},
                       {u"bids"_s, u"l.bids"_s, Use::Content},
                       {u"asks"_s, u"l.asks"_s, Use::Content},
                       {u"ingest_time"_s, old.time(u"l.ingest_time"_s), Use::Carried}};
    return table;
}

QString LegacyTable::range(const LegacyChunk &chunk) const
{
    return u"l.id > %1 AND l.id <= %2"_s.arg(chunk.afterId).arg(chunk.lastId);
}

QString LegacyTable::isComplete() const
{
    QStringList conditions;
    for (const Column &column : m_columns) {
        if (column.use != Use::OptionalContent && column.value.contains("l."_L1))
            conditions << column.value + u" IS NOT NULL"_s;
    }
    return conditions.join(u" AND "_s);
}

QString LegacyTable::selectChunkEnd(std::int64_t afterId, int rows) const
{
    return u"SELECT coalesce(max(id), %1) FROM "
           "(SELECT id FROM %2 WHERE id > %1 ORDER BY id LIMIT %3) AS chunk"_s.arg(
               QString::number(afterId), legacyName(), QString::number(rows));
}

QString LegacyTable::countRows(const LegacyChunk &chunk) const
{
    return u"SELECT count(*) FROM "_s + legacyName() + u" AS l WHERE "_s + range(chunk);
}

QString LegacyTable::copy(const LegacyChunk &chunk) const
{
    QStringList names;
    QStringList values;
    for (const Column &column : m_columns) {
        names << column.name;
        values << column.value;
    }
    return u"INSERT INTO "_s + m_name + u" ("_s + names.join(u", "_s) + u") SELECT "_s +
           values.join(u", "_s) + u" FROM "_s + legacyName() + u" AS l WHERE "_s + range(chunk) +
           u" AND "_s + isComplete() + u" ORDER BY l.id ON CONFLICT DO NOTHING"_s;
}

QString LegacyTable::content() const
{
    if (m_dialect == SqlDialect::PostgreSql)
        return u"to_jsonb(l)"_s;
    const OldValue old(m_dialect);
    QStringList members;
    for (const QString &column : m_oldColumns) {
        const bool isNumber = column == "price"_L1 || column == "quantity"_L1;
        const QString value = u"l."_s + column;
        members << u'\'' + column + u"', "_s + (isNumber ? old.number(value) : value);
    }
    return u"json_object("_s + members.join(u", "_s) + u')';
}

QString LegacyTable::insertAside(const QString &reason) const
{
    return u"INSERT INTO legacy_rows (table_name, id, reason, content) SELECT '"_s + m_name +
           u"', l.id, "_s + reason + u", "_s + content();
}

QString LegacyTable::setAsideIncomplete(const LegacyChunk &chunk) const
{
    return insertAside(m_incompleteReason) + u" FROM "_s + legacyName() + u" AS l WHERE "_s +
           range(chunk) + u" AND NOT ("_s + isComplete() + u')';
}

QString LegacyTable::joinTwins(const LegacyChunk &chunk) const
{
    QStringList conditions;
    for (const Column &column : m_columns) {
        if (column.use == Use::Key)
            conditions << u"n."_s + column.name + u" = "_s + column.value;
    }
    return u" FROM "_s + legacyName() + u" AS l JOIN "_s + m_name + u" AS n ON "_s +
           conditions.join(u" AND "_s) + u" WHERE "_s + range(chunk) + u" AND "_s + isComplete() +
           u" AND n.id <> l.id"_s;
}

QString LegacyTable::isEqual() const
{
    const QString equals =
        m_dialect == SqlDialect::Sqlite ? u" IS "_s : u" IS NOT DISTINCT FROM "_s;
    QStringList conditions;
    for (const Column &column : m_columns) {
        if (column.use == Use::Content || column.use == Use::OptionalContent)
            conditions << u"n."_s + column.name + equals + column.value;
    }
    return u'(' + conditions.join(u" AND "_s) + u')';
}

QString LegacyTable::setAsideConflicts(const LegacyChunk &chunk) const
{
    return insertAside(u"'conflict'"_s) + joinTwins(chunk) + u" AND NOT "_s + isEqual();
}

QString LegacyTable::countMerged(const LegacyChunk &chunk) const
{
    return u"SELECT count(*)"_s + joinTwins(chunk) + u" AND "_s + isEqual();
}

} // namespace Orderflow
