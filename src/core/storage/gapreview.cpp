#include "storage/gapreview.h"

#include <QSqlError>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

const QString Failed = u"cannot look for what gaps miss"_s;

} // namespace

GapReview::GapReview(SqlConnection &connection)
    : m_connection(connection)
{}

QString GapReview::isRecent() const
{
    const bool isSqlite = m_connection.dialect() == SqlDialect::Sqlite;
    const QString age = m_isFirst ? u"7 days"_s : u"1 hour"_s;
    return (isSqlite ? u"g.created_at > strftime('%Y-%m-%d %H:%M:%f', 'now', '-%1')"_s
                     : u"g.created_at > now() - interval '%1'"_s)
        .replace(u"%1"_s, age);
}

/// The ends first, because a long gap takes long to count and mostly lacks either.
QString GapReview::isComplete(bool isOfTrades) const
{
    // Around the gap by this machine's clock, so that PostgreSQL need not look at every day.
    const QString inTime = m_connection.dialect() == SqlDialect::Sqlite
                               ? QString()
                               : u" AND {time} BETWEEN g.from_time - interval '1 day' "
                                 "AND g.to_time + interval '1 day'"_s;
    if (isOfTrades) {
        const QString inGap = u"SELECT {what} FROM futures_trades AS t WHERE t.symbol = g.symbol "
                              "AND t.agg_trade_id {ids}"_s +
                              QString(inTime).replace("{time}"_L1, "t.trade_time"_L1);
        const auto exists = [&inGap](const QString &id) -> QString {
            return u"EXISTS ("_s +
                   QString(inGap).replace("{what}"_L1, "1"_L1).replace("{ids}"_L1, u"= g."_s + id) +
                   u')';
        };
        const QString count =
            QString(inGap)
                .replace("{what}"_L1, "count(DISTINCT t.agg_trade_id)"_L1)
                .replace("{ids}"_L1, "BETWEEN g.first_missing_id AND g.last_missing_id"_L1);
        return u"CASE WHEN %1 AND %2 THEN (%3) = g.last_missing_id - g.first_missing_id + 1 "
               "ELSE FALSE END"_s.arg(exists(u"first_missing_id"_s), exists(u"last_missing_id"_s),
                                      count);
    }
    const QString ofStream =
        u" FROM futures_orderbook_updates AS u WHERE u.symbol = g.symbol AND u.depth_kind = "
        "g.stream AND u.final_update_id "_s;
    const QString time = QString(inTime).replace("{time}"_L1, "u.transaction_time"_L1);
    return u"CASE WHEN EXISTS (SELECT 1%1= g.last_missing_id%2) THEN NOT EXISTS (SELECT 1 FROM ("
           "SELECT u.prev_final_update_id AS previous, lag(u.final_update_id, 1, "
           "g.first_missing_id) OVER (ORDER BY u.final_update_id) AS before%1> g.first_missing_id "
           "AND u.final_update_id <= g.last_missing_id%2) AS links "
           "WHERE previous > before OR previous < 0) ELSE FALSE END"_s.arg(ofStream, time);
}

StoreResult<QStringList> GapReview::ids(const QString &condition)
{
    StoreResult<QSqlQuery> query =
        m_connection.execute(u"SELECT g.id FROM capture_gaps AS g WHERE "_s + condition, Failed);
    if (!query)
        return tl::unexpected(query.error());
    QStringList ids;
    while (query->next())
        ids << query->value(0).toString();
    if (query->lastError().isValid())
        return tl::unexpected(m_connection.failure(query->lastError(), Failed));
    return ids;
}

StoreResult<QStringList> GapReview::completeGaps(bool isOfTrades)
{
    constexpr int MostGaps = 1000;
    const StoreResult<QStringList> recent =
        ids(u"g.status <> 'filled' AND g.stream %1 'aggTrade' AND g.symbol <> '' "
            "AND g.first_missing_id <= g.last_missing_id AND %2 ORDER BY g.id DESC LIMIT %3"_s.arg(
                isOfTrades ? "="_L1 : "<>"_L1, isRecent(), QString::number(MostGaps)));
    if (!recent || recent->isEmpty())
        return recent;
    return ids(u"g.id IN (%1) AND %2"_s.arg(recent->join(u", "_s), isComplete(isOfTrades)));
}

StoreResult<std::int64_t> GapReview::run()
{
    QStringList ids;
    for (const bool isOfTrades : {true, false}) {
        const StoreResult<QStringList> complete = completeGaps(isOfTrades);
        if (!complete)
            return tl::unexpected(complete.error());
        ids << *complete;
    }
    m_isFirst = false;
    if (ids.isEmpty())
        return 0;
    return m_connection.change(
        u"UPDATE capture_gaps SET status = 'filled', "
        "filled_rows = coalesce(missing_events, filled_rows), note = %1 "
        "WHERE status <> 'filled' AND id IN (%2)"_s.arg(
            m_connection.literal(u"Another recorder of this database had what was missing."_s),
            ids.join(u", "_s)),
        u"cannot write to capture_gaps"_s);
}

} // namespace Orderflow
