#include "fakes/traderest.h"

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr int Weight = 20;

ScriptedAnswer refusal(int status, int code, const QByteArray &text)
{
    return {.status = status,
            .body = R"({"code":)" + QByteArray::number(code) + R"(,"msg":")" + text + "\"}"};
}

} // namespace

TradeRest::TradeRest(const Clock &clock)
    : m_clock(clock)
{}

void TradeRest::serveAt(ScriptedRest &server)
{
    server.answerWith(u"/fapi/v1/aggTrades"_s,
                      [this](const QUrlQuery &query) { return answer(query); });
}

AggTrade TradeRest::trade(const Symbol &symbol, std::int64_t aggTradeId)
{
    AggTrade trade;
    trade.symbol = symbol;
    trade.aggTradeId = aggTradeId;
    trade.firstTradeId = aggTradeId * 3;
    trade.lastTradeId = aggTradeId * 3 + 2;
    trade.price = Decimal(6'000'000 + aggTradeId % 1000, 2);
    trade.quantity = Decimal(1 + aggTradeId % 50, 3);
    if (aggTradeId % 2 == 0)
        trade.quantityExclRpi = Decimal(1, 3);
    trade.isBuyerMaker = aggTradeId % 3 == 0;
    trade.tradeTime = UtcMilliseconds(std::chrono::milliseconds(1'789'000'000'000 + aggTradeId));
    trade.source = EventSource::Rest;
    return trade;
}

QByteArray TradeRest::toJson(const AggTrade &trade)
{
    const auto text = [](const Decimal &decimal) -> QByteArray {
        return '"' + QByteArray::fromStdString(decimal.toStdString()) + '"';
    };
    QByteArray row = R"({"a":)" + QByteArray::number(qint64(trade.aggTradeId));
    row += R"(,"p":)" + text(trade.price) + R"(,"q":)" + text(trade.quantity);
    if (trade.quantityExclRpi)
        row += R"(,"nq":)" + text(*trade.quantityExclRpi);
    row += R"(,"f":)" + QByteArray::number(qint64(trade.firstTradeId));
    row += R"(,"l":)" + QByteArray::number(qint64(trade.lastTradeId));
    row += R"(,"T":)" + QByteArray::number(qint64(trade.tradeTime.time_since_epoch().count()));
    return row + R"(,"m":)" + (trade.isBuyerMaker ? "true}" : "false}");
}

void TradeRest::add(const Symbol &symbol, std::int64_t first, std::int64_t last)
{
    Market &market = m_markets[symbol];
    for (std::int64_t id = first; id <= last; ++id)
        market.ids.insert(market.ids.end(), id);
}

void TradeRest::remove(const Symbol &symbol, std::int64_t first, std::int64_t last)
{
    std::set<std::int64_t> &ids = m_markets[symbol].ids;
    ids.erase(ids.lower_bound(first), ids.upper_bound(last));
}

void TradeRest::setOldest(const Symbol &symbol, std::int64_t aggTradeId)
{
    m_markets[symbol].oldest = aggTradeId;
}

ScriptedAnswer TradeRest::answer(const QUrlQuery &query)
{
    const auto minute = std::chrono::floor<std::chrono::minutes>(m_clock.now().utc);
    if (minute != m_minute) {
        m_minute = minute;
        m_weight = 0;
    }
    m_weight += Weight;
    m_mostWeight = std::max(m_mostWeight, m_weight);
    ScriptedAnswer answer = refusal(400, -1121, "Invalid symbol.");
    const QString name = query.queryItemValue(u"symbol"_s, QUrl::FullyDecoded);
    const std::optional<Symbol> symbol = Symbol::parse(QStringView(name));
    const auto market = symbol ? m_markets.find(*symbol) : m_markets.end();
    if (m_weight > m_weightLimit)
        answer = refusal(429, -1003, "Too many requests.");
    else if (market != m_markets.end())
        answer = answerFrom(market->second, *symbol, query);
    answer.headers.append({"X-MBX-USED-WEIGHT-1M", QByteArray::number(m_weight)});
    return answer;
}

ScriptedAnswer TradeRest::answerFrom(const Market &market, const Symbol &symbol,
                                     const QUrlQuery &query)
{
    const std::int64_t fromId = query.queryItemValue(u"fromId"_s).toLongLong();
    const int limit = query.queryItemValue(u"limit"_s).toInt();
    if (limit < 1 || limit > 1000)
        return refusal(400, -1130, "Data sent for parameter 'limit' is not valid.");
    if (fromId < market.oldest)
        return refusal(400, -4166, "Search window is restricted to recent 2 days only.");
    QByteArrayList rows;
    for (auto id = market.ids.lower_bound(fromId);
         id != market.ids.end() && rows.size() < std::min(limit, m_mostRows); ++id)
        rows << toJson(trade(symbol, *id));
    return {.body = '[' + rows.join(',') + ']'};
}

} // namespace Orderflow
