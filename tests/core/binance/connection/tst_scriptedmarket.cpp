#include "binance/streamdecoder.h"
#include "core/binance/connection/memoryclient.h"
#include "fakes/manualclock.h"
#include "fakes/scriptedmarket.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <optional>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr const char *Trades = "btcusdt@aggTrade";
constexpr const char *Depth = "btcusdt@depth5@100ms";

} // namespace

/// That the made-up events are what the exchange's would be.
class TestScriptedMarket : public QObject
{
    Q_OBJECT

private slots:
    void testAggTrades();
    void testDepthUpdates();
    void testRate_data();
    void testRate();
    void testTimes();
    void testIdsBeforeTheFirstSubscription();
    void testIdsWhileNobodyListens();
    void testSameSeedSameEvents();
    void testEventsGoToAllWhoAskedForThem();

private:
    /// What a client of `route` gets of `count` events of `stream`, without the acknowledgement.
    static QByteArrayList framesOf(const QByteArray &stream, const QString &route, int count,
                                   std::uint64_t seed = 1);
};

QByteArrayList TestScriptedMarket::framesOf(const QByteArray &stream, const QString &route,
                                            int count, std::uint64_t seed)
{
    const ManualClock clock;
    ScriptedExchange exchange(clock);
    ScriptedMarket market(exchange, seed);
    market.addStream(stream);
    MemoryClient client(exchange);
    client.open(u"/%1/stream?streams=%2"_s.arg(route, QString::fromUtf8(stream)));
    exchange.advance();
    for (int i = 0; i < count; ++i)
        market.emitEvent(stream);
    exchange.advance();
    return client.frames;
}

void TestScriptedMarket::testAggTrades()
{
    StreamDecoder decoder;
    std::optional<AggTrade> previous;
    for (const QByteArray &frame : framesOf(Trades, u"market"_s, 100)) {
        const DecodedFrame decoded = decoder.decode(frame, {});
        QVERIFY2(std::holds_alternative<AggTrade>(decoded), frame.constData());
        const AggTrade trade = std::get<AggTrade>(decoded);
        QCOMPARE(trade.symbol.toString(), u"BTCUSDT"_s);
        QVERIFY(trade.aggTradeId > std::numeric_limits<std::int32_t>::max());
        QVERIFY(trade.firstTradeId <= trade.lastTradeId);
        QVERIFY(trade.quantity.mantissa() >= trade.quantityExclRpi->mantissa());
        QVERIFY(trade.tradeTime < *trade.eventTime);
        if (previous) {
            QCOMPARE(trade.aggTradeId, previous->aggTradeId + 1);
            QCOMPARE(trade.firstTradeId, previous->lastTradeId + 1);
        }
        previous = trade;
    }
    QVERIFY(previous);
}

void TestScriptedMarket::testDepthUpdates()
{
    StreamDecoder decoder;
    std::optional<DepthUpdate> previous;
    const auto price = [](const PriceLevel &level) {
        return level.price.mantissa();
    };
    for (const QByteArray &frame : framesOf(Depth, u"public"_s, 100)) {
        const DecodedFrame decoded = decoder.decode(frame, {});
        QVERIFY2(std::holds_alternative<DepthUpdate>(decoded), frame.constData());
        const DepthUpdate update = std::get<DepthUpdate>(decoded);
        QCOMPARE(update.bids.size(), std::size_t(5));
        QCOMPARE(update.asks.size(), std::size_t(5));
        QVERIFY(std::ranges::is_sorted(update.bids, std::ranges::greater(), price));
        QVERIFY(std::ranges::is_sorted(update.asks, std::ranges::less(), price));
        QVERIFY(price(update.bids.front()) < price(update.asks.front()));
        QVERIFY(update.prevFinalUpdateId < update.firstUpdateId);
        QVERIFY(update.firstUpdateId <= update.finalUpdateId);
        if (previous)
            QCOMPARE(update.prevFinalUpdateId, previous->finalUpdateId);
        previous = update;
    }
    QVERIFY(previous);
}

void TestScriptedMarket::testRate_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<qint64>("least");
    QTest::addColumn<qint64>("most");
    QTest::newRow("quiet") << 0.0 << qint64(0) << qint64(0);
    QTest::newRow("one in ten seconds") << 0.1 << qint64(8) << qint64(12);
    QTest::newRow("ten a second") << 10.0 << qint64(970) << qint64(1030);
}

void TestScriptedMarket::testRate()
{
    QFETCH(double, rate);
    QFETCH(qint64, least);
    QFETCH(qint64, most);
    ManualClock clock;
    ScriptedExchange exchange(clock);
    ScriptedMarket market(exchange);
    market.addStream(Trades, 1000);
    market.setRate(Trades, rate);
    MemoryClient client(exchange);
    client.subscribe(clock);
    for (int i = 0; i < 100; ++i) {
        clock.advance(1s);
        market.advance();
    }
    QVERIFY(market.emittedCount() >= least);
    QVERIFY(market.emittedCount() <= most);
}

void TestScriptedMarket::testTimes()
{
    ManualClock clock(1'790'000'000'000ms);
    ScriptedExchange exchange(clock);
    ScriptedMarket market(exchange);
    market.addStream(Trades, 100);
    MemoryClient client(exchange);
    client.open(u"/market/stream?streams=btcusdt@aggTrade"_s);
    exchange.advance();
    clock.advance(10s);
    market.advance();
    exchange.advance();
    StreamDecoder decoder;
    UtcMilliseconds previous(1'790'000'000'000ms);
    for (const QByteArray &frame : client.frames) {
        const AggTrade trade = std::get<AggTrade>(decoder.decode(frame, {}));
        QVERIFY(*trade.eventTime >= previous);
        previous = *trade.eventTime;
    }
    QVERIFY(previous > UtcMilliseconds(1'790'000'009'900ms));
    QVERIFY(previous <= UtcMilliseconds(1'790'000'010'000ms));
}

void TestScriptedMarket::testIdsBeforeTheFirstSubscription()
{
    ManualClock clock;
    ScriptedExchange exchange(clock);
    ScriptedMarket market(exchange);
    market.addStream(Trades);
    const std::int64_t unheard = market.emitEvent(Trades);
    MemoryClient client(exchange);
    client.subscribe(clock);
    QCOMPARE(market.emitEvent(Trades), unheard + 1);
    QCOMPARE(market.emittedIds(Trades), std::vector{unheard + 1});
    QCOMPARE(market.lastId(Trades), unheard + 1);
}

void TestScriptedMarket::testIdsWhileNobodyListens()
{
    ManualClock clock;
    ScriptedExchange exchange(clock);
    ScriptedMarket market(exchange);
    market.addStream(Trades);
    MemoryClient client(exchange);
    ScriptedPeer *peer = client.subscribe(clock);
    peer->dropNext(Trades, 1);
    for (int i = 0; i < 2; ++i)
        market.emitEvent(Trades);
    exchange.advance();
    client.socket().close();
    market.emitEvent(Trades);
    QCOMPARE(market.emittedIds(Trades).size(), std::size_t(3));
    QCOMPARE(peer->deliveredIds(Trades), std::vector{market.emittedIds(Trades)[1]});
}

void TestScriptedMarket::testSameSeedSameEvents()
{
    QCOMPARE(framesOf(Depth, u"public"_s, 10, 7), framesOf(Depth, u"public"_s, 10, 7));
    QVERIFY(framesOf(Depth, u"public"_s, 10, 7) != framesOf(Depth, u"public"_s, 10, 8));
}

void TestScriptedMarket::testEventsGoToAllWhoAskedForThem()
{
    ManualClock clock;
    ScriptedExchange exchange(clock);
    ScriptedMarket market(exchange);
    market.addStream(Trades);
    market.addStream("ethusdt@aggTrade");
    MemoryClient first(exchange);
    first.subscribe(clock);
    MemoryClient second(exchange);
    second.subscribe(clock);
    market.emitEvent(Trades);
    market.emitEvent("ethusdt@aggTrade");
    exchange.advance();
    QCOMPARE(first.frames.size(), 1);
    QCOMPARE(first.frames, second.frames);
    QCOMPARE(market.emittedCount(), 1);
}

QTEST_GUILESS_MAIN(TestScriptedMarket)
#include "tst_scriptedmarket.moc"
