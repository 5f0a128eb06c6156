#pragma once

#include "market/time.h"

#include <chrono>
#include <cstddef>
#include <deque>
#include <vector>

namespace Orderflow {

/// A trade on a chart. For drawing only.
struct ChartTrade
{
    UtcMicroseconds time{};
    double price = 0;
    double quantity = 0;
    /// By the taker.
    bool isSold = false;
};

/// The trades of one side in a stretch of time, drawn as one.
struct TradeMarker
{
    /// The middle of the stretch.
    UtcMicroseconds time{};
    /// Weighted by quantity.
    double price = 0;
    double quantity = 0;
    bool isSold = false;
    int trades = 0;
};

/// The trades of the last quarter of an hour, in bounded memory.
class ChartTrades
{
public:
    static constexpr std::size_t MostTrades = 50'000;
    static constexpr std::chrono::microseconds Longest = std::chrono::minutes(15);

    /// In the order of time, more or less.
    void add(const ChartTrade &trade);
    const std::deque<ChartTrade> &trades() const { return m_trades; }

    /// In stretches of `width` that start at multiples of it, so that they stay what they are while
    /// time goes on; those that overlap `from` to `to`, in the order of time.
    std::vector<TradeMarker> markers(UtcMicroseconds from, UtcMicroseconds to,
                                     std::chrono::microseconds width) const;

private:
    std::deque<ChartTrade> m_trades;
};

} // namespace Orderflow
