#include "replay/tradehistory.h"

#include "replay/jsonmembers.h"

#include <array>

namespace Orderflow {

namespace {

std::string_view dataOf(const QByteArray &frame)
{
    return jsonMember({frame.constData(), std::size_t(frame.size())}, "data");
}

} // namespace

void TradeHistory::add(const MarketFrame &frame)
{
    if (!frame.stream.endsWith("@aggTrade"))
        return;
    // One walk: this is done for every frame that is played.
    std::optional<std::string_view> symbol;
    std::optional<std::int64_t> id;
    std::optional<std::int64_t> time;
    JsonMembers members(dataOf(frame.text));
    while (members.next()) {
        if (members.key() == "s")
            symbol = jsonPlainString(members.value());
        else if (members.key() == "a")
            id = jsonInteger(members.value());
        else if (members.key() == "T")
            time = jsonInteger(members.value());
    }
    if (!symbol || !id || !time)
        return;
    std::deque<Trade> &trades = m_trades[std::string(*symbol)];
    trades.push_back({*id, *time, frame.text});
    if (trades.size() > MaxTrades)
        trades.pop_front();
}

QByteArray TradeHistory::Trade::row() const
{
    constexpr std::array<std::string_view, 8> Keys{"a", "p", "q", "nq", "f", "l", "T", "m"};
    const std::string_view data = dataOf(frame);
    QByteArray row;
    for (const std::string_view key : Keys) {
        const std::string_view value = jsonMember(data, key);
        // Frames from before 2026 have no nq.
        if (value.empty())
            continue;
        row.append(row.isEmpty() ? "{\"" : ",\"");
        row.append(key.data(), qsizetype(key.size())).append("\":");
        row.append(value.data(), qsizetype(value.size()));
    }
    return row.append('}');
}

const std::deque<TradeHistory::Trade> &TradeHistory::trades(const Symbol &symbol) const
{
    static const std::deque<Trade> none;
    const auto found = m_trades.find(symbol.name());
    return found == m_trades.end() ? none : found->second;
}

} // namespace Orderflow
