#pragma once

#include "clock.h"
#include "fakes/scriptedrest.h"
#include "market/aggtrade.h"

#include <QUrlQuery>

#include <chrono>
#include <cstdint>
#include <map>
#include <set>

namespace Orderflow {

/// What the exchange answers to `/fapi/v1/aggTrades`: trades of its own making, as far back as a
/// test says, and refusals where more weight is spent in a minute of the UTC clock than it allows.
class TradeRest
{
public:
    /// `clock` outlives it.
    explicit TradeRest(const Clock &clock);

    /// Lets `server` answer so, after what it was told by answer(); this object outlives it.
    void serveAt(ScriptedRest &server);

    /// The trade of that id as REST gives it, received at no time.
    static AggTrade trade(const Symbol &symbol, std::int64_t aggTradeId);
    static QByteArray toJson(const AggTrade &trade);

    /// From then on there are these too, and the symbol is known.
    void add(const Symbol &symbol, std::int64_t first, std::int64_t last);
    void remove(const Symbol &symbol, std::int64_t first, std::int64_t last);
    /// Questions for earlier ones are refused with -4166.
    void setOldest(const Symbol &symbol, std::int64_t aggTradeId);
    /// Of an answer, whatever limit was asked for; 1000 else.
    void setMostRows(int rows) { m_mostRows = rows; }
    void setWeightLimit(int limit) { m_weightLimit = limit; }

    /// What was spent in the minute that had most.
    int mostWeight() const { return m_mostWeight; }

private:
    struct Market
    {
        std::set<std::int64_t> ids;
        std::int64_t oldest = 0;
    };

    ScriptedAnswer answer(const QUrlQuery &query);
    ScriptedAnswer answerFrom(const Market &market, const Symbol &symbol, const QUrlQuery &query);

    const Clock &m_clock;
    std::map<Symbol, Market> m_markets;
    int m_mostRows = 1000;
    int m_weightLimit = 2400;
    std::chrono::sys_time<std::chrono::minutes> m_minute{};
    int m_weight = 0;
    int m_mostWeight = 0;
};

} // namespace Orderflow
