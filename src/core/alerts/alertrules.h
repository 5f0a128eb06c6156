#pragma once

#include "alerts/alertlimits.h"
#include "alerts/hysteresis.h"
#include "monitor/recorderstatus.h"

#include <QLatin1StringView>
#include <QString>

#include <chrono>
#include <span>

namespace Orderflow {

/// What one alert is about. All functions are pure.
struct AlertRule
{
    /// See AlertStatus::name.
    QLatin1StringView name;
    std::chrono::seconds raiseAfter;
    std::chrono::seconds clearAfter;
    AlertCondition (*condition)(const RecorderStatus &status, const AlertLimits &limits);
    /// What is the matter, with figures, and what to do about it.
    QString (*message)(const RecorderStatus &status);
    /// That it is over.
    QLatin1StringView cleared;
};

/// All of them, in the order in which they are shown.
std::span<const AlertRule> alertRules();

} // namespace Orderflow
