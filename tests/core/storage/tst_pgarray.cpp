#include "storage/pgarray.h"

#include <QTest>

#include <limits>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestPgArray : public QObject
{
    Q_OBJECT

private slots:
    void testText_data();
    void testText();
    void testElements();
};

void TestPgArray::testText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("literal");
    QTest::newRow("plain") << QByteArray("BTCUSDT") << u"{\"BTCUSDT\"}"_s;
    QTest::newRow("empty") << QByteArray("") << u"{\"\"}"_s;
    QTest::newRow("the word of null") << QByteArray("NULL") << u"{\"NULL\"}"_s;
    QTest::newRow("marks of arrays") << QByteArray("a,{b} c") << u"{\"a,{b} c\"}"_s;
    QTest::newRow("JSON") << QByteArray(R"([["1.0","2"]])") << u"{\"[[\\\"1.0\\\",\\\"2\\\"]]\"}"_s;
    QTest::newRow("backslash") << QByteArray(R"(a\b)") << u"{\"a\\\\b\"}"_s;
    QTest::newRow("quote of SQL") << QByteArray("it's") << u"{\"it's\"}"_s;
    QTest::newRow("not ASCII") << QByteArray("币安人生USDT") << u"{\"币安人生USDT\"}"_s;
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << u"{\"a\uFFFDb\"}"_s;
}

void TestPgArray::testText()
{
    QFETCH(QByteArray, text);
    PgArray array;
    array.appendText(std::string_view(text.constData(), std::size_t(text.size())));
    QTEST(array.toString(), "literal");
}

void TestPgArray::testElements()
{
    PgArray array;
    QCOMPARE(array.toString(), u"{}"_s);
    array.appendNull();
    array.appendNumber(std::numeric_limits<std::int64_t>::min());
    array.appendNumber("0.100");
    array.appendBool(true);
    array.appendBool(false);
    array.appendText(u"x"_s);
    QCOMPARE(array.toString(), u"{NULL,-9223372036854775808,0.100,t,f,\"x\"}"_s);
}

QTEST_APPLESS_MAIN(TestPgArray)
#include "tst_pgarray.moc"
