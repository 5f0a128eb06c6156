#include "alerts/hysteresis.h"

namespace Orderflow {

Hysteresis::Hysteresis(std::chrono::seconds raiseAfter, std::chrono::seconds clearAfter)
    : m_raiseAfter(raiseAfter)
    , m_clearAfter(clearAfter)
{}

bool Hysteresis::update(AlertCondition condition, std::chrono::nanoseconds now)
{
    const AlertCondition contrary = m_isActive ? AlertCondition::Good : AlertCondition::Bad;
    if (condition != contrary) {
        m_contraryAt.reset();
        return false;
    }
    if (!m_contraryAt)
        m_contraryAt = now;
    if (now - *m_contraryAt < (m_isActive ? m_clearAfter : m_raiseAfter))
        return false;
    m_contraryAt.reset();
    m_isActive = !m_isActive;
    return true;
}

} // namespace Orderflow
