#include "replay/restresponder.h"

#include "replay/booksnapshot.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr int WeightPerMinute = 2400;
constexpr int AggTradesWeight = 20;
constexpr int DefaultLimit = 500;
/// How far back the exchange answers aggTrades, measured in October 2026.
constexpr std::chrono::hours SearchWindow{48};

/// The limits that depth takes, and their weights.
constexpr std::array<std::pair<int, int>, 7> DepthLimits{
    {{5, 2}, {10, 2}, {20, 2}, {50, 2}, {100, 5}, {500, 10}, {1000, 20}}};

RestReply badRequest(int code, const QString &message)
{
    const QJsonObject body{{u"code"_s, code}, {u"msg"_s, message}};
    return {400, QJsonDocument(body).toJson(QJsonDocument::Compact)};
}

RestReply badParameter(const QString &name)
{
    return badRequest(-1130, u"Data sent for parameter '%1' is not valid."_s.arg(name));
}

/// The number in parameter `name`; nothing where it was not sent.
tl::expected<std::optional<qint64>, RestReply> numberOf(const QUrlQuery &query, const QString &name)
{
    if (!query.hasQueryItem(name))
        return std::nullopt;
    const QString text = query.queryItemValue(name, QUrl::FullyDecoded);
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    const bool digitsOnly =
        std::ranges::all_of(text, [](QChar c) { return c >= u'0' && c <= u'9'; });
    if (!isNumber || !digitsOnly) {
        return tl::unexpected(badRequest(
            -1100,
            u"Illegal characters found in parameter '%1'; legal range is '^[0-9]{1,20}$'."_s.arg(
                name)));
    }
    return number;
}

QJsonObject filter(const QString &type, const QString &step, const Decimal &size)
{
    return {{u"filterType"_s, type}, {step, size.toString()}};
}

/// The asset that a symbol is quoted in, as far as its name tells.
QString quoteAssetOf(const QString &pair)
{
    for (const QString &asset :
         {u"USDT"_s, u"USDC"_s, u"FDUSD"_s, u"BUSD"_s, u"USD1"_s, u"BTC"_s}) {
        if (pair.size() > asset.size() && pair.endsWith(asset))
            return asset;
    }
    return u"USDT"_s;
}

QJsonObject toJson(const MarketSymbol &market)
{
    const QString symbol = market.symbol.toString();
    const QString pair = symbol.section(u'_', 0, 0);
    const QString quote = quoteAssetOf(pair);
    const bool isDelivery = pair != symbol;
    QJsonArray filters;
    if (market.tickSize)
        filters.append(filter(u"PRICE_FILTER"_s, u"tickSize"_s, *market.tickSize));
    if (market.stepSize)
        filters.append(filter(u"LOT_SIZE"_s, u"stepSize"_s, *market.stepSize));
    return {{u"symbol"_s, symbol},
            {u"pair"_s, pair},
            {u"contractType"_s, isDelivery ? u"CURRENT_QUARTER"_s : u"PERPETUAL"_s},
            {u"status"_s, u"TRADING"_s},
            {u"baseAsset"_s, pair.endsWith(quote) ? pair.chopped(quote.size()) : pair},
            {u"quoteAsset"_s, quote},
            {u"marginAsset"_s, quote},
            {u"filters"_s, filters}};
}

using Trades = std::deque<TradeHistory::Trade>;

QByteArray rowsJson(const Trades::const_iterator &first, const Trades::const_iterator &last)
{
    QByteArray json = "[";
    for (auto trade = first; trade != last; ++trade) {
        if (trade != first)
            json += ',';
        json += trade->row();
    }
    return json + ']';
}

} // namespace

RestResponder::RestResponder(const MarketSource &market, const TradeHistory &trades,
                             const Clock &clock)
    : m_market(market)
    , m_trades(trades)
    , m_clock(clock)
{}

QStringList RestResponder::paths()
{
    return {u"/fapi/v1/ping"_s, u"/fapi/v1/time"_s, u"/fapi/v1/exchangeInfo"_s, u"/fapi/v1/depth"_s,
            u"/fapi/v1/aggTrades"_s};
}

RestReply RestResponder::reply(const QString &path, const QUrlQuery &query,
                               UtcMilliseconds exchangeTime)
{
    Result result;
    if (path == u"/fapi/v1/depth") {
        result = depth(query);
    } else if (path == u"/fapi/v1/aggTrades") {
        charge(AggTradesWeight);
        result = aggTrades(query, exchangeTime);
    } else {
        charge(1);
        if (path == u"/fapi/v1/exchangeInfo")
            result = exchangeInfo(exchangeTime);
        else if (path == u"/fapi/v1/time")
            result = R"({"serverTime":)" +
                     QByteArray::number(qint64(exchangeTime.time_since_epoch().count())) + '}';
        else
            result = QByteArray("{}");
    }
    return result ? RestReply{200, *result} : result.error();
}

RestResponder::Result RestResponder::exchangeInfo(UtcMilliseconds exchangeTime) const
{
    QJsonArray symbols;
    for (const MarketSymbol &symbol : m_market.symbols())
        symbols.append(toJson(symbol));
    const QJsonObject weightLimit{{u"rateLimitType"_s, u"REQUEST_WEIGHT"_s},
                                  {u"interval"_s, u"MINUTE"_s},
                                  {u"intervalNum"_s, 1},
                                  {u"limit"_s, WeightPerMinute}};
    const QJsonObject info{{u"timezone"_s, u"UTC"_s},
                           {u"serverTime"_s, qint64(exchangeTime.time_since_epoch().count())},
                           {u"futuresType"_s, u"U_MARGINED"_s},
                           {u"rateLimits"_s, QJsonArray{weightLimit}},
                           {u"exchangeFilters"_s, QJsonArray()},
                           {u"assets"_s, QJsonArray()},
                           {u"symbols"_s, symbols}};
    return QJsonDocument(info).toJson(QJsonDocument::Compact);
}

RestResponder::Result RestResponder::depth(const QUrlQuery &query)
{
    const auto limit = numberOf(query, u"limit"_s);
    const qint64 wanted = limit ? limit->value_or(DefaultLimit) : 0;
    const auto *const known = std::ranges::find(DepthLimits, wanted, &std::pair<int, int>::first);
    // Without a limit, 500 levels cost one; a refused request costs as much.
    charge(limit && *limit && known != DepthLimits.end() ? known->second : 1);
    if (!limit)
        return tl::unexpected(limit.error());
    if (wanted > DepthLimits.back().first)
        return tl::unexpected(badParameter(u"limit"_s));
    if (known == DepthLimits.end()) {
        return tl::unexpected(badRequest(-4021, u"%1 is not valid depth limit"_s.arg(wanted)));
    }
    const tl::expected<Symbol, RestReply> symbol = symbolOf(query);
    if (!symbol)
        return tl::unexpected(symbol.error());
    const std::optional<BookSnapshot> book = m_market.bookSnapshot(*symbol);
    if (!book) {
        return tl::unexpected(badRequest(
            -1000,
            u"There is no book of %1 in what is played; record one with /fapi/v1/depth"_s.arg(
                symbol->toString())));
    }
    return Orderflow::toJson(*book, std::size_t(wanted));
}

RestResponder::Result RestResponder::aggTrades(const QUrlQuery &query, UtcMilliseconds exchangeTime)
{
    const tl::expected<Symbol, RestReply> symbol = symbolOf(query);
    if (!symbol)
        return tl::unexpected(symbol.error());
    std::array<std::optional<qint64>, 4> numbers;
    constexpr std::array Names{u"limit", u"fromId", u"startTime", u"endTime"};
    for (std::size_t i = 0; i < Names.size(); ++i) {
        const auto number = numberOf(query, QString::fromUtf16(Names[i]));
        if (!number)
            return tl::unexpected(number.error());
        numbers[i] = *number;
    }
    const auto &[limit, fromId, startTime, endTime] = numbers;
    if (limit && (*limit < 1 || *limit > TradeHistory::MaxRows))
        return tl::unexpected(badParameter(u"limit"_s));
    if (fromId && (startTime || endTime))
        return tl::unexpected(badRequest(-1128, u"Combination of optional parameters invalid."_s));

    const Trades &trades = m_trades.trades(*symbol);
    const UtcMilliseconds oldest = exchangeTime - SearchWindow;
    if ((fromId && !trades.empty() && *fromId < trades.front().aggTradeId) ||
        (startTime && *startTime < oldest.time_since_epoch().count())) {
        return tl::unexpected(
            badRequest(-4166, u"Search window is restricted to recent 2 days only."_s));
    }

    const auto rows = std::ptrdiff_t(limit.value_or(DefaultLimit));
    auto first = trades.begin();
    auto last = trades.end();
    if (fromId)
        first = std::ranges::lower_bound(trades, *fromId, {}, &TradeHistory::Trade::aggTradeId);
    if (startTime)
        first = std::ranges::lower_bound(trades, *startTime, {}, &TradeHistory::Trade::tradeTime);
    if (endTime)
        last = std::ranges::upper_bound(trades, *endTime, {}, &TradeHistory::Trade::tradeTime);
    if (last < first)
        last = first;
    if (last - first > rows) {
        if (fromId || startTime)
            last = first + rows;
        else
            first = last - rows;
    }
    return rowsJson(first, last);
}

tl::expected<Symbol, RestReply> RestResponder::symbolOf(const QUrlQuery &query) const
{
    const QString name = query.queryItemValue(u"symbol"_s, QUrl::FullyDecoded);
    if (name.isEmpty()) {
        return tl::unexpected(
            badRequest(-1102, u"Mandatory parameter 'symbol' was not sent, was empty/null, or "
                              u"malformed."_s));
    }
    for (const MarketSymbol &market : m_market.symbols()) {
        if (market.symbol.toString() == name)
            return market.symbol;
    }
    return tl::unexpected(badRequest(-1121, u"Invalid symbol."_s));
}

void RestResponder::charge(int weight)
{
    const auto minute = std::chrono::floor<std::chrono::minutes>(m_clock.now().utc);
    if (minute != m_minute) {
        m_minute = minute;
        m_usedWeight = 0;
    }
    m_usedWeight += weight;
}

} // namespace Orderflow
