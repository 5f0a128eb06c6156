#pragma once

#include "clock.h"
#include "replay/marketsource.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace Orderflow {

/// What a made-up market is like.
struct SyntheticMarketOptions
{
    /// Empty means BTCUSDT and ETHUSDT.
    std::vector<Symbol> symbols;
    /// The same seed, symbols and start time give the same frames.
    std::uint64_t seed = 1;
    /// Gives the start time; has to outlive the market. Null means SystemClock.
    const Clock *clock = nullptr;
};

/// A market without an end that looks alive: `aggTrade` in bursts, and `depth`, `depth@100ms`,
/// `depth5@100ms`, `depth10@100ms` and `depth20@100ms`, chained as on the exchange, with frames as
/// of September 2026. It starts when the first frame is asked for.
std::unique_ptr<MarketSource> makeSyntheticMarket(const SyntheticMarketOptions &options);

} // namespace Orderflow
