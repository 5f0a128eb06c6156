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
    void testSums_data();
    void testSums();
    void testOrderOfValues_data();
    void testOrderOfValues();
};

void TestDecimal::testTextComesBackUnchanged_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"0", "7", "10", "-1", "0.1", "0.10", "0.0034082", "0.0000000", "63943.90", "-0.00004435",
          "9223372036854775807", "-9223372036854775807", "0.000000000000000001",
          "9.223372036854775807", "92233720368547758.07", "64991.37858696"}) {
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
    row("the same behind a point", "92233720368547758.08");
    row("ten times too much", "92233720368547758070");
    row("what 64 bits hold without a sign", "18446744073709551615");
    row("digits without end", "1234567890123456789012345678901234567890");
    row("a point too many at the end of what is safe", "0.1234567890123456.7");
    row("a letter behind what is safe", "123456789012345678a");
    row("a byte that is no ASCII", "1\xc2\xb2");
    row("nineteen digits after the point", "0.0000000000000000001");
}

void TestDecimal::testRefused()
{
    QFETCH(QByteArray, text);
    QVERIFY(!Decimal::parse(text.toStdString()));
    Decimal other(7, 1);
    QVERIFY(!other.assign(text.toStdString()));
    QCOMPARE(other.toStdString(), std::string("0.7"));
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

void TestDecimal::testSums_data()
{
    QTest::addColumn<QByteArray>("a");
    QTest::addColumn<QByteArray>("b");
    QTest::addColumn<QByteArray>("sum");
    QTest::addColumn<QByteArray>("difference");
    const auto row = [](const char *a, const char *b, const char *sum, const char *difference) {
        QTest::addRow("%s and %s", a, b)
            << QByteArray(a) << QByteArray(b) << QByteArray(sum) << QByteArray(difference);
    };
    row("1", "2", "3", "-1");
    row("0.1", "0.2", "0.3", "-0.1");
    row("65000.10", "0.001", "65000.101", "65000.099");
    row("0.001", "65000.10", "65000.101", "-65000.099");
    row("-1.5", "0.5", "-1.0", "-2.0");
    row("9223372036854775807", "0", "9223372036854775807", "9223372036854775807");
    row("9223372036854775807", "1", "", "9223372036854775806");
    row("-9223372036854775807", "2", "-9223372036854775805", "");
    row("9223372036854775807", "0.1", "", "");
}

void TestDecimal::testSums()
{
    QFETCH(QByteArray, a);
    QFETCH(QByteArray, b);
    const auto text = [](const std::optional<Decimal> &decimal) {
        return decimal ? decimal->toString().toLatin1() : QByteArray("");
    };
    const Decimal first = *Decimal::parse(a.toStdString());
    const Decimal second = *Decimal::parse(b.toStdString());
    QTEST(text(first.plus(second)), "sum");
    QTEST(text(first.minus(second)), "difference");
}

void TestDecimal::testOrderOfValues_data()
{
    QTest::addColumn<QByteArray>("left");
    QTest::addColumn<QByteArray>("right");
    QTest::addColumn<int>("order");
    const auto row = [](const char *name, const char *left, const char *right, int order) {
        QTest::newRow(name) << QByteArray(left) << QByteArray(right) << order;
    };
    row("same text", "1.50", "1.50", 0);
    row("same number, other digits", "1.5", "1.500", 0);
    row("zeros", "0", "0.00", 0);
    row("whole and point", "2", "2.000000000000000000", 0);
    row("last digit", "63943.90", "63943.9000001", -1);
    row("whole part", "9.9", "10", -1);
    row("negative below positive", "-0.5", "0.25", -1);
    row("negative fractions", "-0.5", "-0.25", -1);
    row("negative whole parts", "-1.5", "-1.25", -1);
    row("beyond what a double tells apart", "9007199254740993.0", "9007199254740992", 1);
    row("largest against smallest scale", "9223372036854775807", "9.223372036854775807", 1);
    row("least against largest", "-9223372036854775807", "0.000000000000000001", -1);
}

void TestDecimal::testOrderOfValues()
{
    QFETCH(QByteArray, left);
    QFETCH(QByteArray, right);
    QFETCH(int, order);
    const Decimal a = *Decimal::parse(left.toStdString());
    const Decimal b = *Decimal::parse(right.toStdString());
    const auto sign = [](std::weak_ordering ordering) {
        return ordering < 0 ? -1 : ordering > 0 ? 1 : 0;
    };
    QCOMPARE(sign(a.compareValue(b)), order);
    QCOMPARE(sign(b.compareValue(a)), -order);
}

QTEST_APPLESS_MAIN(TestDecimal)
#include "tst_decimal.moc"
