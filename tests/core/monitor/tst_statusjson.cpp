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
};

void TestStatusJson::testKeysAndUnits()
{
    RecorderStatus status;
    status.state = RecorderState::Recording;
    status.takenAt.utc = UtcMicroseconds(std::chrono::microseconds(1'790'000'000'123'456));
    status.uptime = std::chrono::milliseconds(1500);
    status.eventsReceived = 9'007'199'254'740'991;
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
    QCOMPARE(json[u"eventsReceived"_s].toInteger(), qint64(9'007'199'254'740'991));
    const QJsonObject first = json[u"symbols"_s].toArray()[0].toObject();
    QCOMPARE(first[u"symbol"_s].toString(), u"BTCUSDT"_s);
    QCOMPARE(first[u"bids"_s].toArray(), (QJsonArray{QJsonArray{u"65000.10"_s, u"0.500"_s}}));
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

QTEST_APPLESS_MAIN(TestStatusJson)
#include "tst_statusjson.moc"
