#pragma once

#include "market/aggtrade.h"
#include "market/depthupdate.h"

#include <QString>

#include <optional>
#include <vector>

namespace Orderflow {

/// Trades and partial books of five levels as two contracts had them, without a gap in their ids.
struct RealEvents
{
    std::vector<AggTrade> trades;
    std::vector<DepthUpdate> books;
};

/// The capture in the folder that ORDERFLOW_TEST_DATA names; empty where it names none.
QString realCapture();

/// Of that capture; nothing where there is none. Ends the program where it cannot be read.
std::optional<RealEvents> readRealEvents();

} // namespace Orderflow
