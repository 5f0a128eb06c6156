#include "binance/rest/exchangeinfo.h"

#include <QFile>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestExchangeInfo : public QObject
{
    Q_OBJECT

private slots:
    void testContract();
    void testNames_data();
    void testNames();
    void testRefused_data();
    void testRefused();
    void testCaptured_data();
    void testCaptured();
};

void TestExchangeInfo::testContract()
{
    const auto info = parseExchangeInfo(
        R"({"timezone":"UTC","serverTime":1790000000000,"symbols":[{"symbol":"BTCUSDT_261225",)"
        R"("pair":"BTCUSDT","contractType":"CURRENT_QUARTER","deliveryDate":1798185600000,)"
        R"("status":"TRADING","quoteAsset":"USDT","marginAsset":"USDT","unheardOf":[1]}]})");
    QVERIFY(info.has_value());
    const Contract expected{.symbol = *Symbol::parse(std::string_view("BTCUSDT_261225")),
                            .contractType = "CURRENT_QUARTER",
                            .status = "TRADING",
                            .quoteAsset = "USDT",
                            .marginAsset = "USDT",
                            .deliveryDate =
                                UtcMilliseconds(std::chrono::milliseconds(1'798'185'600'000))};
    QVERIFY(info->contracts == std::vector{expected});
    QCOMPARE(info->skipped, 0);
}

void TestExchangeInfo::testNames_data()
{
    QTest::addColumn<QByteArray>("entries");
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<int>("skipped");
    QTest::newRow("none") << QByteArray() << QStringList() << 0;
    QTest::newRow("Chinese") << QByteArray(R"({"symbol":"币安人生USDT"},{"symbol":"龙虾USDT"})")
                             << QStringList{u"币安人生USDT"_s, u"龙虾USDT"_s} << 0;
    QTest::newRow("new words")
        << QByteArray(R"({"symbol":"AUSDT","status":"NEW","contractType":"NEW_KIND"})")
        << QStringList{u"AUSDT"_s} << 0;
    QTest::newRow("members of other types")
        << QByteArray(R"({"symbol":"AUSDT","status":1,"deliveryDate":"soon"})")
        << QStringList{u"AUSDT"_s} << 0;
    QTest::newRow("no name") << QByteArray(R"({"other":1},{"symbol":"AUSDT"})")
                             << QStringList{u"AUSDT"_s} << 1;
    QTest::newRow("unreadable names")
        << QByteArray(R"({"symbol":7},{"symbol":""},{"symbol":"A B"},"AUSDT",{"symbol":"BUSDT"})")
        << QStringList{u"BUSDT"_s} << 4;
}

void TestExchangeInfo::testNames()
{
    QFETCH(QByteArray, entries);
    const auto info = parseExchangeInfo(R"({"symbols":[)" + entries + "]}");
    QVERIFY(info.has_value());
    QStringList names;
    for (const Contract &contract : info->contracts)
        names << contract.symbol.toString();
    QTEST(names, "names");
    QTEST(info->skipped, "skipped");
}

void TestExchangeInfo::testRefused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("reason");
    QTest::newRow("HTML") << QByteArray("<html>") << u"not JSON"_s;
    QTest::newRow("cut off") << QByteArray(R"({"symbols":[{"symbol":"BTCUSDT")") << u"not JSON"_s;
    QTest::newRow("an error of the exchange")
        << QByteArray(R"({"code":-1003,"msg":"Way too much request weight used"})")
        << u"no list 'symbols'"_s;
    QTest::newRow("symbols of a wrong type")
        << QByteArray(R"({"symbols":{}})") << u"no list 'symbols'"_s;
}

void TestExchangeInfo::testRefused()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, reason);
    const auto info = parseExchangeInfo(json);
    QVERIFY(!info);
    QVERIFY2(info.error().contains(reason), qPrintable(info.error()));
}

void TestExchangeInfo::testCaptured_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("isOneEntry");
    QTest::addColumn<int>("contracts");
    QTest::addColumn<qint64>("deliveryDate");
    QTest::newRow("demo, September 2026") << u"fapi_exchangeInfo_2symbols_demo_20260910.json"_s
                                          << false << 2 << qint64(4'133'404'802'000);
    QTest::newRow("production, September 2026")
        << u"fapi_exchangeInfo_BTCUSDT_entry_prod_20260915.json"_s << true << 1
        << qint64(4'133'404'800'000);
}

void TestExchangeInfo::testCaptured()
{
    const QString data = qEnvironmentVariable("ORDERFLOW_TEST_DATA");
    if (data.isEmpty())
        QSKIP("ORDERFLOW_TEST_DATA is not set: no captured answers to read");
    QFETCH(QString, file);
    QFETCH(bool, isOneEntry);
    QFile source(data + u"/rest/"_s + file);
    QVERIFY2(source.open(QIODevice::ReadOnly), qPrintable(source.fileName()));
    QByteArray json = source.readAll();
    if (isOneEntry)
        json = R"({"symbols":[)" + json + "]}";

    const auto info = parseExchangeInfo(json);
    QVERIFY(info.has_value());
    QCOMPARE(info->skipped, 0);
    QTEST(int(info->contracts.size()), "contracts");
    const Contract &first = info->contracts.at(0);
    QCOMPARE(first.symbol.toString(), u"BTCUSDT"_s);
    QCOMPARE(first.contractType, "PERPETUAL");
    QCOMPARE(first.status, "TRADING");
    QCOMPARE(first.quoteAsset, "USDT");
    QCOMPARE(first.marginAsset, "USDT");
    QTEST(qint64(first.deliveryDate.time_since_epoch().count()), "deliveryDate");
}

QTEST_APPLESS_MAIN(TestExchangeInfo)
#include "tst_exchangeinfo.moc"
