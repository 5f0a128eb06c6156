#pragma once

#include "storage/retention.h"
#include "storage/sql/sqlconnection.h"
#include "storage/tables/partitionplan.h"
#include "storage/upkeepschedule.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace Orderflow {

/// Retention in SQLite, which has no partitions: deletes the rows of the oldest day in small steps.
/// Their pages are used again; the file does not become smaller, and its size counts without its
/// free pages. Belongs to the thread of `connection`, which outlives it and is open, to SQLite.
class SqliteRetention
{
public:
    explicit SqliteRetention(SqlConnection &connection);

    /// Deletes some thousand rows, where `limits` do not keep the oldest day.
    StoreResult<UpkeepState> dropSome(UtcMicroseconds now, const RetentionLimits &limits);

private:
    using Day = std::chrono::sys_days;
    enum class End { First, Last };

    StoreResult<std::optional<Day>> edge(End end, const TimeRange &range);
    StoreResult<std::uint64_t> usedBytes();
    StoreResult<std::optional<DroppedDay>> nextDay(Day today, const RetentionLimits &limits);
    StoreResult<bool> deleteSome(const DroppedDay &dropped);
    StoreResult<std::int64_t> deleteSomeOf(const EventTable &table, const DroppedDay &dropped);
    void warnIfFull(Day today, std::uint64_t bytes, const RetentionLimits &limits);
    StoreResult<void> announce(const DroppedDay &dropped, const RetentionLimits &limits);

    SqlConnection &m_connection;
    /// Goes on until it is gone, although there may be room already.
    std::optional<DroppedDay> m_begun;
    /// The day of the last warning.
    std::optional<Day> m_warnedOn;
};

} // namespace Orderflow
