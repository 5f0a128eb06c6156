#include "replay/tradehistory.h"

#include "replay/jsonmembers.h"

#include <array>

namespace Orderflow {

void TradeHistory::add(const MarketFrame &frame)
{
    if (!frame.stream.endsWith("@aggTrade"))
        return;
    const std::string_view text(frame.text.constData(), std::size_t(frame.text.size()));
    const std::string_view data = jsonMember(text, "data");
    const std::optional<std::string_view> symbol = jsonPlainString(jsonMember(data, "s"));
    const std::optional<std::int64_t> id = jsonInteger(jsonMember(data, "a"));
    const std::optional<std::int64_t> time = jsonInteger(jsonMember(data, "T"));
    if (!symbol || !id || !time)
        return;

    constexpr std::array<std::string_view, 8> Keys{"a", "p", "q", "nq", "f", "l", "T", "m"};
    std::string row;
    for (const std::string_view key : Keys) {
        const std::string_view value = jsonMember(data, key);
        // Frames from before 2026 have no nq.
        if (value.empty())
            continue;
        row.append(row.empty() ? "{\"" : ",\"").append(key).append("\":").append(value);
    }
    row.push_back('}');

    std::deque<Trade> &trades = m_trades[std::string(*symbol)];
    trades.push_back({*id, *time, QByteArray::fromStdString(row)});
    if (trades.size() > MaxTrades)
        trades.pop_front();
}

const std::deque<TradeHistory::Trade> &TradeHistory::trades(const Symbol &symbol) const
{
    static const std::deque<Trade> none;
    const auto found = m_trades.find(symbol.name());
    return found == m_trades.end() ? none : found->second;
}

} // namespace Orderflow
