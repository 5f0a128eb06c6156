#pragma once

#include "replay/marketsource.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace Orderflow {

/// A market of many symbols without an end: of five events four are updates of depth5@100ms and one
/// is an aggTrade, the symbols in turns, at a steady pace. Its frames cost next to nothing to make.
class ManySymbols final : public MarketSource
{
public:
    /// `rate` is of all events, a second.
    ManySymbols(std::size_t symbols, int rate);

    /// `S000USDT` and so on, as SYMBOLS_FUTURES takes them.
    static std::vector<Symbol> names(std::size_t symbols);

    QString displayName() const override { return QStringLiteral("many symbols"); }
    std::vector<MarketSymbol> symbols() const override;
    bool hasRoute(Route) const override { return true; }
    MarketTime startTime() const override { return m_start; }
    tl::expected<std::optional<MarketFrame>, QString> next() override;
    std::optional<BookSnapshot> bookSnapshot(const Symbol &) const override { return {}; }

private:
    struct Contract
    {
        QByteArray name;
        QByteArray depthStream;
        QByteArray tradeStream;
        std::int64_t lastTradeId = 0;
        std::int64_t lastUpdateId = 0;
        /// The best bid, in cents.
        std::int64_t bid = 0;
    };

    QByteArray depthFrame(Contract &contract, std::int64_t time);
    QByteArray tradeFrame(Contract &contract, std::int64_t time);
    std::int64_t random(std::int64_t below);

    const MarketTime m_start;
    const int m_rate;
    std::vector<Contract> m_contracts;
    std::int64_t m_next = 0;
    std::uint64_t m_random = 1;
};

} // namespace Orderflow
