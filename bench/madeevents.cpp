#include "madeevents.h"

#include "market/symbol.h"

#include <QStringList>

#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// Of three events, two are of the first.
constexpr std::size_t symbolIndex(std::size_t i)
{
    return i % 3 == 0 ? 1 : 0;
}

const Symbol &symbolOf(std::size_t i)
{
    static const std::array symbols{*Symbol::parse(u"BTCUSDT"), *Symbol::parse(u"ETHUSDT")};
    return symbols[symbolIndex(i)];
}

QString levelsJson(const std::vector<PriceLevel> &levels)
{
    QStringList pairs;
    for (const PriceLevel &level : levels)
        pairs << u"[\"%1\",\"%2\"]"_s.arg(level.price.toString(), level.quantity.toString());
    return u'[' + pairs.join(u',') + u']';
}

template <typename Event>
MarketFrame toFrame(const Event &event, UtcMilliseconds time, Route route, const QString &type,
                    const QString &data)
{
    const QString stream = QString::fromStdString(event.symbol.toStreamPrefix()) + u'@' + type;
    return {time, route, stream.toUtf8(),
            u"{\"stream\":\"%1\",\"data\":{%2}}"_s.arg(stream, data).toUtf8()};
}

} // namespace

std::vector<AggTrade> makeTrades(std::size_t count, UtcMilliseconds start)
{
    std::vector<AggTrade> trades(count);
    std::array<std::int64_t, 2> nextId{2'000'000'000, 1'000'000'000};
    for (std::size_t i = 0; i < count; ++i) {
        AggTrade &trade = trades[i];
        const auto n = static_cast<std::int64_t>(i);
        trade.symbol = symbolOf(i);
        trade.aggTradeId = nextId[symbolIndex(i)]++;
        trade.firstTradeId = 5'000'000'000 + 3 * n;
        trade.lastTradeId = trade.firstTradeId + n % 3;
        trade.price = Decimal(6'394'390 + n % 997, 2);
        trade.quantity = Decimal(1 + n * 7919 % 4001, 3);
        trade.quantityExclRpi = trade.quantity;
        trade.isBuyerMaker = n % 2 == 0;
        trade.tradeTime = start + std::chrono::milliseconds(n / 4);
        trade.eventTime = trade.tradeTime + std::chrono::milliseconds(3);
        trade.receiveTime.utc = *trade.eventTime + std::chrono::microseconds(77'123 + n % 1000);
    }
    return trades;
}

std::vector<DepthUpdate> makeDepth5(std::size_t count, UtcMilliseconds start)
{
    constexpr std::int64_t IdsPerUpdate = 400;
    std::vector<DepthUpdate> updates(count);
    std::array<std::int64_t, 2> lastId{5'000'000'000'000, 4'000'000'000'000};
    for (std::size_t i = 0; i < count; ++i) {
        DepthUpdate &update = updates[i];
        const auto n = static_cast<std::int64_t>(i);
        std::int64_t &last = lastId[symbolIndex(i)];
        update.symbol = symbolOf(i);
        update.depthKind = "depth5@100ms";
        update.prevFinalUpdateId = last;
        update.firstUpdateId = last + 1;
        last += IdsPerUpdate;
        update.finalUpdateId = last;
        update.transactionTime = start + std::chrono::milliseconds(33 * n);
        update.eventTime = update.transactionTime + std::chrono::milliseconds(7);
        update.receiveTime.utc = update.eventTime + std::chrono::microseconds(80'000 + n % 1000);
        for (std::int64_t level = 0; level < 5; ++level) {
            update.bids.push_back({Decimal(6'394'380 + n % 997 - level, 2),
                                   Decimal(1 + (n + level) * 7919 % 40'001, 3)});
            update.asks.push_back({Decimal(6'394'390 + n % 997 + level, 2),
                                   Decimal(1 + (n + level) * 6007 % 40'001, 3)});
        }
    }
    return updates;
}

MarketFrame frameOf(const AggTrade &trade)
{
    const QString data =
        u"\"e\":\"aggTrade\",\"E\":%1,\"s\":\"%2\",\"a\":%3,\"p\":\"%4\",\"q\":\"%5\","
        "\"nq\":\"%5\",\"f\":%6,\"l\":%7,\"T\":%8,\"m\":%9"_s.arg(
            QString::number(trade.eventTime->time_since_epoch().count()), trade.symbol.toString(),
            QString::number(trade.aggTradeId), trade.price.toString(), trade.quantity.toString(),
            QString::number(trade.firstTradeId), QString::number(trade.lastTradeId),
            QString::number(trade.tradeTime.time_since_epoch().count()),
            trade.isBuyerMaker ? u"true"_s : u"false"_s);
    return toFrame(trade, trade.tradeTime, Route::Market, u"aggTrade"_s, data);
}

MarketFrame frameOf(const DepthUpdate &update)
{
    const QString data =
        u"\"e\":\"depthUpdate\",\"E\":%1,\"T\":%2,\"s\":\"%3\",\"U\":%4,\"u\":%5,\"pu\":%6,"
        "\"b\":%7,\"a\":%8"_s.arg(
            QString::number(update.eventTime.time_since_epoch().count()),
            QString::number(update.transactionTime.time_since_epoch().count()),
            update.symbol.toString(), QString::number(update.firstUpdateId),
            QString::number(update.finalUpdateId), QString::number(update.prevFinalUpdateId),
            levelsJson(update.bids), levelsJson(update.asks));
    return toFrame(update, update.transactionTime, Route::Public,
                   QString::fromStdString(update.depthKind), data);
}

} // namespace Orderflow
