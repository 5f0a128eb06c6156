#include "logbudget.h"

#include <utility>

namespace Orderflow {

LogBudget::LogBudget(int linesPerMinute)
    : m_linesPerMinute(linesPerMinute)
    , m_linesLeft(linesPerMinute)
{}

std::optional<std::int64_t> LogBudget::take(std::chrono::nanoseconds monotonicNow)
{
    if (monotonicNow - m_minuteStart >= std::chrono::minutes(1)) {
        m_minuteStart = monotonicNow;
        m_linesLeft = m_linesPerMinute;
    }
    if (m_linesLeft == 0) {
        ++m_heldBack;
        return std::nullopt;
    }
    --m_linesLeft;
    return std::exchange(m_heldBack, 0);
}

QString heldBackText(std::int64_t heldBack)
{
    return heldBack == 0 ? QString() : QStringLiteral(" (%1 like it not logged)").arg(heldBack);
}

} // namespace Orderflow
