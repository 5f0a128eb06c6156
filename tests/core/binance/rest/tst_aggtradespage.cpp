#include "binance/rest/aggtradespage.h"

#include <QFile>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

using Kind = RestError::Kind;
using Trouble = AggTradesTrouble;

const Symbol Btc = *Symbol::parse(std::string_view("BTCUSDT"));
const ReceiveTime Received{UtcMicroseconds(std::chrono::seconds(1'790'000'000)),
                           std::chrono::seconds(7)};

/// A row as the exchange sends it, with another id, and another value of one member.
QByteArray row(int id, const QByteArray &from = {}, const QByteArray &to = {})
{
    QByteArray text = R"({"a":)" + QByteArray::number(id) +
                      R"(,"p":"76906.00","q":"0.004","nq":"0.003","f":10,"l":12,)"
                      R"("T":1789478330891,"m":true})";
    if (!from.isEmpty())
        text.replace(from, to);
    return text;
}

QByteArray rows(int count)
{
    QByteArrayList list;
    for (int id = 1; id <= count; ++id)
        list << row(id);
    return '[' + list.join(',') + ']';
}

} // namespace

Q_DECLARE_METATYPE(RestError::Kind)

class TestAggTradesPage : public QObject
{
    Q_OBJECT

private slots:
    void testRow();
    void testRowWithoutRpi();
    void testAccepted_data();
    void testAccepted();
    void testRefused_data();
    void testRefused();
    void testRequest_data();
    void testRequest();
    void testTrouble_data();
    void testTrouble();
    void testCaptured();
};

void TestAggTradesPage::testRow()
{
    const auto page = parseAggTradesPage('[' + row(3'450'415) + ']', Btc, Received);
    QVERIFY2(page, page ? "" : qPrintable(page.error()));
    AggTrade expected;
    expected.symbol = Btc;
    expected.aggTradeId = 3'450'415;
    expected.firstTradeId = 10;
    expected.lastTradeId = 12;
    expected.price = Decimal(7'690'600, 2);
    expected.quantity = Decimal(4, 3);
    expected.quantityExclRpi = Decimal(3, 3);
    expected.isBuyerMaker = true;
    expected.tradeTime = UtcMilliseconds(std::chrono::milliseconds(1'789'478'330'891));
    expected.receiveTime = Received;
    expected.source = EventSource::Rest;
    QVERIFY(*page == std::vector{expected});
}

void TestAggTradesPage::testRowWithoutRpi()
{
    const auto page = parseAggTradesPage('[' + row(1, R"("nq":"0.003",)", "") + ']', Btc, Received);
    QVERIFY(page && page->size() == 1);
    QVERIFY(!page->front().quantityExclRpi);
}

void TestAggTradesPage::testAccepted_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QList<qint64>>("ids");
    QTest::newRow("none") << QByteArray("[]") << QList<qint64>();
    QTest::newRow("space") << QByteArray(" [ \n ] \r\n") << QList<qint64>();
    QTest::newRow("ids with holes")
        << QByteArray('[' + row(1) + ',' + row(2) + ',' + row(9) + ']') << QList<qint64>{1, 2, 9};
    QTest::newRow("other order, other members")
        << QByteArray(R"([{"m":false,"x":{"a":[1]},"T":1789478330891,"l":1,"f":1,)"
                      R"("q":"1","p":"2","isRPITrade":null,"a":5}])")
        << QList<qint64>{5};
    QTest::newRow("large ids") << QByteArray('[' + row(0, R"("a":0)", R"("a":9007199254740993)") +
                                             ']')
                               << QList<qint64>{9'007'199'254'740'993};
    QList<qint64> all;
    for (qint64 id = 1; id <= MaxAggTradesRows; ++id)
        all << id;
    QTest::newRow("as many as there may be") << rows(MaxAggTradesRows) << all;
}

void TestAggTradesPage::testAccepted()
{
    QFETCH(QByteArray, json);
    const auto page = parseAggTradesPage(json, Btc, Received);
    QVERIFY2(page, page ? "" : qPrintable(page.error()));
    QList<qint64> ids;
    for (const AggTrade &trade : *page)
        ids << trade.aggTradeId;
    QTEST(ids, "ids");
}

void TestAggTradesPage::testRefused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("reason");
    const auto entry = [](const char *name, const QByteArray &json, const QString &reason) {
        QTest::newRow(name) << json << reason;
    };
    const auto second = [](const QByteArray &from, const QByteArray &to) -> QByteArray {
        return '[' + row(1) + ',' + row(2, from, to) + ']';
    };
    entry("nothing", "", u"not "_s);
    entry("HTML", "<html>", u"not "_s);
    entry("an object", R"({"code":-1000,"msg":"?"})", u"not a list of trades"_s);
    entry("cut off in a row", rows(2).chopped(9), u"not JSON: "_s);
    entry("no colon", second(R"("p":)", R"("p" )"), u"row 2: not JSON: "_s);
    entry("cut off behind a row", rows(2).chopped(1), u"not a list of trades"_s);
    entry("more behind it", "[] []", u"not JSON"_s);
    entry("a number for a row", '[' + row(1) + ",7]", u"row 2: not an object"_s);
    entry("no id", second(R"("a":2,)", ""), u"row 2: missing 'a'"_s);
    entry("neither id nor side", '[' + row(1, R"("a":1,)", "").replace(R"("m")", R"("n")") + ']',
          u"row 1: missing 'a', 'm'"_s);
    entry("no time", second(R"("T")", R"("t")"), u"row 2: missing 'T'"_s);
    entry("price is a number", second(R"("76906.00")", "76906.00"),
          u"row 2: key 'p': not a string"_s);
    entry("price is no decimal", second("76906.00", "7.69e4"),
          u"row 2: key 'p': not a decimal that fits: '7.69e4'"_s);
    entry("quantity of too many digits", second(R"("q":"0.004")", R"("q":"0.0000000000000000001")"),
          u"row 2: key 'q': "_s);
    entry("quantity without RPI is null", second(R"("nq":"0.003")", R"("nq":null)"),
          u"row 2: key 'nq': "_s);
    entry("id is text", second(R"("a":2)", R"("a":"2")"), u"row 2: key 'a': "_s);
    entry("id is negative", second(R"("a":2)", R"("a":-2)"), u"row 2: key 'a': a negative id"_s);
    entry("time in seconds is no time", second("1789478330891", "-5"), u"row 2: key 'T': "_s);
    entry("side is a number", second("true", "1"), u"row 2: key 'm': not true or false"_s);
    entry("another symbol", second(R"("a")", R"("s":"ETHUSDT","a")"), u"row 2: key 's': "_s);
    entry("same id twice", '[' + row(1) + ',' + row(1) + ']', u"row 2: id 1 after id 1"_s);
    entry("falling ids", '[' + row(5) + ',' + row(6) + ',' + row(2) + ']',
          u"row 3: id 2 after id 6"_s);
    entry("too many rows", rows(MaxAggTradesRows + 1), u"more than 1000 rows"_s);
}

void TestAggTradesPage::testRefused()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, reason);
    const auto page = parseAggTradesPage(json, Btc, Received);
    QVERIFY(!page);
    QVERIFY2(page.error().contains(reason), qPrintable(page.error()));
}

void TestAggTradesPage::testRequest_data()
{
    QTest::addColumn<QString>("symbol");
    QTest::addColumn<QString>("query");
    QTest::newRow("ASCII") << u"BTCUSDT"_s << u"symbol=BTCUSDT&fromId=3450415493&limit=250"_s;
    QTest::newRow("Chinese") << u"龙虾USDT"_s
                             << u"symbol=%E9%BE%99%E8%99%BEUSDT&fromId=3450415493&limit=250"_s;
    QTest::newRow("reserved") << u"A+%20#USDT"_s
                              << u"symbol=A%2B%2520%23USDT&fromId=3450415493&limit=250"_s;
}

void TestAggTradesPage::testRequest()
{
    QFETCH(QString, symbol);
    const RestRequest request =
        aggTradesRequest(*Symbol::parse(QStringView(symbol)), 3'450'415'493, 250);
    QCOMPARE(request.path, u"/fapi/v1/aggTrades"_s);
    QCOMPARE(request.weight, 20);
    QCOMPARE(request.priority, RestPriority::Low);
    QTEST(request.query.toString(QUrl::FullyEncoded), "query");
}

void TestAggTradesPage::testTrouble_data()
{
    QTest::addColumn<RestError::Kind>("kind");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("trouble");
    const auto entry = [](const char *name, Kind kind, int code, Trouble trouble) {
        QTest::newRow(name) << kind << code << int(trouble);
    };
    entry("look-back", Kind::Refused, -4166, Trouble::LookBackOver);
    entry("delisted", Kind::Refused, -1121, Trouble::UnknownSymbol);
    entry("bad parameter", Kind::Refused, -1130, Trouble::Refused);
    entry("404", Kind::Refused, 0, Trouble::Refused);
    entry("login page", Kind::Unreadable, 0, Trouble::Unreadable);
    entry("no network", Kind::Unreachable, 0, Trouble::Unavailable);
    entry("slow", Kind::Timeout, 0, Trouble::Unavailable);
    entry("429", Kind::RateLimited, -1003, Trouble::Unavailable);
    entry("418", Kind::Banned, -1003, Trouble::Unavailable);
    entry("403", Kind::Firewall, 0, Trouble::Unavailable);
    entry("451", Kind::RestrictedLocation, 0, Trouble::Unavailable);
    entry("503", Kind::Server, -1121, Trouble::Unavailable);
    entry("too many wait", Kind::QueueFull, 0, Trouble::Unavailable);
}

void TestAggTradesPage::testTrouble()
{
    QFETCH(RestError::Kind, kind);
    QFETCH(int, code);
    RestError error;
    error.kind = kind;
    if (code != 0)
        error.exchangeCode = code;
    QTEST(int(troubleOf(error)), "trouble");
}

void TestAggTradesPage::testCaptured()
{
    const QString data = qEnvironmentVariable("ORDERFLOW_TEST_DATA");
    if (data.isEmpty())
        QSKIP("ORDERFLOW_TEST_DATA is not set: no captured answers to read");
    QFile source(data + u"/rest/fapi_aggTrades_BTCUSDT_limit2_20260915.json"_s);
    QVERIFY2(source.open(QIODevice::ReadOnly), qPrintable(source.fileName()));
    const auto page = parseAggTradesPage(source.readAll(), Btc, Received);
    QVERIFY2(page, page ? "" : qPrintable(page.error()));
    QCOMPARE(page->size(), std::size_t(2));
    const AggTrade &last = page->back();
    QCOMPARE(last.aggTradeId, page->front().aggTradeId + 1);
    QCOMPARE(last.price.toString(), u"76905.90"_s);
    QCOMPARE(last.quantity.toString(), u"0.003"_s);
    QCOMPARE(last.quantityExclRpi->toString(), u"0.003"_s);
    QCOMPARE(last.tradeTime.time_since_epoch().count(), 1'789'478'330'948);
    QVERIFY(last.isBuyerMaker && !last.eventTime);
}

QTEST_APPLESS_MAIN(TestAggTradesPage)
#include "tst_aggtradespage.moc"
