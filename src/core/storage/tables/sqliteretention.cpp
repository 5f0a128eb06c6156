#include "storage/tables/sqliteretention.h"

#include "storage/sql/sqltransaction.h"
#include "storage/tables/retentionledger.h"

#include <QLoggingCategory>
#include <QSqlError>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using std::chrono::days;

namespace {

Q_LOGGING_CATEGORY(lcRetention, "orderflow.retention")

/// Of a table: a step takes some tens of milliseconds, in which nothing is written.
constexpr int RowsPerStep = 2'000;

const QString Failed = u"cannot drop old days"_s;

/// The symbols of a table, found along its index, as the table `symbols`.
QString withSymbols(const EventTable &table)
{
    return u"WITH RECURSIVE symbols (symbol) AS (SELECT min(symbol) FROM %1 UNION ALL "
           "SELECT (SELECT min(t.symbol) FROM %1 AS t WHERE t.symbol > symbols.symbol) "
           "FROM symbols WHERE symbols.symbol IS NOT NULL) "_s.arg(table.name);
}

} // namespace

SqliteRetention::SqliteRetention(SqlConnection &connection)
    : m_connection(connection)
{}

StoreResult<UpkeepState> SqliteRetention::dropSome(UtcMicroseconds now,
                                                   const RetentionLimits &limits)
{
    const Day today = std::chrono::floor<days>(now);
    if (limits.isUnlimited() || !mayHavePartition(today, today))
        return UpkeepState::Done;
    if (!m_begun) {
        auto next = nextDay(today, limits);
        if (!next)
            return tl::unexpected(next.error());
        m_begun = *next;
    }
    if (!m_begun)
        return UpkeepState::Done;
    const StoreResult<bool> isGone = deleteSome(*m_begun);
    if (!isGone)
        return tl::unexpected(isGone.error());
    if (*isGone) {
        const DroppedDay dropped = *std::exchange(m_begun, std::nullopt);
        if (const StoreResult<void> announced = announce(dropped, limits); !announced)
            return tl::unexpected(announced.error());
    }
    return UpkeepState::MoreToDo;
}

StoreResult<std::optional<DroppedDay>> SqliteRetention::nextDay(Day today,
                                                                const RetentionLimits &limits)
{
    const TimeRange plausible{firstPartitionDay(), lastPartitionDay(today) + days(1)};
    const auto newest = edge(End::Last, plausible);
    if (!newest || !*newest)
        return newest ? StoreResult<std::optional<DroppedDay>>(std::nullopt)
                      : tl::unexpected(newest.error());
    const auto second = edge(End::Last, {plausible.from, **newest});
    if (!second)
        return tl::unexpected(second.error());
    const auto oldest = edge(End::First, plausible);
    if (!oldest)
        return tl::unexpected(oldest.error());
    const StoreResult<std::uint64_t> bytes = usedBytes();
    if (!bytes)
        return tl::unexpected(bytes.error());

    std::optional<DroppedDay> dropped;
    const std::optional<DropReason> reason =
        *second && *oldest ? dropReason(**oldest, today, {**newest, **second, *bytes}, limits)
                           : std::nullopt;
    if (reason)
        dropped = {**oldest, *reason};
    else
        warnIfFull(today, *bytes, limits);
    return dropped;
}

StoreResult<std::optional<SqliteRetention::Day>> SqliteRetention::edge(End end,
                                                                       const TimeRange &range)
{
    const QString aggregate = end == End::First ? u"min"_s : u"max"_s;
    std::optional<Day> result;
    for (const EventTable &table : eventTables()) {
        StoreResult<QSqlQuery> query = m_connection.execute(
            withSymbols(table) +
                u"SELECT %1(edge) FROM (SELECT (SELECT %1(t.%2) FROM %3 AS t "
                "WHERE t.symbol = symbols.symbol AND t.%2 >= %4 AND t.%2 < %5) AS edge "
                "FROM symbols)"_s.arg(aggregate, table.timeColumn, table.name,
                                      m_connection.literal(toSqlText(*range.from)),
                                      m_connection.literal(toSqlText(*range.to))),
            Failed);
        if (!query)
            return tl::unexpected(query.error());
        if (!query->next())
            return tl::unexpected(m_connection.failure(query->lastError(), Failed));
        const auto time = parseSqlText(query->value(0).toString());
        if (!time)
            continue;
        const Day day = std::chrono::floor<days>(*time);
        result = !result             ? day
                 : end == End::First ? std::min(*result, day)
                                     : std::max(*result, day);
    }
    return result;
}

StoreResult<std::uint64_t> SqliteRetention::usedBytes()
{
    const auto pages = m_connection.readInteger(u"PRAGMA page_count"_s, Failed);
    if (!pages)
        return tl::unexpected(pages.error());
    const auto free = m_connection.readInteger(u"PRAGMA freelist_count"_s, Failed);
    if (!free)
        return tl::unexpected(free.error());
    const auto pageSize = m_connection.readInteger(u"PRAGMA page_size"_s, Failed);
    if (!pageSize)
        return tl::unexpected(pageSize.error());
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, *pages - *free) * *pageSize);
}

/// Whether the day has no rows any more.
StoreResult<bool> SqliteRetention::deleteSome(const DroppedDay &dropped)
{
    SqlTransaction transaction(m_connection.database());
    // Else another program's write in between would make it fail at once.
    if (const auto begun = m_connection.execute(u"BEGIN IMMEDIATE"_s, Failed); !begun)
        return tl::unexpected(begun.error());
    transaction.adopt();
    bool isGone = true;
    for (const EventTable &table : eventTables()) {
        const StoreResult<std::int64_t> deleted = deleteSomeOf(table, dropped);
        if (!deleted)
            return tl::unexpected(deleted.error());
        isGone = isGone && *deleted < RowsPerStep;
    }
    if (!transaction.commit()) {
        return tl::unexpected(m_connection.failure(m_connection.database().lastError(), Failed));
    }
    return isGone;
}

StoreResult<std::int64_t> SqliteRetention::deleteSomeOf(const EventTable &table,
                                                        const DroppedDay &dropped)
{
    StoreResult<std::int64_t> deleted = m_connection.change(
        withSymbols(table) +
            u"DELETE FROM %1 WHERE id IN (SELECT t.id FROM symbols CROSS JOIN %1 AS t "
            "WHERE t.symbol = symbols.symbol AND t.%2 >= %3 AND t.%2 < %4 LIMIT %5)"_s.arg(
                table.name, table.timeColumn, m_connection.literal(toSqlText(dropped.day)),
                m_connection.literal(toSqlText(dropped.day + days(1))),
                QString::number(RowsPerStep)),
        Failed);
    if (!deleted || *deleted == 0)
        return deleted;
    for (const QString &statement :
         retentionStatements(m_connection, {table.name, dropped, *deleted, std::nullopt})) {
        if (const StoreResult<std::int64_t> filed = m_connection.change(statement, Failed); !filed)
            return tl::unexpected(filed.error());
    }
    return deleted;
}

StoreResult<void> SqliteRetention::announce(const DroppedDay &dropped,
                                            const RetentionLimits &limits)
{
    const StoreResult<std::int64_t> rows = m_connection.readInteger(
        u"SELECT coalesce(sum(dropped_rows), 0) FROM capture_retention WHERE day = %1"_s.arg(
            m_connection.literal(dayText(dropped.day))),
        Failed);
    if (!rows)
        return tl::unexpected(rows.error());
    qCInfo(lcRetention).noquote() << u"Dropped the events of %1: %2"_s.arg(
        dayText(dropped.day), describe({{}, dropped, *rows, std::nullopt}, limits));
    return {};
}

void SqliteRetention::warnIfFull(Day today, std::uint64_t bytes, const RetentionLimits &limits)
{
    if (limits.bytes == 0 || bytes <= limits.bytes || m_warnedOn == today)
        return;
    m_warnedOn = today;
    qCWarning(lcRetention).noquote() << retentionFullMessage();
}

} // namespace Orderflow
