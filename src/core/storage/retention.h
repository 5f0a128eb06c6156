#pragma once

#include <QLatin1StringView>

#include <chrono>
#include <cstdint>
#include <optional>

namespace Orderflow {

/// How much of what was recorded is kept. Whole UTC days are dropped, the oldest first, and never
/// the newest two that have events.
struct RetentionLimits
{
    /// Days before the newest one that are kept; 0 keeps all.
    int days = 0;
    /// Bytes that the events may take in the database, their indexes with them; 0 is no limit.
    std::uint64_t bytes = 0;

    bool isUnlimited() const { return days == 0 && bytes == 0; }
    bool operator==(const RetentionLimits &) const = default;
};

/// Why a day was dropped.
enum class DropReason { Age, Size };

constexpr QLatin1StringView toSqlName(DropReason reason)
{
    return QLatin1StringView(reason == DropReason::Age ? "age" : "size");
}

/// A day that is dropped.
struct DroppedDay
{
    std::chrono::sys_days day;
    DropReason reason = DropReason::Age;

    bool operator==(const DroppedDay &) const = default;
};

/// What a database has, as far as retention asks.
struct RecordedDays
{
    /// The newest day that has events.
    std::chrono::sys_days newest;
    /// The one before it that has events.
    std::chrono::sys_days secondNewest;
    /// Of all events.
    std::uint64_t bytes = 0;
};

/// Whether and why the oldest day is to be dropped. The newest day's events say what day it is
/// where this machine's clock is ahead of them: a clock gone wrong drops nothing.
constexpr std::optional<DropReason> dropReason(std::chrono::sys_days oldest,
                                               std::chrono::sys_days today,
                                               const RecordedDays &recorded,
                                               const RetentionLimits &limits)
{
    if (oldest >= recorded.secondNewest)
        return std::nullopt;
    const std::chrono::sys_days last = today < recorded.newest ? today : recorded.newest;
    if (limits.days > 0 && oldest < last - std::chrono::days(limits.days))
        return DropReason::Age;
    if (limits.bytes > 0 && recorded.bytes > limits.bytes)
        return DropReason::Size;
    return std::nullopt;
}

} // namespace Orderflow
