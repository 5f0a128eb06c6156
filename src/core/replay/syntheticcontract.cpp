#include "replay/syntheticcontract.h"

#include <algorithm>

namespace Orderflow {

namespace {

using std::chrono::milliseconds;

/// From the matching engine to the wire.
constexpr milliseconds TradeLatency{5};
constexpr milliseconds DepthLatency{3};

struct Start
{
    SyntheticBook::Grid grid;
    /// In ticks.
    std::int64_t price = 0;
};

Start startOf(const Symbol &symbol)
{
    if (symbol.is("BTCUSDT"))
        return {{Decimal(10, 2), Decimal(1, 3)}, 840'000};
    if (symbol.is("ETHUSDT"))
        return {{Decimal(1, 2), Decimal(1, 3)}, 270'000};
    return {{Decimal(1, 4), Decimal(1, 0)}, 25'000};
}

MarketFrame frameOf(UtcMilliseconds time, Route route, const std::string &stream,
                    const std::string &data)
{
    MarketFrame frame;
    frame.dueTime = time;
    frame.route = route;
    frame.stream = QByteArray::fromStdString(stream);
    frame.text = QByteArray::fromStdString(R"({"stream":")" + stream + R"(","data":)" + data + '}');
    return frame;
}

std::string text(std::int64_t number)
{
    return std::to_string(number);
}

std::string text(UtcMilliseconds time)
{
    return std::to_string(time.time_since_epoch().count());
}

} // namespace

SyntheticContract::SyntheticContract(const Symbol &symbol, std::uint64_t seed,
                                     UtcMilliseconds start)
    : m_symbol(symbol)
    , m_grid(startOf(symbol).grid)
    , m_random(seed)
    , m_book(m_grid, startOf(symbol).price, seed + 1)
    , m_depthStreams{{"depth", 5, 0, {}, 0, {}, {}},
                     {"depth@100ms", 2, 0, {}, 0, {}, {}},
                     {"depth5@100ms", 2, 5, {}, 0, {}, {}},
                     {"depth10@100ms", 2, 10, {}, 0, {}, {}},
                     {"depth20@100ms", 2, 20, {}, 0, {}, {}}}
    , m_time(start)
{
    // Each grows more slowly than its start does with time.
    const std::int64_t ms = start.time_since_epoch().count();
    m_aggTradeId = ms / 10;
    m_tradeId = ms;
    m_updateId = ms * 10;
    for (DepthStream &stream : m_depthStreams)
        stream.prevFinalUpdateId = m_updateId - 1;
}

void SyntheticContract::step(UtcMilliseconds start, std::vector<MarketFrame> &frames)
{
    trade(start, frames);
    m_book.stir();
    updateIds();
    m_time = start + StepTime;
    for (DepthStream &stream : m_depthStreams) {
        if (m_steps % stream.steps == 0)
            frames.push_back(depthFrame(m_time, stream));
    }
}

void SyntheticContract::trade(UtcMilliseconds start, std::vector<MarketFrame> &frames)
{
    if (m_burstSteps > 0) {
        --m_burstSteps;
    } else if (m_random.chance(3)) {
        m_burstSteps = m_random.between(4, 20);
        m_burstSide = m_random.chance(50) ? Side::Bid : Side::Ask;
    }
    const bool bursts = m_burstSteps > 0;
    std::vector<milliseconds> times(
        std::size_t(bursts ? m_random.between(0, 3) : m_random.between(0, 8) / 8));
    for (milliseconds &time : times)
        time = milliseconds(m_random.between(0, StepTime.count() - 1));
    std::ranges::sort(times);
    for (const milliseconds time : times)
        takeOrder(start + time, frames);
}

void SyntheticContract::takeOrder(UtcMilliseconds time, std::vector<MarketFrame> &frames)
{
    const bool follows = m_burstSteps > 0 && m_random.chance(85);
    const Side side = follows ? m_burstSide : (m_random.chance(50) ? Side::Bid : Side::Ask);
    const std::int64_t atBest = m_book.quantityAtBest(side);
    const std::int64_t quantity = m_random.chance(65)
                                      ? m_random.between(1, std::max<std::int64_t>(atBest / 2, 1))
                                      : m_random.between(atBest, atBest * 3);
    for (const SyntheticBook::Match &match : m_book.take(side, quantity))
        frames.push_back(tradeFrame(time, side == Side::Bid, match));
}

void SyntheticContract::updateIds()
{
    const std::int64_t changes = m_book.takeChangeCount();
    // The first frame has the id of the book before it, as a snapshot taken then asks for.
    const std::int64_t first = m_steps == 0 ? m_updateId : m_updateId + m_random.between(1, 20);
    m_updateId = first + changes;
    ++m_steps;

    const SyntheticBook::Levels bids = m_book.takeChanges(Side::Bid);
    const SyntheticBook::Levels asks = m_book.takeChanges(Side::Ask);
    for (DepthStream &stream : m_depthStreams) {
        if (!stream.firstUpdateId)
            stream.firstUpdateId = first;
        if (stream.levels != 0)
            continue;
        for (const auto &[price, quantity] : bids)
            stream.bids.insert_or_assign(price, quantity);
        for (const auto &[price, quantity] : asks)
            stream.asks.insert_or_assign(price, quantity);
    }
}

MarketFrame SyntheticContract::tradeFrame(UtcMilliseconds time, bool isBuyerMaker,
                                          const SyntheticBook::Match &match)
{
    const std::int64_t fills = m_random.between(1, std::min<std::int64_t>(match.quantity, 4));
    // Now and then an order of retail price improvement has a part in it.
    const std::int64_t hidden = m_random.chance(8) ? m_random.between(0, match.quantity) : 0;
    const PriceLevel level = m_book.level(match.price, match.quantity);
    const PriceLevel visible = m_book.level(match.price, match.quantity - hidden);
    const std::int64_t firstTradeId = m_tradeId + 1;
    m_tradeId += fills;
    ++m_aggTradeId;
    const std::string data =
        R"({"e":"aggTrade","E":)" + text(time) + R"(,"a":)" + text(m_aggTradeId) + R"(,"s":")" +
        m_symbol.name() + R"(","p":")" + level.price.toStdString() + R"(","q":")" +
        level.quantity.toStdString() + R"(","nq":")" + visible.quantity.toStdString() +
        R"(","f":)" + text(firstTradeId) + R"(,"l":)" + text(m_tradeId) + R"(,"T":)" +
        text(time - TradeLatency) + R"(,"m":)" + (isBuyerMaker ? "true" : "false") + R"(,"st":1})";
    return frameOf(time, Route::Market, streamName("aggTrade"), data);
}

MarketFrame SyntheticContract::depthFrame(UtcMilliseconds time, DepthStream &stream)
{
    std::string data = R"({"e":"depthUpdate","E":)" + text(time) + R"(,"T":)" +
                       text(time - DepthLatency) + R"(,"s":")" + m_symbol.name() + R"(","ps":")" +
                       m_symbol.name() + R"(","U":)" +
                       text(stream.firstUpdateId.value_or(m_updateId)) + R"(,"u":)" +
                       text(m_updateId) + R"(,"pu":)" + text(stream.prevFinalUpdateId);
    if (stream.levels == 0) {
        data += R"(,"b":)" + diffJson(stream.bids) + R"(,"a":)" + diffJson(stream.asks);
        stream.bids.clear();
        stream.asks.clear();
    } else {
        data += R"(,"b":)" + levelsToJson(m_book.best(Side::Bid, stream.levels)) + R"(,"a":)" +
                levelsToJson(m_book.best(Side::Ask, stream.levels));
    }
    data += R"(,"st":1})";
    stream.prevFinalUpdateId = m_updateId;
    stream.firstUpdateId.reset();
    return frameOf(time, Route::Public, streamName(stream.type), data);
}

std::string SyntheticContract::streamName(const std::string &type) const
{
    return m_symbol.toStreamPrefix() + '@' + type;
}

std::string SyntheticContract::diffJson(const SyntheticBook::Levels &levels) const
{
    std::vector<PriceLevel> changes;
    changes.reserve(levels.size());
    for (const auto &[price, quantity] : levels)
        changes.push_back(m_book.level(price, quantity));
    return levelsToJson(changes);
}

BookSnapshot SyntheticContract::bookSnapshot() const
{
    constexpr std::size_t MostLevels = 1000;
    return {m_updateId, m_time, m_time - DepthLatency, m_book.best(Side::Bid, MostLevels),
            m_book.best(Side::Ask, MostLevels)};
}

} // namespace Orderflow
