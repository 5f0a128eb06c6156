#include "ingest/tradetapes.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

void TapeKeeper::watch(const std::vector<Symbol> &symbols)
{
    std::unordered_map<std::string, std::deque<AggTrade>> tapes;
    for (const Symbol &symbol : symbols) {
        if (tapes.size() == MostSymbols)
            break;
        const auto known = m_tapes.find(symbol.name());
        tapes.emplace(symbol.name(),
                      known == m_tapes.end() ? std::deque<AggTrade>() : std::move(known->second));
    }
    m_tapes = std::move(tapes);
    m_made.reset();
}

void TapeKeeper::keep(const AggTrade &trade)
{
    const auto tape = m_tapes.find(trade.symbol.name());
    if (tape == m_tapes.end())
        return;
    if (tape->second.size() == TradeTape::MostTrades)
        tape->second.pop_front();
    tape->second.push_back(trade);
    m_made.reset();
}

TradeTapes TapeKeeper::tapes()
{
    if (m_made || m_tapes.empty())
        return m_made;
    auto tapes = std::make_shared<std::vector<TradeTape>>();
    for (const auto &[name, trades] : m_tapes)
        tapes->push_back({*Symbol::parse(name), {trades.begin(), trades.end()}});
    std::ranges::sort(*tapes, {}, &TradeTape::symbol);
    m_made = std::move(tapes);
    return m_made;
}

} // namespace Orderflow
