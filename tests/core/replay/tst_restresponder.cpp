#include "replay/restresponder.h"

#include "core/replay/replaytesting.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Orderflow;
using namespace Orderflow::ReplayTesting;
using namespace Qt::StringLiterals;

class TestRestResponder : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void testReply_data();
    void testReply();
    void testAggTrades_data();
    void testAggTrades();
    void testRow();
    void testHistoryIsBounded();
    void testExchangeInfo();
    void testWeight();

private:
    RestReply ask(const QString &request);

    ManualClock m_clock;
    ListMarket m_market;
    TradeHistory m_trades;
    RestResponder m_responder{m_market, m_trades, m_clock};
};

namespace {

constexpr UtcMilliseconds Now{std::chrono::milliseconds(1'789'000'010'000)};
constexpr qint64 FirstTime = 1'789'000'000'000;

MarketFrame frameOf(const QByteArray &stream, const QByteArray &text)
{
    return {ListMarket::Start, Route::Market, stream, text};
}

Symbol symbolOf(const char *name)
{
    return *Symbol::parse(std::string_view(name));
}

} // namespace

void TestRestResponder::initTestCase()
{
    m_market.addSymbol({symbolOf("BTCUSDT"), Decimal(10, 2), Decimal(1, 3)});
    m_market.addSymbol({symbolOf("BTCUSDT_261225"), std::nullopt, std::nullopt});
    m_market.addSymbol({symbolOf("ETHUSDC"), Decimal(1, 2), std::nullopt});
    BookSnapshot book{70, Now, Now, {}, {}};
    for (int i = 0; i < 8; ++i) {
        book.bids.push_back({Decimal(8'400'000 - 10 * i, 2), Decimal(1500 + i, 3)});
        book.asks.push_back({Decimal(8'400'010 + 10 * i, 2), Decimal(2, 3)});
    }
    m_market.setBook(book);

    // Ids 101 to 120, two in each millisecond.
    for (int i = 1; i <= 20; ++i) {
        m_trades.add(frameOf("btcusdt@aggTrade", tradeFrame(100 + i, FirstTime + 5 + (i - 1) / 2)));
    }
    m_trades.add(frameOf("btcusdt@depth", depthFrame("depth", 1, 2, 3)));
    m_trades.add(frameOf("btcusdt@aggTrade", combined("btcusdt@aggTrade", R"({"a":"x"})")));
}

RestReply TestRestResponder::ask(const QString &request)
{
    return m_responder.reply(u"/fapi/v1/"_s + request.section(u'?', 0, 0),
                             QUrlQuery(request.section(u'?', 1)), Now);
}

void TestRestResponder::testReply_data()
{
    QTest::addColumn<QString>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto refused = [](const char *name, const QString &request, const QByteArray &body) {
        QTest::newRow(name) << request << 400 << body;
    };
    QTest::newRow("ping") << u"ping"_s << 200 << QByteArray("{}");
    QTest::newRow("time") << u"time"_s << 200 << QByteArray(R"({"serverTime":1789000010000})");
    QTest::newRow("depth")
        << u"depth?symbol=BTCUSDT&limit=5"_s << 200
        << QByteArray(R"({"lastUpdateId":70,"E":1789000010000,"T":1789000010000,"bids":[)"
                      R"(["84000.00","1.500"],["83999.90","1.501"],)"
                      R"(["83999.80","1.502"],["83999.70","1.503"],)"
                      R"(["83999.60","1.504"]],"asks":[["84000.10","0.002"],)"
                      R"(["84000.20","0.002"],["84000.30","0.002"],)"
                      R"(["84000.40","0.002"],["84000.50","0.002"]]})");
    refused("depth limit", u"depth?symbol=BTCUSDT&limit=3"_s,
            R"({"code":-4021,"msg":"3 is not valid depth limit"})");
    refused("no depth", u"depth?symbol=BTCUSDT&limit=0"_s,
            R"({"code":-4021,"msg":"0 is not valid depth limit"})");
    refused("too much depth", u"depth?symbol=BTCUSDT&limit=1500"_s,
            R"({"code":-1130,"msg":"Data sent for parameter 'limit' is not valid."})");
    refused("depth of a word", u"depth?symbol=BTCUSDT&limit=all"_s,
            R"({"code":-1100,"msg":"Illegal characters found in parameter 'limit'; legal range )"
            R"(is '^[0-9]{1,20}$'."})");
    refused("unknown symbol", u"depth?symbol=NOUSDT"_s,
            R"({"code":-1121,"msg":"Invalid symbol."})");
    refused("lower case", u"depth?symbol=btcusdt"_s, R"({"code":-1121,"msg":"Invalid symbol."})");
    refused("no symbol", u"depth"_s,
            R"({"code":-1102,"msg":"Mandatory parameter 'symbol' was not sent, was empty/null, )"
            R"(or malformed."})");
    refused("no book", u"depth?symbol=ETHUSDC"_s,
            R"({"code":-1000,"msg":"There is no book of ETHUSDC in what is played; record one )"
            R"(with /fapi/v1/depth"})");
    refused("trades of an unknown symbol", u"aggTrades?symbol=NOUSDT"_s,
            R"({"code":-1121,"msg":"Invalid symbol."})");
    refused("too many trades", u"aggTrades?symbol=BTCUSDT&limit=1001"_s,
            R"({"code":-1130,"msg":"Data sent for parameter 'limit' is not valid."})");
    refused("no trades", u"aggTrades?symbol=BTCUSDT&limit=0"_s,
            R"({"code":-1130,"msg":"Data sent for parameter 'limit' is not valid."})");
    refused("negative id", u"aggTrades?symbol=BTCUSDT&fromId=-1"_s,
            R"({"code":-1100,"msg":"Illegal characters found in parameter 'fromId'; legal range )"
            R"(is '^[0-9]{1,20}$'."})");
    refused("id and time", u"aggTrades?symbol=BTCUSDT&fromId=101&endTime=5"_s,
            R"({"code":-1128,"msg":"Combination of optional parameters invalid."})");
    refused("id before the first", u"aggTrades?symbol=BTCUSDT&fromId=100"_s,
            R"({"code":-4166,"msg":"Search window is restricted to recent 2 days only."})");
    refused("time of three days ago", u"aggTrades?symbol=BTCUSDT&startTime=1788740800000"_s,
            R"({"code":-4166,"msg":"Search window is restricted to recent 2 days only."})");
    QTest::newRow("symbol without trades")
        << u"aggTrades?symbol=ETHUSDC"_s << 200 << QByteArray("[]");
    QTest::newRow("id of the future")
        << u"aggTrades?symbol=BTCUSDT&fromId=121"_s << 200 << QByteArray("[]");
    QTest::newRow("times the wrong way round")
        << u"aggTrades?symbol=BTCUSDT&startTime=1789000000008&endTime=1789000000002"_s << 200
        << QByteArray("[]");
}

void TestRestResponder::testReply()
{
    QFETCH(QString, request);
    const RestReply reply = ask(request);
    QTEST(reply.body, "body");
    QTEST(reply.status, "status");
}

void TestRestResponder::testAggTrades_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("last");
    QTest::newRow("newest") << QString() << 101 << 120;
    QTest::newRow("newest three") << u"&limit=3"_s << 118 << 120;
    QTest::newRow("most there can be") << u"&limit=1000"_s << 101 << 120;
    QTest::newRow("from the first on") << u"&fromId=101&limit=2"_s << 101 << 102;
    QTest::newRow("from within") << u"&fromId=110"_s << 110 << 120;
    QTest::newRow("from a time") << u"&startTime=1789000000004&limit=3"_s << 109 << 111;
    QTest::newRow("up to a time") << u"&endTime=1789000000004&limit=3"_s << 108 << 110;
    QTest::newRow("between times, both included")
        << u"&startTime=1789000000002&endTime=1789000000003"_s << 105 << 108;
}

void TestRestResponder::testAggTrades()
{
    QFETCH(QString, query);
    const RestReply reply = ask(u"aggTrades?symbol=BTCUSDT"_s + query);
    QCOMPARE(reply.status, 200);
    QFETCH(int, first);
    QFETCH(int, last);
    const QJsonArray rows = QJsonDocument::fromJson(reply.body).array();
    QCOMPARE(rows.size(), last - first + 1);
    for (qsizetype i = 0; i < rows.size(); ++i)
        QCOMPARE(rows.at(i).toObject().value(u"a"_s).toInt(), first + i);
}

void TestRestResponder::testRow()
{
    const QByteArray row = R"([{"a":101,"p":"84000.10","q":"0.250","nq":"0.200","f":1010,"l":1013,)"
                           R"("T":1789000000000,"m":true}])";
    QCOMPARE(ask(u"aggTrades?symbol=BTCUSDT&fromId=101&limit=1"_s).body, row);

    // As frames were before 2026.
    TradeHistory trades;
    trades.add(frameOf("x@aggTrade",
                       combined("x@aggTrade", R"({"e":"aggTrade","E":9,"s":"X","a":1,"p":"1.0",)"
                                              R"("q":"2","f":3,"l":4,"T":8,"m":false})")));
    const QByteArray oldRow = R"({"a":1,"p":"1.0","q":"2","f":3,"l":4,"T":8,"m":false})";
    QCOMPARE(trades.trades(symbolOf("X")).size(), 1U);
    QCOMPARE(trades.trades(symbolOf("X")).front().row(), oldRow);
}

void TestRestResponder::testHistoryIsBounded()
{
    TradeHistory trades;
    const qint64 count = qint64(TradeHistory::MaxTrades) + 10;
    for (qint64 id = 1; id <= count; ++id)
        trades.add(frameOf("btcusdt@aggTrade", tradeFrame(id, FirstTime + id)));
    const auto &kept = trades.trades(symbolOf("BTCUSDT"));
    QCOMPARE(kept.size(), TradeHistory::MaxTrades);
    QCOMPARE(kept.front().aggTradeId, 11);
    QCOMPARE(kept.back().aggTradeId, count);
}

void TestRestResponder::testExchangeInfo()
{
    const RestReply reply = ask(u"exchangeInfo"_s);
    QCOMPARE(reply.status, 200);
    const QJsonObject info = QJsonDocument::fromJson(reply.body).object();
    QCOMPARE(info.value(u"serverTime"_s).toInteger(), Now.time_since_epoch().count());
    QCOMPARE(info.value(u"rateLimits"_s).toArray().at(0).toObject().value(u"limit"_s).toInt(),
             2400);
    const QJsonArray symbols = info.value(u"symbols"_s).toArray();
    QCOMPARE(symbols.size(), 3);
    const QJsonObject bitcoin{
        {u"symbol"_s, u"BTCUSDT"_s},
        {u"pair"_s, u"BTCUSDT"_s},
        {u"contractType"_s, u"PERPETUAL"_s},
        {u"status"_s, u"TRADING"_s},
        {u"baseAsset"_s, u"BTC"_s},
        {u"quoteAsset"_s, u"USDT"_s},
        {u"marginAsset"_s, u"USDT"_s},
        {u"filters"_s,
         QJsonArray{QJsonObject{{u"filterType"_s, u"PRICE_FILTER"_s}, {u"tickSize"_s, u"0.10"_s}},
                    QJsonObject{{u"filterType"_s, u"LOT_SIZE"_s}, {u"stepSize"_s, u"0.001"_s}}}}};
    QCOMPARE(symbols.at(0).toObject(), bitcoin);
    const QJsonObject delivery = symbols.at(1).toObject();
    QCOMPARE(delivery.value(u"symbol"_s).toString(), u"BTCUSDT_261225"_s);
    QCOMPARE(delivery.value(u"pair"_s).toString(), u"BTCUSDT"_s);
    QCOMPARE(delivery.value(u"contractType"_s).toString(), u"CURRENT_QUARTER"_s);
    QVERIFY(delivery.value(u"filters"_s).toArray().isEmpty());
    QCOMPARE(symbols.at(2).toObject().value(u"quoteAsset"_s).toString(), u"USDC"_s);
    QCOMPARE(symbols.at(2).toObject().value(u"filters"_s).toArray().size(), 1);
}

void TestRestResponder::testWeight()
{
    ManualClock clock(std::chrono::minutes(1000));
    RestResponder responder(m_market, m_trades, clock);
    int expected = 0;
    const auto weighs = [&](const QString &request, int weight) {
        responder.reply(u"/fapi/v1/"_s + request.section(u'?', 0, 0),
                        QUrlQuery(request.section(u'?', 1)), Now);
        expected += weight;
        return responder.usedWeight() == expected;
    };
    QVERIFY(weighs(u"ping"_s, 1));
    QVERIFY(weighs(u"time"_s, 1));
    QVERIFY(weighs(u"exchangeInfo"_s, 1));
    QVERIFY(weighs(u"depth?symbol=BTCUSDT"_s, 1));
    QVERIFY(weighs(u"depth?symbol=BTCUSDT&limit=50"_s, 2));
    QVERIFY(weighs(u"depth?symbol=BTCUSDT&limit=100"_s, 5));
    QVERIFY(weighs(u"depth?symbol=BTCUSDT&limit=500"_s, 10));
    QVERIFY(weighs(u"depth?symbol=BTCUSDT&limit=1000"_s, 20));
    QVERIFY(weighs(u"aggTrades?symbol=BTCUSDT&limit=1"_s, 20));
    QVERIFY(weighs(u"aggTrades?symbol=NOUSDT"_s, 20));
    clock.advance(std::chrono::milliseconds(59'999));
    QVERIFY(weighs(u"ping"_s, 1));
    clock.advance(std::chrono::milliseconds(1));
    expected = 0;
    QVERIFY(weighs(u"ping"_s, 1));
}

QTEST_APPLESS_MAIN(TestRestResponder)
#include "tst_restresponder.moc"
