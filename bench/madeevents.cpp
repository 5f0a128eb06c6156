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

QByteArray combined(const QByteArray &stream, const QString &data)
{
    return "{\"stream\":\"" + stream + "\",\"data\":{" + data.toUtf8() + "}}";
}

QString textOf(UtcMilliseconds time)
{
    return QString::number(time.time_since_epoch().count());
}

/// One level a side and step, from the best on; in a diff some are gone.
void addLevels(DepthUpdate &update, std::int64_t n, std::int64_t count, bool isDiff)
{
    for (std::int64_t level = 0; level < count; ++level) {
        const bool isGone = isDiff && (n + level) % 4 == 0;
        update.bids.push_back({Decimal(6'394'380 + n % 997 - level, 2),
                               Decimal(isGone ? 0 : 1 + (n + level) * 7919 % 40'001, 3)});
        update.asks.push_back({Decimal(6'394'390 + n % 997 + level, 2),
                               Decimal(isGone ? 0 : 1 + (n + level) * 6007 % 40'001, 3)});
    }
}

/// Chains of two contracts.
class DepthChain
{
public:
    DepthChain(std::string kind, std::int64_t levels)
        : m_kind(std::move(kind))
        , m_levels(levels)
    {}

    DepthUpdate next(std::size_t i, UtcMilliseconds start)
    {
        constexpr std::int64_t IdsPerUpdate = 400;
        DepthUpdate update;
        const auto n = static_cast<std::int64_t>(i);
        std::int64_t &last = m_lastIds[symbolIndex(i)];
        update.symbol = symbolOf(i);
        update.depthKind = m_kind;
        update.prevFinalUpdateId = last;
        update.firstUpdateId = last + 1;
        last += IdsPerUpdate;
        update.finalUpdateId = last;
        update.transactionTime = start + std::chrono::milliseconds(33 * n);
        update.eventTime = update.transactionTime + std::chrono::milliseconds(7);
        update.receiveTime.utc = update.eventTime + std::chrono::microseconds(80'000 + n % 1000);
        addLevels(update, n, m_levels, m_kind != "depth5@100ms");
        return update;
    }

private:
    const std::string m_kind;
    const std::int64_t m_levels;
    std::array<std::int64_t, 2> m_lastIds{5'000'000'000'000, 4'000'000'000'000};
};

std::vector<DepthUpdate> makeDepth(std::size_t count, UtcMilliseconds start, DepthChain chain)
{
    std::vector<DepthUpdate> updates;
    updates.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        updates.push_back(chain.next(i, start));
    return updates;
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
    return makeDepth(count, start, {"depth5@100ms", 5});
}

std::vector<DepthUpdate> makeDiffs(std::size_t count, UtcMilliseconds start)
{
    return makeDepth(count, start, {"depth@100ms", 250});
}

std::vector<Symbol> makeSymbols(std::size_t count)
{
    std::vector<Symbol> symbols;
    for (std::size_t i = 0; i < count; ++i)
        symbols.push_back(*Symbol::parse(u"S%1USDT"_s.arg(i, 3, 10, QChar(u'0'))));
    return symbols;
}

std::vector<MarketEvent> makeMarket(const std::vector<Symbol> &symbols,
                                    const std::vector<AggTrade> &trades,
                                    const std::vector<DepthUpdate> &books)
{
    constexpr std::size_t BooksPerTrade = 4;
    std::vector<MarketEvent> events;
    events.reserve(symbols.size() * (BooksPerTrade + 1));
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        for (std::size_t j = 0; j < BooksPerTrade; ++j) {
            DepthUpdate book = books[(i * BooksPerTrade + j) % books.size()];
            book.symbol = symbols[i];
            // Each contract has a chain of its own.
            book.prevFinalUpdateId = 5'000'000'000'000 + static_cast<std::int64_t>(400 * j);
            book.firstUpdateId = book.prevFinalUpdateId + 1;
            book.finalUpdateId = book.prevFinalUpdateId + 400;
            events.emplace_back(std::move(book));
        }
        AggTrade trade = trades[i % trades.size()];
        trade.symbol = symbols[i];
        trade.aggTradeId = 2'000'000'000;
        events.emplace_back(std::move(trade));
    }
    return events;
}

QByteArray streamOf(const AggTrade &trade)
{
    return QByteArray::fromStdString(trade.symbol.toStreamPrefix()) + "@aggTrade";
}

QByteArray streamOf(const DepthUpdate &update)
{
    return QByteArray::fromStdString(update.symbol.toStreamPrefix()) + '@' +
           QByteArray::fromStdString(update.depthKind);
}

QByteArray frameOf(const AggTrade &trade)
{
    const QString data =
        u"\"e\":\"aggTrade\",\"E\":%1,\"a\":%2,\"s\":\"%3\",\"p\":\"%4\",\"q\":\"%5\","
        "\"nq\":\"%5\",\"f\":%6,\"l\":%7,\"T\":%8,\"m\":%9,\"st\":1"_s.arg(
            textOf(*trade.eventTime), QString::number(trade.aggTradeId), trade.symbol.toString(),
            trade.price.toString(), trade.quantity.toString(), QString::number(trade.firstTradeId),
            QString::number(trade.lastTradeId), textOf(trade.tradeTime),
            trade.isBuyerMaker ? u"true"_s : u"false"_s);
    return combined(streamOf(trade), data);
}

QByteArray frameOf(const DepthUpdate &update)
{
    const QString data =
        u"\"e\":\"depthUpdate\",\"E\":%1,\"T\":%2,\"s\":\"%3\",\"ps\":\"%3\",\"U\":%4,\"u\":%5,"
        "\"pu\":%6,\"b\":%7,\"a\":%8,\"st\":1"_s.arg(
            textOf(update.eventTime), textOf(update.transactionTime), update.symbol.toString(),
            QString::number(update.firstUpdateId), QString::number(update.finalUpdateId),
            QString::number(update.prevFinalUpdateId), levelsJson(update.bids),
            levelsJson(update.asks));
    return combined(streamOf(update), data);
}

std::vector<QByteArray> makeBookTickerFrames(std::size_t count, UtcMilliseconds start)
{
    std::vector<QByteArray> frames;
    for (std::size_t i = 0; i < count; ++i) {
        const auto n = static_cast<std::int64_t>(i);
        const QByteArray name = QByteArray::fromStdString(symbolOf(i).name());
        const QString data =
            u"\"e\":\"bookTicker\",\"u\":%1,\"s\":\"%2\",\"ps\":\"%2\",\"b\":\"%3\",\"B\":\"%4\","
            "\"a\":\"%5\",\"A\":\"%6\",\"T\":%7,\"E\":%8,\"st\":1"_s.arg(
                QString::number(5'000'000'000'000 + 7 * n), QString::fromUtf8(name),
                Decimal(6'394'380 + n % 997, 2).toString(),
                Decimal(1 + n * 7919 % 40'001, 3).toString(),
                Decimal(6'394'390 + n % 997, 2).toString(),
                Decimal(1 + n * 6007 % 40'001, 3).toString(),
                textOf(start + std::chrono::milliseconds(n)),
                textOf(start + std::chrono::milliseconds(n + 2)));
        frames.push_back(combined(name.toLower() + "@bookTicker", data));
    }
    return frames;
}

} // namespace Orderflow
