#pragma once

#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>

namespace Orderflow {

/// Keeps a fault that repeats in other words each time, with ids or quotes, from flooding the log:
/// so many lines a minute, and a count of the rest. What repeats word by word needs none: the log
/// itself counts that. Not thread-safe.
class LogBudget
{
public:
    explicit LogBudget(int linesPerMinute);

    /// Whether a line may be written now, and then how many were held back since the last one.
    std::optional<std::int64_t> take(std::chrono::nanoseconds monotonicNow);

private:
    int m_linesPerMinute;
    int m_linesLeft;
    std::chrono::nanoseconds m_minuteStart{};
    std::int64_t m_heldBack = 0;
};

/// What take() returned, for the end of a line; empty where none were held back.
QString heldBackText(std::int64_t heldBack);

} // namespace Orderflow
