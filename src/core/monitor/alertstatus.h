#pragma once

#include "market/time.h"

#include <QString>

#include <optional>

namespace Orderflow {

/// How one alert stands.
struct AlertStatus
{
    /// Stable, for machines: such as `database_away`.
    QString name;
    bool isActive = false;
    /// Since when it is as it is; nothing where it was never active.
    std::optional<UtcMicroseconds> since;
    /// What is the matter and what to do, with the newest figures; or, after it was active, that
    /// this is over. Empty where it never was.
    QString message;

    bool operator==(const AlertStatus &) const = default;
};

} // namespace Orderflow
