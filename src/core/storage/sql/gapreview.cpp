#include "storage/sql/gapreview.h"

#include "storage/sql/recordreader.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

const QString Failed = u"cannot look for what gaps miss"_s;

QString number(std::int64_t value)
{
    return QString::number(value);
}

} // namespace

GapReview::GapReview(SqlConnection &connection)
    : m_connection(connection)
{}

StoreResult<std::vector<LedgerGap>> GapReview::recentGaps()
{
    constexpr std::size_t MostGaps = 1000;
    return RecordReader(m_connection)
        .newestGaps(u"status <> 'filled' AND symbol <> '' "
                    "AND first_missing_id <= last_missing_id AND "_s +
                        isRecent(),
                    MostGaps);
}

QString GapReview::isRecent() const
{
    const QString age = m_isFirst ? u"7 days"_s : u"1 hour"_s;
    return m_connection.dialect() == SqlDialect::Sqlite
               ? u"created_at > strftime('%Y-%m-%d %H:%M:%f', 'now', '-{age}')"_s.replace(
                     "{age}"_L1, age)
               : u"created_at > now() - interval '%1'"_s.arg(age);
}

/// By this machine's clock, roughly, so that PostgreSQL need not look at every day.
QString GapReview::isAround(QLatin1StringView column, const CaptureGap &gap) const
{
    constexpr std::chrono::days Margin(1);
    return u"%1 BETWEEN %2 AND %3"_s.arg(column,
                                         m_connection.literal(toSqlText(gap.fromTime - Margin)),
                                         m_connection.literal(toSqlText(gap.toTime + Margin)));
}

StoreResult<bool> GapReview::isComplete(const CaptureGap &gap)
{
    return isFillable(gap.stream) ? hasTrades(gap) : hasDepthUpdates(gap);
}

StoreResult<bool> GapReview::hasTrades(const CaptureGap &gap)
{
    const QString count =
        u"SELECT count(DISTINCT agg_trade_id) FROM futures_trades "
        "WHERE symbol = %1 AND %2 AND agg_trade_id "_s.arg(
            m_connection.literal(gap.symbol.toString()), isAround("trade_time"_L1, gap));
    const std::int64_t first = *gap.firstMissingId;
    const std::int64_t last = *gap.lastMissingId;
    // The ends first, because a long gap takes long to count and mostly lacks either.
    const std::int64_t expectedEnds = first == last ? 1 : 2;
    const auto ends =
        m_connection.readInteger(count + u"IN (%1, %2)"_s.arg(number(first), number(last)), Failed);
    if (!ends)
        return tl::unexpected(ends.error());
    if (*ends < expectedEnds)
        return false;
    const auto all = m_connection.readInteger(
        count + u"BETWEEN %1 AND %2"_s.arg(number(first), number(last)), Failed);
    if (!all)
        return tl::unexpected(all.error());
    return *all == last - first + 1;
}

StoreResult<bool> GapReview::hasDepthUpdates(const CaptureGap &gap)
{
    const QString updates = u" FROM futures_orderbook_updates WHERE symbol = %1 "
                            "AND depth_kind = %2 AND %3 AND final_update_id "_s.arg(
                                m_connection.literal(gap.symbol.toString()),
                                m_connection.literal(QString::fromStdString(gap.stream)),
                                isAround("transaction_time"_L1, gap));
    const QString first = number(*gap.firstMissingId);
    const QString last = number(*gap.lastMissingId);
    const auto end =
        m_connection.readInteger(u"SELECT count(*)"_s + updates + u"= "_s + last, Failed);
    if (!end)
        return tl::unexpected(end.error());
    if (*end == 0)
        return false;
    const auto breaks = m_connection.readInteger(
        u"SELECT count(*) FROM (SELECT prev_final_update_id AS previous, "
        "lag(final_update_id, 1, CAST(%1 AS bigint)) OVER (ORDER BY final_update_id) AS before"_s
                .arg(first) +
            updates +
            u"> %1 AND final_update_id <= %2) AS links WHERE previous > before OR previous < 0"_s
                .arg(first, last),
        Failed);
    if (!breaks)
        return tl::unexpected(breaks.error());
    return *breaks == 0;
}

StoreResult<std::int64_t> GapReview::run()
{
    const auto gaps = recentGaps();
    if (!gaps)
        return tl::unexpected(gaps.error());
    QStringList ids;
    for (const LedgerGap &gap : *gaps) {
        const StoreResult<bool> isThere = isComplete(gap.gap);
        if (!isThere)
            return tl::unexpected(isThere.error());
        if (*isThere)
            ids << number(gap.id);
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
