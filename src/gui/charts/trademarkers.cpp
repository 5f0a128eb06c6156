#include "gui/charts/trademarkers.h"

#include <algorithm>
#include <array>

namespace Orderflow {

void ChartTrades::add(const ChartTrade &trade)
{
    // The clock was set back.
    if (!m_trades.empty() && trade.time < m_trades.back().time - std::chrono::minutes(1))
        m_trades.clear();
    m_trades.push_back(trade);
    // By the exchange's clock they may step back a little.
    if (m_trades.size() > 1)
        m_trades.back().time = std::max(trade.time, m_trades[m_trades.size() - 2].time);
    while (m_trades.size() > MostTrades || m_trades.front().time < trade.time - Longest)
        m_trades.pop_front();
}

std::vector<TradeMarker> ChartTrades::markers(UtcMicroseconds from, UtcMicroseconds to,
                                              std::chrono::microseconds width) const
{
    std::vector<TradeMarker> markers;
    const auto startOf = [width](UtcMicroseconds time) {
        return UtcMicroseconds(time.time_since_epoch() / width * width);
    };
    std::array<TradeMarker, 2> sides;
    UtcMicroseconds start{};
    const auto flush = [&] {
        for (TradeMarker &marker : sides) {
            if (marker.trades > 0 && marker.quantity > 0) {
                marker.price /= marker.quantity;
                markers.push_back(marker);
            }
            marker = {};
        }
    };
    for (auto trade = std::ranges::lower_bound(m_trades, startOf(from), {}, &ChartTrade::time);
         trade != m_trades.end() && trade->time <= to; ++trade) {
        if (startOf(trade->time) != start) {
            flush();
            start = startOf(trade->time);
        }
        TradeMarker &marker = sides[trade->isSold ? 1 : 0];
        marker.time = start + width / 2;
        marker.isSold = trade->isSold;
        marker.price += trade->price * trade->quantity;
        marker.quantity += trade->quantity;
        ++marker.trades;
    }
    flush();
    return markers;
}

} // namespace Orderflow
