#pragma once

#include <chrono>
#include <optional>

namespace Orderflow {

/// How a measured thing is just now.
enum class AlertCondition {
    Good,
    /// Neither bad enough to raise an alert nor good enough to clear one.
    Between,
    Bad
};

/// Whether an alert is active: it becomes so after the condition was bad for a time without a
/// break, and ceases to be after it was good for a time. Pure but for its memory; times are
/// monotonic and do not run backwards.
class Hysteresis
{
public:
    Hysteresis(std::chrono::seconds raiseAfter, std::chrono::seconds clearAfter);

    /// Whether isActive() has changed by this.
    bool update(AlertCondition condition, std::chrono::nanoseconds now);

    bool isActive() const { return m_isActive; }

private:
    std::chrono::seconds m_raiseAfter;
    std::chrono::seconds m_clearAfter;
    bool m_isActive = false;
    /// Since when the condition is one that would change it.
    std::optional<std::chrono::nanoseconds> m_contraryAt;
};

} // namespace Orderflow
