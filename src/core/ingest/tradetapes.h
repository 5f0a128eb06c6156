#pragma once

#include "market/aggtrade.h"
#include "market/symbol.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace Orderflow {

/// The newest trades of a symbol that somebody watches.
struct TradeTape
{
    /// So many at most. Where a status is looked at four times a second, a thousand trades a second
    /// are seen whole.
    static constexpr std::size_t MostTrades = 256;

    Symbol symbol;
    /// Oldest first. Where an aggTradeId is missing between two looks at it, trades went by unseen.
    std::vector<AggTrade> trades;

    bool operator==(const TradeTape &) const = default;
};

/// What it points to never changes, so any thread may read it.
using TradeTapes = std::shared_ptr<const std::vector<TradeTape>>;

/// Keeps the newest trades of those symbols that somebody watches, and costs next to nothing while
/// nobody does. Belongs to one thread.
class TapeKeeper
{
public:
    /// The first of the watched symbols that count.
    static constexpr std::size_t MostSymbols = 64;

    /// Keeps those of `symbols` from now on. The trades of those that are watched already stay.
    void watch(const std::vector<Symbol> &symbols);

    void add(const AggTrade &trade)
    {
        if (!m_tapes.empty())
            keep(trade);
    }

    /// As of now.
    TradeTapes tapes();

private:
    void keep(const AggTrade &trade);

    std::unordered_map<std::string, std::deque<AggTrade>> m_tapes;
    /// Null where something has changed since.
    TradeTapes m_made;
};

} // namespace Orderflow
