#pragma once

#include "replay/marketsource.h"

#include <QByteArray>

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>

namespace Orderflow {

/// The trades that were played, as `/fapi/v1/aggTrades` gives them.
class TradeHistory
{
public:
    /// What is kept of each symbol; the oldest trades go first.
    static constexpr std::size_t MaxTrades = 100'000;
    /// Rows of one response.
    static constexpr int MaxRows = 1000;

    struct Trade
    {
        std::int64_t aggTradeId = 0;
        std::int64_t tradeTime = 0;
        /// Shared with the market.
        QByteArray frame;

        /// `{"a":…,"p":…,"q":…,"nq":…,"f":…,"l":…,"T":…,"m":…}`, with values as in the frame. Made
        /// when it is asked for, because few are.
        QByteArray row() const;
    };

    /// Keeps the trade in a frame; other frames do nothing.
    void add(const MarketFrame &frame);

    /// Oldest first; empty where `symbol` has none.
    const std::deque<Trade> &trades(const Symbol &symbol) const;

private:
    std::unordered_map<std::string, std::deque<Trade>> m_trades;
};

} // namespace Orderflow
