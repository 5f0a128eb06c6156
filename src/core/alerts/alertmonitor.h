#pragma once

#include "alerts/alertlimits.h"
#include "alerts/hysteresis.h"
#include "monitor/alertstatus.h"
#include "monitor/recorderstatus.h"

#include <vector>

namespace Orderflow {

/// All alerts of a recorder, made of its status. Pure but for its memory.
class AlertMonitor
{
public:
    explicit AlertMonitor(const AlertLimits &limits);

    /// Takes a look at a newer status, which changes nothing but while it is recording. Those
    /// whose isActive changed, as they are now. To be called at least once a second.
    std::vector<AlertStatus> update(const RecorderStatus &status);

    /// All of them, active or not, in the order of alertRules().
    const std::vector<AlertStatus> &alerts() const { return m_alerts; }

private:
    const AlertLimits m_limits;
    std::vector<Hysteresis> m_states;
    std::vector<AlertStatus> m_alerts;
};

} // namespace Orderflow
