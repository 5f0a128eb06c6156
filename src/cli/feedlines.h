#pragma once

#include "monitor/recorderstatus.h"

#include <QString>

#include <vector>

namespace Orderflow {

/// A line of the terminal view about connections to the exchange.
struct RouteLine
{
    /// Which, and how it stands.
    QString state;
    bool isGood = false;
    /// Counts.
    QString detail;
};

/// A line for each route and side, whatever the number of their connections.
std::vector<RouteLine> feedLines(const RecorderStatus &status);

} // namespace Orderflow
