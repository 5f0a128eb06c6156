#include "fakes/scriptedmarket.h"

#include "binance/streamname.h"
#include "market/decimal.h"

#include <algorithm>

namespace Orderflow {

namespace {

using std::chrono::nanoseconds;

constexpr int PriceScale = 2;
/// Ten mantissa units a tick, as of BTCUSDT.
constexpr std::int64_t Tick = 10;
constexpr int QuantityScale = 3;
constexpr int LevelsPerSide = 5;
/// From the matching engine to the wire.
constexpr std::chrono::milliseconds TradeLatency{120};
constexpr std::chrono::milliseconds DepthLatency{2};

void appendNumber(std::string &text, std::int64_t number)
{
    text += std::to_string(number);
}

void appendTime(std::string &text, UtcMilliseconds time)
{
    appendNumber(text, time.time_since_epoch().count());
}

void appendQuoted(std::string &text, std::int64_t mantissa, int scale)
{
    text += '"';
    Decimal(mantissa, std::uint8_t(scale)).appendTo(text);
    text += '"';
}

} // namespace

ScriptedMarket::ScriptedMarket(ScriptedExchange &exchange, std::uint64_t seed)
    : m_exchange(exchange)
    , m_random(seed)
{}

void ScriptedMarket::addStream(const QByteArray &stream, double eventsPerSecond)
{
    const std::optional<StreamName> name = StreamName::parse(stream.toStdString());
    if (!name || name->toString() != stream.toStdString())
        qFatal("The exchange has no stream %s", stream.constData());
    const auto [contract, isNew] = m_contracts.try_emplace(name->symbol());
    if (isNew) {
        // Beyond 32 bits, as on the exchange.
        contract->second = {between(100'000, 900'000), 11'500'000'000'000 + between(0, 1'000'000),
                            3'000'000'000 + between(0, 1'000'000),
                            7'000'000'000 + between(0, 1'000'000)};
    }
    Stream added;
    added.name = stream;
    added.symbol = name->symbol();
    added.contract = &contract->second;
    added.isDepth = name->kind() == StreamKind::Depth;
    added.prevFinalUpdateId = contract->second.updateId;
    m_indexes[stream] = m_streams.size();
    m_streams.push_back(std::move(added));
    setRate(stream, eventsPerSecond);
}

void ScriptedMarket::setRate(const QByteArray &stream, double eventsPerSecond)
{
    const std::size_t index = indexOf(stream);
    Stream &changed = m_streams[index];
    ++changed.generation;
    changed.interval =
        eventsPerSecond > 0 ? nanoseconds(std::int64_t(1e9 / eventsPerSecond)) : nanoseconds();
    schedule(index, m_exchange.clock().now().monotonic);
}

void ScriptedMarket::schedule(std::size_t index, nanoseconds from)
{
    const Stream &stream = m_streams[index];
    if (stream.interval == nanoseconds())
        return;
    const nanoseconds wait(between(stream.interval.count() / 2, stream.interval.count() * 3 / 2));
    m_due.push({from + wait, index, stream.generation});
}

void ScriptedMarket::advance()
{
    const ReceiveTime now = m_exchange.clock().now();
    while (!m_due.empty() && m_due.top().time <= now.monotonic) {
        const Due due = m_due.top();
        m_due.pop();
        Stream &stream = m_streams[due.stream];
        if (due.generation != stream.generation)
            continue;
        const auto ago = std::chrono::floor<std::chrono::microseconds>(now.monotonic - due.time);
        emitEvent(stream, std::chrono::floor<std::chrono::milliseconds>(now.utc - ago));
        schedule(due.stream, due.time);
    }
}

std::int64_t ScriptedMarket::emitEvent(const QByteArray &stream)
{
    const UtcMicroseconds now = m_exchange.clock().now().utc;
    return emitEvent(m_streams[indexOf(stream)],
                     std::chrono::floor<std::chrono::milliseconds>(now));
}

std::int64_t ScriptedMarket::emitEvent(Stream &stream, UtcMilliseconds time)
{
    Contract &contract = *stream.contract;
    contract.bestBid = std::max<std::int64_t>(contract.bestBid + between(-2, 2), 1000);
    m_text = R"({"stream":")";
    m_text.append(stream.name.constData(), std::size_t(stream.name.size()));
    m_text += R"(","data":)";
    if (stream.isDepth)
        writeDepth(stream, time);
    else
        writeAggTrade(stream, time);
    m_text += '}';
    if (m_exchange.wasEverSubscribed(stream.name)) {
        stream.emittedIds.push_back(stream.lastId);
        ++m_emittedCount;
    }
    m_exchange.sendEvent(stream.name, QByteArray(m_text.data(), qsizetype(m_text.size())),
                         stream.lastId);
    return stream.lastId;
}

void ScriptedMarket::writeAggTrade(Stream &stream, UtcMilliseconds time)
{
    Contract &contract = *stream.contract;
    const std::int64_t quantity = between(1, 5000);
    // Now and then an order of retail price improvement has a part in it.
    const std::int64_t hidden = between(1, 100) <= 8 ? between(0, quantity) : 0;
    const bool isBuyerMaker = between(0, 1) == 1;
    const std::int64_t firstTradeId = contract.tradeId + 1;
    contract.tradeId += between(1, 4);
    stream.lastId = ++contract.aggTradeId;

    m_text += R"({"e":"aggTrade","E":)";
    appendTime(m_text, time);
    m_text += R"(,"a":)";
    appendNumber(m_text, stream.lastId);
    m_text += R"(,"s":")";
    m_text += stream.symbol.name();
    m_text += R"(","p":)";
    appendQuoted(m_text, (contract.bestBid + (isBuyerMaker ? 0 : 1)) * Tick, PriceScale);
    m_text += R"(,"q":)";
    appendQuoted(m_text, quantity, QuantityScale);
    m_text += R"(,"nq":)";
    appendQuoted(m_text, quantity - hidden, QuantityScale);
    m_text += R"(,"f":)";
    appendNumber(m_text, firstTradeId);
    m_text += R"(,"l":)";
    appendNumber(m_text, contract.tradeId);
    m_text += R"(,"T":)";
    appendTime(m_text, time - TradeLatency);
    m_text += isBuyerMaker ? R"(,"m":true,"st":1})" : R"(,"m":false,"st":1})";
}

void ScriptedMarket::writeDepth(Stream &stream, UtcMilliseconds time)
{
    Contract &contract = *stream.contract;
    // Ids are shared by all symbols of the exchange, so those of one have holes.
    contract.updateId += between(20, 200);
    const std::int64_t firstUpdateId =
        std::min(stream.prevFinalUpdateId + between(1, 20), contract.updateId);
    stream.lastId = contract.updateId;

    m_text += R"({"e":"depthUpdate","E":)";
    appendTime(m_text, time);
    m_text += R"(,"T":)";
    appendTime(m_text, time - DepthLatency);
    m_text += R"(,"s":")";
    m_text += stream.symbol.name();
    m_text += R"(","ps":")";
    m_text += stream.symbol.name();
    m_text += R"(","U":)";
    appendNumber(m_text, firstUpdateId);
    m_text += R"(,"u":)";
    appendNumber(m_text, stream.lastId);
    m_text += R"(,"pu":)";
    appendNumber(m_text, stream.prevFinalUpdateId);
    m_text += R"(,"b":)";
    writeLevels(contract.bestBid, -1);
    m_text += R"(,"a":)";
    writeLevels(contract.bestBid + 1, 1);
    m_text += R"(,"st":1})";
    stream.prevFinalUpdateId = stream.lastId;
}

void ScriptedMarket::writeLevels(std::int64_t bestPrice, std::int64_t step)
{
    for (int i = 0; i < LevelsPerSide; ++i) {
        m_text += i == 0 ? "[[" : ",[";
        appendQuoted(m_text, (bestPrice + i * step) * Tick, PriceScale);
        m_text += ',';
        appendQuoted(m_text, between(1, 20'000), QuantityScale);
        m_text += ']';
    }
    m_text += ']';
}

const std::vector<std::int64_t> &ScriptedMarket::emittedIds(const QByteArray &stream) const
{
    return m_streams[indexOf(stream)].emittedIds;
}

std::int64_t ScriptedMarket::lastId(const QByteArray &stream) const
{
    return m_streams[indexOf(stream)].lastId;
}

std::int64_t ScriptedMarket::between(std::int64_t least, std::int64_t greatest)
{
    return least + std::int64_t(m_random() % std::uint64_t(greatest - least + 1));
}

std::size_t ScriptedMarket::indexOf(const QByteArray &stream) const
{
    const auto found = m_indexes.find(stream);
    if (found == m_indexes.end())
        qFatal("The market has no stream %s", stream.constData());
    return found->second;
}

} // namespace Orderflow
