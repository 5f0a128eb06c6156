#include "market/symbol.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestSymbol : public QObject
{
    Q_OBJECT

private slots:
    void testParse_data();
    void testParse();
    void testRefused_data();
    void testRefused();
};

void TestSymbol::testParse_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("prefix");
    QTest::newRow("lower case") << u"btcusdt"_s << u"BTCUSDT"_s << u"btcusdt"_s;
    QTest::newRow("upper case") << u"ETHUSDT"_s << u"ETHUSDT"_s << u"ethusdt"_s;
    QTest::newRow("delivery") << u"btcusdt_261225"_s << u"BTCUSDT_261225"_s << u"btcusdt_261225"_s;
    QTest::newRow("a thousand units")
        << u"1000pepeUSDT"_s << u"1000PEPEUSDT"_s << u"1000pepeusdt"_s;
    QTest::newRow("Chinese") << u"币安人生usdt"_s << u"币安人生USDT"_s << u"币安人生usdt"_s;
    QTest::newRow("only ASCII has a case") << u"Äusdt"_s << u"ÄUSDT"_s << u"Äusdt"_s;
}

void TestSymbol::testParse()
{
    QFETCH(QString, text);
    const std::optional<Symbol> symbol = Symbol::parse(QStringView(text));
    QVERIFY(symbol);
    QTEST(symbol->toString(), "name");
    QTEST(QString::fromStdString(symbol->toStreamPrefix()), "prefix");
}

void TestSymbol::testRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("blank inside") << QByteArray("btc usdt");
    QTest::newRow("stream") << QByteArray("btcusdt@depth");
    QTest::newRow("pattern") << QByteArray("*USDT");
    QTest::newRow("slash") << QByteArray("btc/usdt");
    QTest::newRow("quote") << QByteArray("btc\"usdt");
    QTest::newRow("line end") << QByteArray("btcusdt\n");
    QTest::newRow("broken UTF-8") << QByteArray("\xff\xfeusdt");
    QTest::newRow("too long") << QByteArray(65, 'x');
}

void TestSymbol::testRefused()
{
    QFETCH(QByteArray, text);
    QVERIFY(!Symbol::parse(std::string_view(text)));
}

QTEST_APPLESS_MAIN(TestSymbol)
#include "tst_symbol.moc"
