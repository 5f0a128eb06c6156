#pragma once

#include <chrono>
#include <optional>

namespace Orderflow {

/// A sign of life of a thread, and when the next one is due: each loop says so itself, because only
/// it knows how long what it is about to do may take.
struct Heartbeat
{
    /// On the monotonic clock.
    std::chrono::nanoseconds at{};
    /// How long the thread may take until its next sign; nothing where it has not begun, has ended,
    /// or does something without a limit.
    std::optional<std::chrono::nanoseconds> patience;

    /// Whether the thread hangs, as of `monotonicNow`.
    bool isOverdue(std::chrono::nanoseconds monotonicNow) const
    {
        return patience && monotonicNow - at > *patience;
    }
};

} // namespace Orderflow
