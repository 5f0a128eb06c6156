#include "binance/streamname.h"

#include <QTest>

using namespace Orderflow;

class TestStreamName : public QObject
{
    Q_OBJECT

private slots:
    void testParse_data();
    void testParse();
    void testRefused_data();
    void testRefused();
};

void TestStreamName::testParse_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("symbol");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<Route>("route");
    const auto row = [](const char *text, const char *symbol, const char *type, Route route) {
        QTest::newRow(text) << QByteArray(text) << QString::fromUtf8(symbol) << QByteArray(type)
                            << route;
    };
    row("btcusdt@aggTrade", "BTCUSDT", "aggTrade", Route::Market);
    row("btcusdt@depth", "BTCUSDT", "depth", Route::Public);
    row("btcusdt@depth5@100ms", "BTCUSDT", "depth5@100ms", Route::Public);
    row("ethusdt@depth20@500ms", "ETHUSDT", "depth20@500ms", Route::Public);
    row("btcusdt_261225@depth@0ms", "BTCUSDT_261225", "depth@0ms", Route::Public);
    row("币安人生usdt@aggTrade", "币安人生USDT", "aggTrade", Route::Market);
}

void TestStreamName::testParse()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, type);
    const std::optional<StreamName> name = StreamName::parse(text.toStdString());
    QVERIFY(name);
    QTEST(name->symbol().toString(), "symbol");
    QCOMPARE(QByteArray::fromStdString(name->type()), type);
    QTEST(name->route(), "route");
    QCOMPARE(QByteArray::fromStdString(name->toString()), text);
}

void TestStreamName::testRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"", "btcusdt", "@aggTrade", "btcusdt@", "btcusdt@aggtrade", "btcusdt@depth@250ms",
          "btcusdt@depth7", "btcusdt@bookTicker", "btcusdt@kline_1m", "!markPrice@arr"}) {
        QTest::newRow(text) << QByteArray(text);
    }
}

void TestStreamName::testRefused()
{
    QFETCH(QByteArray, text);
    QVERIFY(!StreamName::parse(text.toStdString()));
}

QTEST_APPLESS_MAIN(TestStreamName)
#include "tst_streamname.moc"
