#pragma once

#include "market/aggtrade.h"
#include "market/depthupdate.h"

#include <string>
#include <variant>

namespace Orderflow {

/// Whatever a market data stream delivers and the recorder keeps.
using MarketEvent = std::variant<AggTrade, DepthUpdate>;

/// The stream that delivers such events, without its symbol: `aggTrade`.
const std::string &streamTypeOf(const AggTrade &trade);
/// Such as `depth5@100ms`.
const std::string &streamTypeOf(const DepthUpdate &update);

} // namespace Orderflow
