#include "gui/symbol/marketwalk.h"

#include "fakes/fakestatus.h"
#include "gui/guitesting.h"

#include <cmath>

namespace Orderflow {

using namespace std::chrono_literals;

namespace {

/// Prices beyond the book have a size too, so that it does not change when the price comes back.
constexpr std::size_t KnownPrices = 4096;

} // namespace

MarketWalk::MarketWalk(int levels)
    : m_levels(levels)
    , m_status(FakeStatus::healthy(1))
    , m_sizes(KnownPrices)
{
    std::lognormal_distribution<double> sizes(7, 1.2);
    for (std::int64_t &size : m_sizes)
        size = std::int64_t(sizes(m_random)) + 1;
    SymbolIntake &intake = m_status.symbols[0].intake;
    intake.symbol = symbol();
    intake.bought = Decimal(0, 3);
    intake.sold = Decimal(0, 3);
    makeBook(intake);
}

Symbol MarketWalk::symbol()
{
    return GuiTesting::symbol("BTCUSDT");
}

void MarketWalk::makeBook(SymbolIntake &intake)
{
    std::lognormal_distribution<double> sizes(7, 1.2);
    const auto sizeAt = [&](std::int64_t price) -> std::int64_t & {
        return m_sizes[std::size_t(price) % KnownPrices];
    };
    intake.bids.clear();
    intake.asks.clear();
    for (std::int64_t i = 0; i < m_levels; ++i) {
        for (const std::int64_t price : {m_bid - i, m_bid + 1 + i}) {
            // A few orders come and go.
            if (m_random() % 20 == 0)
                sizeAt(price) = std::int64_t(sizes(m_random)) + 1;
        }
        intake.bids.push_back({Decimal(m_bid - i, 1), Decimal(sizeAt(m_bid - i), 3)});
        intake.asks.push_back({Decimal(m_bid + 1 + i, 1), Decimal(sizeAt(m_bid + 1 + i), 3)});
    }
}

void MarketWalk::makeTrades(SymbolIntake &intake)
{
    std::poisson_distribution<int> counts(1.5);
    std::lognormal_distribution<double> sizes(4, 1.5);
    auto tapes = std::make_shared<std::vector<TradeTape>>();
    TradeTape tape = m_status.tapes ? m_status.tapes->front() : TradeTape{symbol(), {}};
    const int count = counts(m_random);
    for (int i = 0; i < count; ++i) {
        AggTrade trade;
        trade.symbol = symbol();
        trade.aggTradeId = m_nextTrade++;
        trade.isBuyerMaker = double(m_random() % 1000) / 1000 > 0.5 + m_drift;
        trade.price = Decimal(trade.isBuyerMaker ? m_bid : m_bid + 1, 1);
        trade.quantity = Decimal(std::int64_t(sizes(m_random)) + 1, 3);
        trade.receiveTime = m_status.takenAt;
        trade.tradeTime =
            std::chrono::floor<std::chrono::milliseconds>(m_status.takenAt.utc) - 40ms;
        std::optional<Decimal> &sum = trade.isBuyerMaker ? intake.sold : intake.bought;
        sum = sum->plus(trade.quantity);
        intake.lastTrade = trade;
        tape.trades.push_back(trade);
    }
    if (tape.trades.size() > TradeTape::MostTrades)
        tape.trades.erase(tape.trades.begin(), tape.trades.end() - TradeTape::MostTrades);
    tapes->push_back(std::move(tape));
    m_status.tapes = tapes;
}

const RecorderStatus &MarketWalk::step(std::chrono::milliseconds time)
{
    m_status.takenAt.utc += time;
    m_status.takenAt.monotonic += time;
    SymbolStatus &symbolStatus = m_status.symbols[0];
    std::normal_distribution<double> steps(0, 1);
    m_drift = 0.98 * m_drift + 0.02 * steps(m_random);
    m_bid += std::llround(steps(m_random) * 0.7 + m_drift * 6);
    makeBook(symbolStatus.intake);
    makeTrades(symbolStatus.intake);
    symbolStatus.intake.lastEvent = m_status.takenAt;
    symbolStatus.tradesPerSecond = 15 + 4 * std::sin(double(m_nextTrade) / 90) + steps(m_random);
    for (StreamStatus &stream : symbolStatus.streams) {
        stream.rowsPerSecond = symbolStatus.eventsPerSecond() / 2 - 0.5;
        const auto jitter =
            std::chrono::microseconds(std::int64_t(std::abs(steps(m_random)) * 9e3));
        stream.latencies.exchangeToReceive.p99 = 35ms + jitter;
        stream.latencies.receiveToCommit.p99 = 120ms + 3 * jitter;
    }
    return m_status;
}

void MarketWalk::run(std::chrono::milliseconds time, SeriesStore &series)
{
    for (auto done = 0ms; done < time; done += 100ms)
        series.add(step());
}

} // namespace Orderflow
