#include "storage/sql/recordreader.h"

#include "storage/sql/eventtable.h"
#include "storage/sql/migrations.h"
#include "storage/sql/recordrows.h"

#include <QSqlError>
#include <QStringList>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString where(const QStringList &conditions)
{
    return conditions.isEmpty() ? QString() : u" WHERE "_s + conditions.join(u" AND "_s);
}

const EventTable &tradeTable()
{
    return eventTables().front();
}

const EventTable &depthTable()
{
    return eventTables().back();
}

/// A condition on a gap: a repair may fill it.
QString isRepairable()
{
    return u"status = 'open' AND stream = 'aggTrade' AND symbol <> '' "
           "AND first_missing_id IS NOT NULL AND last_missing_id IS NOT NULL"_s;
}

/// SQL in the spelling of one database.
class Sql
{
public:
    explicit Sql(const SqlConnection &connection)
        : m_connection(connection)
    {}

    /// A time column as RowCursor reads it.
    QString time(const QString &column) const
    {
        if (m_connection.dialect() == SqlDialect::Sqlite)
            return column;
        return u"CAST(round(extract(epoch FROM %1) * 1000000) AS bigint)"_s.arg(column);
    }

    QString literal(const QVariant &value) const { return m_connection.literal(value); }
    QString literal(const Symbol &symbol) const { return literal(symbol.toString()); }
    QString literal(const std::string &text) const { return literal(QString::fromStdString(text)); }
    QString literal(UtcMicroseconds time) const { return literal(toSqlText(time)); }
    QString dayLiteral(UtcMicroseconds time) const { return literal(toSqlText(time).left(10)); }

    /// Rows of `range` behind `after`, in the order of the table's key.
    QStringList conditions(const EventTable &table, const TimeRange &range,
                           const std::optional<RowPlace> &after) const
    {
        QStringList conditions;
        if (range.from)
            conditions << u"%1 >= %2"_s.arg(table.timeColumn, literal(*range.from));
        if (range.to)
            conditions << u"%1 < %2"_s.arg(table.timeColumn, literal(*range.to));
        if (after) {
            conditions << u"(%1, %2) > (%3, %4)"_s.arg(table.idColumn, table.timeColumn,
                                                       QString::number(after->id),
                                                       literal(after->exchangeTime));
        }
        return conditions;
    }

    static QString inOrder(const EventTable &table, std::size_t limit)
    {
        return u" ORDER BY %1, %2 LIMIT %3"_s.arg(table.idColumn, table.timeColumn,
                                                  QString::number(limit));
    }

    QStringList gapConditions(const GapFilter &filter) const
    {
        QStringList conditions;
        if (filter.symbol)
            conditions << u"symbol = "_s + literal(*filter.symbol);
        if (filter.stream)
            conditions << u"stream = "_s + literal(*filter.stream);
        if (filter.reason)
            conditions << u"reason = "_s + literal(QString(toSqlName(*filter.reason)));
        if (filter.status)
            conditions << u"status = "_s + literal(QString(toSqlName(*filter.status)));
        if (filter.range.from)
            conditions << u"to_time >= "_s + literal(*filter.range.from);
        if (filter.range.to)
            conditions << u"from_time < "_s + literal(*filter.range.to);
        if (filter.missingOnly)
            conditions << u"(missing_events IS NULL OR missing_events <> 0)"_s;
        return conditions;
    }

    /// A row that lasts from one column to another, where it is null for ever, overlaps `range`.
    QStringList overlaps(const QString &begin, const QString &end, const TimeRange &range) const
    {
        QStringList conditions;
        if (range.from)
            conditions << u"(%1 IS NULL OR %1 >= %2)"_s.arg(end, literal(*range.from));
        if (range.to)
            conditions << u"%1 < %2"_s.arg(begin, literal(*range.to));
        return conditions;
    }

    QString selectGaps() const
    {
        return u"SELECT id, session_id, symbol, stream, reason, status, first_missing_id, "
               "last_missing_id, missing_events, filled_rows, %1, %2, note FROM capture_gaps"_s.arg(
                   time(u"from_time"_s), time(u"to_time"_s));
    }

private:
    const SqlConnection &m_connection;
};

template <typename Row>
StoreResult<std::vector<Row>> readAll(SqlConnection &connection, const QString &statement,
                                      Row (*read)(RowCursor row), const QString &what)
{
    const QString failed = u"cannot read "_s + what;
    if (StoreResult<void> isOpen = connection.requireOpen(failed); !isOpen)
        return tl::unexpected(isOpen.error());
    StoreResult<QSqlQuery> query = connection.execute(statement, failed);
    if (!query)
        return tl::unexpected(query.error());
    std::vector<Row> rows;
    while (query->next())
        rows.push_back(read(RowCursor(*query, connection.dialect())));
    if (query->lastError().isValid())
        return tl::unexpected(connection.failure(query->lastError(), failed));
    return rows;
}

} // namespace

RecordReader::RecordReader(SqlConnection &connection)
    : m_connection(connection)
{}

StoreResult<int> RecordReader::schemaVersion()
{
    return SchemaMigrator(m_connection.database(), m_connection.dialect(),
                          m_connection.displayName())
        .version();
}

StoreResult<std::vector<RecordedStream>> RecordReader::streams()
{
    return readAll(m_connection, u"SELECT symbol, stream FROM capture_streams ORDER BY 1, 2"_s,
                   readStream, u"capture_streams"_s);
}

StoreResult<std::vector<StreamEnd>> RecordReader::streamEnds()
{
    const Sql sql(m_connection);
    // Nobody knows when the predecessor received its last event, but not before it was made.
    const QString statement =
        u"SELECT s.symbol, s.stream, s.last_id, %1, %2, %3 FROM capture_streams AS s "
        "JOIN futures_trades AS e ON e.symbol = s.symbol AND e.agg_trade_id = s.last_id "
        "AND e.trade_time = s.last_time WHERE s.stream = 'aggTrade' "
        "UNION ALL "
        "SELECT s.symbol, s.stream, s.last_id, %1, %2, %3 FROM capture_streams AS s "
        "JOIN futures_orderbook_updates AS e ON e.symbol = s.symbol AND e.depth_kind = s.stream "
        "AND e.final_update_id = s.last_id AND e.transaction_time = s.last_time "
        "WHERE s.stream <> 'aggTrade'"_s.arg(sql.time(u"coalesce(e.receive_time, s.last_time)"_s),
                                             sql.time(u"s.last_time"_s),
                                             sql.time(u"s.first_time"_s));
    return readAll(m_connection, statement, readStreamEnd, u"where the streams end"_s);
}

StoreResult<std::vector<StoredTrade>> RecordReader::trades(const Symbol &symbol,
                                                           const TimeRange &range,
                                                           const std::optional<RowPlace> &after,
                                                           std::size_t limit)
{
    const Sql sql(m_connection);
    const QStringList conditions = QStringList(u"symbol = "_s + sql.literal(symbol)) +
                                   sql.conditions(tradeTable(), range, after);
    const QString statement =
        u"SELECT id, symbol, %1, %2, CAST(price AS text), CAST(quantity AS text), "
        "CAST(quantity_excl_rpi AS text), is_buyer_maker, agg_trade_id, first_trade_id, "
        "last_trade_id, source, %3, checksum FROM futures_trades"_s.arg(
            sql.time(u"event_time"_s), sql.time(u"trade_time"_s), sql.time(u"receive_time"_s)) +
        where(conditions) + Sql::inOrder(tradeTable(), limit);
    return readAll(m_connection, statement, readTrade, u"futures_trades"_s);
}

StoreResult<std::vector<StoredDepthUpdate>>
RecordReader::depthUpdates(const RecordedStream &stream, const TimeRange &range,
                           const std::optional<RowPlace> &after, std::size_t limit)
{
    const Sql sql(m_connection);
    const QStringList conditions = QStringList{u"symbol = "_s + sql.literal(stream.symbol),
                                               u"depth_kind = "_s + sql.literal(stream.stream)} +
                                   sql.conditions(depthTable(), range, after);
    const QString statement =
        u"SELECT id, symbol, depth_kind, %1, %2, first_update_id, final_update_id, "
        "prev_final_update_id, CAST(bids AS text), CAST(asks AS text), %3, checksum "
        "FROM futures_orderbook_updates"_s.arg(sql.time(u"event_time"_s),
                                               sql.time(u"transaction_time"_s),
                                               sql.time(u"receive_time"_s)) +
        where(conditions) + Sql::inOrder(depthTable(), limit);
    return readAll(m_connection, statement, readDepthUpdate, u"futures_orderbook_updates"_s);
}

StoreResult<std::vector<LedgerGap>> RecordReader::gaps(const GapFilter &filter)
{
    const Sql sql(m_connection);
    return readAll(m_connection,
                   sql.selectGaps() + where(sql.gapConditions(filter)) +
                       u" ORDER BY from_time, symbol, stream, id"_s,
                   readGap, u"capture_gaps"_s);
}

StoreResult<QString> RecordReader::isInShard(const SymbolShard &shard)
{
    if (shard.isAll())
        return QString();
    const auto streams = readAll(
        m_connection, u"SELECT DISTINCT symbol, stream FROM capture_gaps WHERE "_s + isRepairable(),
        readStream, u"capture_gaps"_s);
    if (!streams)
        return tl::unexpected(streams.error());
    QVariantList names;
    for (const RecordedStream &stream : *streams) {
        if (shard.has(stream.symbol))
            names << stream.symbol.toString();
    }
    return names.isEmpty() ? u" AND FALSE"_s
                           : u" AND symbol IN (%1)"_s.arg(m_connection.literals(names));
}

StoreResult<LedgerCounts> RecordReader::ledgerCounts(UtcMicroseconds now)
{
    const Sql sql(m_connection);
    const bool isSqlite = m_connection.dialect() == SqlDialect::Sqlite;
    const QString today = sql.literal(UtcMicroseconds(std::chrono::floor<std::chrono::days>(now)));
    // Clipped to the day; text in SQLite, whose min and max compare it rightly.
    const QString seconds =
        isSqlite ? u"86400 * (julianday(min(to_time, %2)) - julianday(max(from_time, %1)))"_s
                 : u"extract(epoch FROM least(to_time, %2) - greatest(from_time, %1))"_s;
    const QString count = u"coalesce(sum(CASE WHEN status = '%1' THEN 1 ELSE 0 END), 0)"_s;
    const QString statement =
        u"SELECT %1, %2, %3, CAST(coalesce(sum(CASE WHEN status <> 'filled' AND to_time > %4 "
        "AND from_time < %5 THEN 1000000 * %6 ELSE 0 END), 0) AS bigint) FROM capture_gaps "
        "WHERE coalesce(missing_events, 1) <> 0"_s.arg(
            count.arg(u"open"_s), count.arg(u"filled"_s), count.arg(u"unfillable"_s), today,
            sql.literal(now), seconds.arg(today, sql.literal(now)));
    const StoreResult<std::vector<LedgerCounts>> rows =
        readAll(m_connection, statement, readLedgerCounts, u"capture_gaps"_s);
    if (!rows)
        return tl::unexpected(rows.error());
    LedgerCounts counts = rows->empty() ? LedgerCounts() : rows->front();
    counts.asOf = now;
    return counts;
}

StoreResult<std::vector<LedgerGap>> RecordReader::repairableGaps(std::size_t limit,
                                                                 const SymbolShard &shard)
{
    const StoreResult<QString> isOurs = isInShard(shard);
    if (!isOurs)
        return tl::unexpected(isOurs.error());
    return readAll(m_connection,
                   Sql(m_connection).selectGaps() + u" WHERE "_s + isRepairable() + *isOurs +
                       u" ORDER BY to_time DESC LIMIT %1"_s.arg(limit),
                   readGap, u"capture_gaps"_s);
}

StoreResult<std::vector<LedgerGap>> RecordReader::newestGaps(const QString &condition,
                                                             std::size_t limit)
{
    return readAll(m_connection,
                   Sql(m_connection).selectGaps() + u" WHERE "_s + condition +
                       u" ORDER BY id DESC LIMIT %1"_s.arg(limit),
                   readGap, u"capture_gaps"_s);
}

StoreResult<std::vector<LedgerGap>> RecordReader::newestGaps(const TimeRange &range,
                                                             std::size_t limit)
{
    const Sql sql(m_connection);
    GapFilter filter;
    filter.range = range;
    return readAll(m_connection,
                   sql.selectGaps() + where(sql.gapConditions(filter)) +
                       u" ORDER BY CASE WHEN missing_events = 0 THEN 1 ELSE 0 END, "
                       "to_time DESC, id DESC LIMIT %1"_s.arg(limit),
                   readGap, u"capture_gaps"_s);
}

StoreResult<std::vector<StreamSpan>> RecordReader::streamSpans(std::size_t limit)
{
    const Sql sql(m_connection);
    return readAll(
        m_connection,
        u"SELECT symbol, stream, %1, %2 FROM capture_streams ORDER BY 1, 2 LIMIT %3"_s.arg(
            sql.time(u"first_time"_s), sql.time(u"last_time"_s), QString::number(limit)),
        readStreamSpan, u"capture_streams"_s);
}

StoreResult<std::vector<LedgerSession>> RecordReader::sessions(const TimeRange &range,
                                                               std::size_t limit)
{
    const Sql sql(m_connection);
    return readAll(m_connection,
                   u"SELECT id, host, process_id, version, streams, %1, %2, events_received, "
                   "events_written, events_lost FROM capture_sessions"_s.arg(
                       sql.time(u"started_at"_s), sql.time(u"ended_at"_s)) +
                       where(sql.overlaps(u"started_at"_s, u"ended_at"_s, range)) +
                       u" ORDER BY id DESC LIMIT %1"_s.arg(limit),
                   readSession, u"capture_sessions"_s);
}

StoreResult<std::vector<LedgerConnection>> RecordReader::connections(const TimeRange &range,
                                                                     std::size_t limit)
{
    const Sql sql(m_connection);
    return readAll(
        m_connection,
        u"SELECT session_id, number, route, url, shard, side, streams, %1, attempts, %2, %3, "
        "end_kind, close_reason, frames, bytes FROM capture_connections"_s.arg(
            sql.time(u"attempted_at"_s), sql.time(u"opened_at"_s), sql.time(u"closed_at"_s)) +
            where(sql.overlaps(u"attempted_at"_s, u"closed_at"_s, range)) +
            u" ORDER BY session_id DESC, number DESC LIMIT %1"_s.arg(limit),
        readConnection, u"capture_connections"_s);
}

StoreResult<std::vector<CoverageDay>> RecordReader::coverage(const std::optional<Symbol> &symbol,
                                                             const TimeRange &range)
{
    const Sql sql(m_connection);
    const bool isSqlite = m_connection.dialect() == SqlDialect::Sqlite;
    QStringList conditions;
    if (symbol)
        conditions << u"symbol = "_s + sql.literal(*symbol);
    if (range.from)
        conditions << u"day >= "_s + sql.dayLiteral(*range.from);
    if (range.to)
        conditions << u"day <= "_s + sql.dayLiteral(*range.to - std::chrono::microseconds(1));
    const QString day = isSqlite ? u"day || ' 00:00:00'"_s
                                 : sql.time(u"(CAST(day AS timestamp) AT TIME ZONE 'UTC')"_s);
    return readAll(m_connection,
                   u"SELECT %1, symbol, stream, recorded_seconds, gap_seconds, missing_events, "
                   "coverage_percent FROM capture_coverage"_s.arg(day) +
                       where(conditions) + u" ORDER BY day, symbol, stream"_s,
                   readCoverage, u"capture_coverage"_s);
}

} // namespace Orderflow
