#pragma once

#include "market/aggtrade.h"
#include "market/depthupdate.h"
#include "replay/marketsource.h"

#include <cstddef>
#include <vector>

namespace Orderflow {

/// Two contracts' trades, four a millisecond from `start` on, without a gap in the ids of either.
std::vector<AggTrade> makeTrades(std::size_t count, UtcMilliseconds start);

/// Two contracts' partial books of five levels a side, one every 33 ms from `start` on, of which
/// each goes on where the one before it ended.
std::vector<DepthUpdate> makeDepth5(std::size_t count, UtcMilliseconds start);

/// The event as the exchange sends it, due at its time.
MarketFrame frameOf(const AggTrade &trade);
MarketFrame frameOf(const DepthUpdate &update);

} // namespace Orderflow
