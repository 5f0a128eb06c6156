#include "replay/syntheticmarket.h"

#include "replay/syntheticcontract.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

class SyntheticMarket final : public MarketSource
{
public:
    SyntheticMarket(const SyntheticMarketOptions &options, std::vector<Symbol> symbols);

    QString displayName() const override { return u"synthetic market"_s; }
    std::vector<MarketSymbol> symbols() const override;
    bool hasRoute(Route) const override { return true; }
    MarketTime startTime() const override { return m_steps == 0 ? now() : m_start; }
    tl::expected<std::optional<MarketFrame>, QString> next() override;
    std::optional<BookSnapshot> bookSnapshot(const Symbol &symbol) const override;

private:
    UtcMilliseconds now() const
    {
        return std::chrono::floor<std::chrono::milliseconds>(m_clock.now().utc);
    }
    void step();

    SystemClock m_systemClock;
    const Clock &m_clock;
    std::vector<SyntheticContract> m_contracts;
    UtcMilliseconds m_start{};
    std::int64_t m_steps = 0;
    /// The frames of the last step, and which of them is next.
    std::vector<MarketFrame> m_frames;
    std::size_t m_next = 0;
};

SyntheticMarket::SyntheticMarket(const SyntheticMarketOptions &options, std::vector<Symbol> symbols)
    : m_clock(options.clock ? *options.clock : m_systemClock)
{
    std::ranges::sort(symbols);
    symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
    std::uint64_t seed = options.seed;
    for (const Symbol &symbol : symbols)
        m_contracts.emplace_back(symbol, seed += 1'000'003, now());
}

std::vector<MarketSymbol> SyntheticMarket::symbols() const
{
    std::vector<MarketSymbol> symbols;
    for (const SyntheticContract &contract : m_contracts)
        symbols.push_back(contract.marketSymbol());
    return symbols;
}

tl::expected<std::optional<MarketFrame>, QString> SyntheticMarket::next()
{
    while (m_next == m_frames.size())
        step();
    return std::move(m_frames[m_next++]);
}

void SyntheticMarket::step()
{
    if (m_steps == 0)
        m_start = now();
    m_frames.clear();
    m_next = 0;
    for (SyntheticContract &contract : m_contracts)
        contract.step(m_start + m_steps * SyntheticContract::StepTime, m_frames);
    std::ranges::stable_sort(m_frames, {}, &MarketFrame::dueTime);
    ++m_steps;
}

std::optional<BookSnapshot> SyntheticMarket::bookSnapshot(const Symbol &symbol) const
{
    for (const SyntheticContract &contract : m_contracts) {
        if (contract.marketSymbol().symbol == symbol)
            return contract.bookSnapshot();
    }
    return std::nullopt;
}

} // namespace

std::unique_ptr<MarketSource> makeSyntheticMarket(const SyntheticMarketOptions &options)
{
    std::vector<Symbol> symbols = options.symbols;
    if (symbols.empty())
        symbols = {*Symbol::parse(std::string_view("BTCUSDT")),
                   *Symbol::parse(std::string_view("ETHUSDT"))};
    return std::make_unique<SyntheticMarket>(options, std::move(symbols));
}

} // namespace Orderflow
