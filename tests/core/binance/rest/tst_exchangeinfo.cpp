#include "binance/rest/exchangeinfo.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestExchangeInfo : public QObject
{
    Q_OBJECT

private slots:
    void testSymbols();
    void testRefused_data();
    void testRefused();
};

void TestExchangeInfo::testSymbols()
{
    const auto symbols = parseExchangeInfo(
        R"({"timezone":"UTC","symbols":[{"symbol":"BTCUSDT","status":"TRADING"},{"other":1},)"
        R"({"symbol":"龙虾USDT","contractType":"NEW_KIND"}]})");
    QVERIFY(symbols.has_value());
    QCOMPARE(symbols->size(), std::size_t(2));
    QCOMPARE((*symbols)[0].toString(), u"BTCUSDT"_s);
    QCOMPARE((*symbols)[1].toString(), u"龙虾USDT"_s);
}

void TestExchangeInfo::testRefused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("reason");
    QTest::newRow("HTML") << QByteArray("<html>") << u"not JSON"_s;
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
    const auto symbols = parseExchangeInfo(json);
    QVERIFY(!symbols);
    QVERIFY2(symbols.error().contains(reason), qPrintable(symbols.error()));
}

QTEST_APPLESS_MAIN(TestExchangeInfo)
#include "tst_exchangeinfo.moc"
