#include "mademarket.h"

#include <utility>

namespace Orderflow {

namespace {

std::vector<MarketFrame> paced(std::vector<MarketFrame> frames, int rate)
{
    const MarketTime start = frames.front().dueTime;
    for (std::size_t i = 0; rate > 0 && i < frames.size(); ++i) {
        frames[i].dueTime =
            start + std::chrono::nanoseconds(std::int64_t(i) * 1'000'000'000 / rate);
    }
    return frames;
}

} // namespace

MadeMarket::MadeMarket(std::vector<MarketFrame> frames, int rate)
    : m_frames(paced(std::move(frames), rate))
{}

std::vector<MarketSymbol> MadeMarket::symbols() const
{
    std::vector<MarketSymbol> symbols;
    for (const auto name : {u"BTCUSDT", u"ETHUSDT"})
        symbols.push_back({*Symbol::parse(QStringView(name)), Decimal(1, 2), Decimal(1, 3)});
    return symbols;
}

tl::expected<std::optional<MarketFrame>, QString> MadeMarket::next()
{
    if (m_next == m_frames.size())
        return std::nullopt;
    return m_frames[m_next++];
}

} // namespace Orderflow
