#pragma once

#include "monitor/recorderstatus.h"

#include <QString>

#include <vector>

namespace Orderflow {

/// A line of the terminal view about the exchange.
struct ExchangeLine
{
    /// Which, and how it stands.
    QString state;
    bool isGood = false;
    /// Counts.
    QString detail;
};

/// A line for each route and side, whatever the number of their connections; one for how the sides
/// compare, where there are two; and one for how this machine's clock compares with the exchange's.
std::vector<ExchangeLine> exchangeLines(const RecorderStatus &status);

} // namespace Orderflow
