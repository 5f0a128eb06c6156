#pragma once

#include "market/aggtrade.h"
#include "market/depthupdate.h"

#include <variant>

namespace Orderflow {

/// Whatever a market data stream delivers and the recorder keeps.
using MarketEvent = std::variant<AggTrade, DepthUpdate>;

} // namespace Orderflow
