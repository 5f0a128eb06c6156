#pragma once

#include "market/marketevent.h"

#include <QByteArray>

#include <cstddef>
#include <vector>

namespace Orderflow {

/// Two contracts' trades, four a millisecond from `start` on, without a gap in the ids of either.
std::vector<AggTrade> makeTrades(std::size_t count, UtcMilliseconds start);

/// Two contracts' partial books of five levels a side, one every 33 ms from `start` on, of which
/// each goes on where the one before it ended.
std::vector<DepthUpdate> makeDepth5(std::size_t count, UtcMilliseconds start);

/// Diff depth of 500 changed levels each, half of them a side, chained as the books are.
std::vector<DepthUpdate> makeDiffs(std::size_t count, UtcMilliseconds start);

/// Names of so many contracts: `S000USDT` and so on.
std::vector<Symbol> makeSymbols(std::size_t count);

/// What these contracts send in a busy quarter of a second, in turns: four of the books, then one
/// of the trades, again from the first where they are too few. Each contract has ids of its own.
std::vector<MarketEvent> makeMarket(const std::vector<Symbol> &symbols,
                                    const std::vector<AggTrade> &trades,
                                    const std::vector<DepthUpdate> &books);

/// The stream of an event, such as `btcusdt@aggTrade`.
QByteArray streamOf(const AggTrade &trade);
QByteArray streamOf(const DepthUpdate &update);

/// The combined frame of an event as the exchange sends it, with the keys of September 2026.
QByteArray frameOf(const AggTrade &trade);
QByteArray frameOf(const DepthUpdate &update);

/// Frames of a stream that is not recorded: the best bid and ask, each with its quantity.
std::vector<QByteArray> makeBookTickerFrames(std::size_t count, UtcMilliseconds start);

} // namespace Orderflow
