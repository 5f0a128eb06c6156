#include "alerts/alertmonitor.h"

#include "alerts/alertrules.h"

namespace Orderflow {

AlertMonitor::AlertMonitor(const AlertLimits &limits)
    : m_limits(limits)
{
    for (const AlertRule &rule : alertRules()) {
        m_states.emplace_back(rule.raiseAfter, rule.clearAfter);
        m_alerts.push_back({rule.name, false, std::nullopt, {}});
    }
}

std::vector<AlertStatus> AlertMonitor::update(const RecorderStatus &status)
{
    std::vector<AlertStatus> changed;
    if (status.state != RecorderState::Recording)
        return changed;
    for (std::size_t i = 0; i < m_alerts.size(); ++i) {
        const AlertRule &rule = alertRules()[i];
        AlertStatus &alert = m_alerts[i];
        const AlertCondition condition = rule.condition(status, m_limits);
        const bool hasChanged = m_states[i].update(condition, status.takenAt.monotonic);
        if (hasChanged) {
            alert.isActive = m_states[i].isActive();
            alert.since = status.takenAt.utc;
        }
        // Figures stay as they were bad last: while it gets better, they are nobody's concern.
        if (alert.isActive && condition == AlertCondition::Bad)
            alert.message = rule.message(status);
        else if (hasChanged)
            alert.message = rule.cleared;
        if (hasChanged)
            changed.push_back(alert);
    }
    return changed;
}

} // namespace Orderflow
