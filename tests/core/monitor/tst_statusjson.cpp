#include "monitor/statusjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestStatusJson : public QObject
{
    Q_OBJECT

private slots:
    void testKeysAndUnits();
    void testNothingReceivedYet();
    void testConnections();
    void testSides();
    void testAlerts();
    void testHungThread();
};

void TestStatusJson::testKeysAndUnits()
{
    RecorderStatus status;
    status.state = RecorderState::Recording;
    status.takenAt.utc = UtcMicroseconds(std::chrono::microseconds(1'790'000'000'123'456));
    status.uptime = std::chrono::milliseconds(1500);
    status.eventsReceived = 9'007'199'254'740'991;
    status.shard = {2, 4};
    SymbolStatus symbol;
    symbol.intake.symbol = *Symbol::parse(std::string_view("BTCUSDT"));
    symbol.intake.bids = {{*Decimal::parse("65000.10"), *Decimal::parse("0.500")}};
    AggTrade trade;
    trade.aggTradeId = 7;
    trade.price = *Decimal::parse("65000.20");
    symbol.intake.lastTrade = trade;
    symbol.intake.lastEvent = status.takenAt;
    symbol.intake.lag = std::chrono::microseconds(12'500);
    symbol.tradesPerSecond = 3.14159;
    status.symbols.push_back(symbol);

    const QJsonObject json = toJson(status);
    QCOMPARE(json[u"time"_s].toString(), u"2026-09-21T14:13:20.123Z"_s);
    QCOMPARE(json[u"state"_s].toString(), u"recording"_s);
    QCOMPARE(json[u"uptimeMs"_s].toDouble(), 1500.0);
    QCOMPARE(json[u"symbolShard"_s].toString(), u"2/4"_s);
    QCOMPARE(json[u"eventsReceived"_s].toInteger(), qint64(9'007'199'254'740'991));
    const QJsonObject first = json[u"symbols"_s].toArray()[0].toObject();
    QCOMPARE(first[u"symbol"_s].toString(), u"BTCUSDT"_s);
    QCOMPARE(first[u"bids"_s].toArray(), (QJsonArray{QJsonArray{u"65000.10"_s, u"0.500"_s}}));
    // What stays when the books are taken out.
    QCOMPARE(first[u"bestBid"_s].toArray(), (QJsonArray{u"65000.10"_s, u"0.500"_s}));
    QVERIFY(!first.contains(u"bestAsk"_s));
    QCOMPARE(first[u"lastTrade"_s].toObject()[u"price"_s].toString(), u"65000.20"_s);
    QCOMPARE(first[u"lagMs"_s].toDouble(), 12.5);
    QCOMPARE(first[u"tradesPerSecond"_s].toDouble(), 3.1);
}

void TestStatusJson::testNothingReceivedYet()
{
    RecorderStatus status;
    status.symbols.emplace_back().intake.symbol = *Symbol::parse(std::string_view("BTCUSDT"));
    const QJsonObject first = toJson(status)[u"symbols"_s].toArray()[0].toObject();
    QVERIFY(!first.contains(u"lastTrade"_s));
    QVERIFY(!first.contains(u"lagMs"_s));
}

void TestStatusJson::testConnections()
{
    RecorderStatus status;
    status.takenAt.monotonic = std::chrono::seconds(100);
    FeedStatus feed;
    feed.route = Route::Market;
    feed.url = u"wss://fstream.binance.com/market/stream"_s;
    feed.shard = 3;
    feed.side = 2;
    feed.state = FeedStatus::State::Open;
    feed.streams = 160;
    feed.muteStreams = 1;
    feed.openConnections = 2;
    feed.frames = 9'007'199'254'740'991;
    feed.bytes = 4;
    feed.pongs = 5;
    feed.reconnects = 6;
    feed.rotations = 7;
    feed.remedies = 8;
    feed.openedAt = ReceiveTime{{}, std::chrono::seconds(40)};
    feed.lastData = ReceiveTime{{}, std::chrono::milliseconds(99'988)};
    feed.lastProblem = u"connection reset"_s;
    status.feeds = {feed, FeedStatus()};

    const QJsonArray connections = toJson(status)[u"connections"_s].toArray();
    const QJsonObject expected{{u"route"_s, u"market"_s},
                               {u"url"_s, u"wss://fstream.binance.com/market/stream"_s},
                               {u"shard"_s, 3},
                               {u"side"_s, 2},
                               {u"state"_s, u"open"_s},
                               {u"streams"_s, 160},
                               {u"muteStreams"_s, 1},
                               {u"openConnections"_s, 2},
                               {u"frames"_s, qint64(9'007'199'254'740'991)},
                               {u"bytes"_s, 4},
                               {u"pongs"_s, 5},
                               {u"reconnects"_s, 6},
                               {u"rotations"_s, 7},
                               {u"remedies"_s, 8},
                               {u"ageMs"_s, 60'000},
                               {u"silentMs"_s, 12},
                               {u"lastProblem"_s, u"connection reset"_s}};
    QCOMPARE(connections[0].toObject(), expected);
    // One that was never open has no age and no silence.
    const QJsonObject closed = connections[1].toObject();
    QCOMPARE(closed[u"state"_s].toString(), u"connecting"_s);
    for (const QString &key : {u"ageMs"_s, u"silentMs"_s, u"lastProblem"_s})
        QVERIFY2(!closed.contains(key), qPrintable(key));
}

void TestStatusJson::testSides()
{
    RecorderStatus status;
    status.sides.resize(2);
    status.sides[0] = {100, 4, std::chrono::milliseconds(10), std::chrono::microseconds(7500)};
    status.sides[1] = {50, 0, {}, {}};
    QCOMPARE(toJson(status)[u"sides"_s].toArray(),
             (QJsonArray{QJsonObject{{u"side"_s, 1},
                                     {u"wins"_s, 100},
                                     {u"seconds"_s, 4},
                                     {u"totalBehindMs"_s, 10},
                                     {u"meanBehindMs"_s, 2.5},
                                     {u"mostBehindMs"_s, 7.5}},
                         QJsonObject{{u"side"_s, 2},
                                     {u"wins"_s, 50},
                                     {u"seconds"_s, 0},
                                     {u"totalBehindMs"_s, 0},
                                     {u"mostBehindMs"_s, 0}}}));
}

void TestStatusJson::testAlerts()
{
    RecorderStatus status;
    status.alerts = {{u"low_disk"_s, true, UtcMicroseconds(std::chrono::seconds(1)), u"a text"_s},
                     {u"clock_off"_s, false, std::nullopt, {}}};
    QCOMPARE(toJson(status)[u"alerts"_s].toArray(),
             (QJsonArray{QJsonObject{{u"name"_s, u"low_disk"_s},
                                     {u"active"_s, true},
                                     {u"since"_s, u"1970-01-01T00:00:01.000Z"_s},
                                     {u"message"_s, u"a text"_s}},
                         QJsonObject{{u"name"_s, u"clock_off"_s}, {u"active"_s, false}}}));
}

void TestStatusJson::testHungThread()
{
    RecorderStatus status;
    QVERIFY(!toJson(status).contains(u"hungThread"_s));
    status.hungThread = u"ingest"_s;
    QCOMPARE(toJson(status)[u"hungThread"_s].toString(), u"ingest"_s);
}

QTEST_APPLESS_MAIN(TestStatusJson)
#include "tst_statusjson.moc"
