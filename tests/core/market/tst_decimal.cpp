#include "market/decimal.h"

#include <QTest>

using namespace Orderflow;

class TestDecimal : public QObject
{
    Q_OBJECT

private slots:
    void testTextComesBackUnchanged_data();
    void testTextComesBackUnchanged();
    void testRefused_data();
    void testRefused();
    void testParts();
};

void TestDecimal::testTextComesBackUnchanged_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"0", "7", "10", "-1", "0.1", "0.10", "0.0034082", "0.0000000", "63943.90", "-0.00004435",
          "9223372036854775807", "-9223372036854775807", "0.000000000000000001",
          "9.223372036854775807", "64991.37858696"}) {
        QTest::newRow(text) << QByteArray(text);
    }
}

void TestDecimal::testTextComesBackUnchanged()
{
    QFETCH(QByteArray, text);
    const std::optional<Decimal> decimal = Decimal::parse(text.toStdString());
    QVERIFY(decimal);
    QCOMPARE(decimal->toString(), QString::fromLatin1(text));
}

void TestDecimal::testRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const char *text) {
        QTest::newRow(name) << QByteArray(text);
    };
    row("empty", "");
    row("sign alone", "-");
    row("plus", "+1");
    row("no digit before the point", ".5");
    row("no digit after the point", "1.");
    row("two points", "1.2.3");
    row("leading zero", "01.5");
    row("negative zero", "-0.00");
    row("exponent", "1e5");
    row("blank", " 1");
    row("text", "abc");
    row("not a number", "NaN");
    row("one more than 64 bits hold", "9223372036854775808");
    row("nineteen digits after the point", "0.0000000000000000001");
}

void TestDecimal::testRefused()
{
    QFETCH(QByteArray, text);
    QVERIFY(!Decimal::parse(text.toStdString()));
}

void TestDecimal::testParts()
{
    const std::optional<Decimal> price = Decimal::parse("63943.90");
    QVERIFY(price);
    QCOMPARE(price->mantissa(), std::int64_t(6394390));
    QCOMPARE(price->scale(), 2);
    QCOMPARE(price->toDoubleForDisplay(), 63943.9);
    QVERIFY(Decimal::parse("0.000")->isZero());
    QVERIFY(*Decimal::parse("1.0") != *Decimal::parse("1.00"));
}

QTEST_APPLESS_MAIN(TestDecimal)
#include "tst_decimal.moc"
