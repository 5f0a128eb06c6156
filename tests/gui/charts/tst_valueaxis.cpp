#include "gui/charts/valueaxis.h"

#include <QLocale>
#include <QStringList>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestValueAxis : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }
    void testThereAndBack_data();
    void testThereAndBack();
    void testTicks_data();
    void testTicks();
    void testRoundStep_data();
    void testRoundStep();
    void testFromZero_data();
    void testFromZero();
    void testDecades_data();
    void testDecades();
    void testEmptyRange();
};

void TestValueAxis::testThereAndBack_data()
{
    QTest::addColumn<bool>("isLogarithmic");
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("y");
    QTest::newRow("linear, bottom") << false << 1.0 << 110.0;
    QTest::newRow("linear, top") << false << 100.0 << 10.0;
    QTest::newRow("linear, middle") << false << 50.5 << 60.0;
    QTest::newRow("logarithmic, bottom") << true << 1.0 << 110.0;
    QTest::newRow("logarithmic, top") << true << 100.0 << 10.0;
    QTest::newRow("logarithmic, middle") << true << 10.0 << 60.0;
}

void TestValueAxis::testThereAndBack()
{
    QFETCH(bool, isLogarithmic);
    QFETCH(double, value);
    QFETCH(double, y);
    const ValueAxis axis({1, 100}, 10, 100,
                         isLogarithmic ? ValueAxis::Scale::Logarithmic : ValueAxis::Scale::Linear);
    QCOMPARE(axis.yOf(value), y);
    QCOMPARE(axis.valueAt(y), value);
}

void TestValueAxis::testTicks_data()
{
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::addColumn<bool>("isLogarithmic");
    QTest::addColumn<QStringList>("texts");
    QTest::newRow("tens") << 0.0 << 40.0 << false << QStringList{u"0"_s, u"20"_s, u"40"_s};
    QTest::newRow("tenths") << 0.0 << 0.5 << false << QStringList{u"0.0"_s, u"0.2"_s, u"0.4"_s};
    QTest::newRow("both sides of zero")
        << -50.0 << 50.0 << false << QStringList{u"-50"_s, u"0"_s, u"50"_s};
    QTest::newRow("no round ends")
        << 3424.03 << 3424.17 << false << QStringList{u"3,424.05"_s, u"3,424.10"_s, u"3,424.15"_s};
    QTest::newRow("thousands") << 0.0 << 40'000.0 << false
                               << QStringList{u"0"_s, u"20 k"_s, u"40 k"_s};
    QTest::newRow("millions") << 0.0 << 2.5e6 << false << QStringList{u"0"_s, u"1 M"_s, u"2 M"_s};
    QTest::newRow("powers of ten")
        << 1.0 << 100.0 << true << QStringList{u"1"_s, u"10"_s, u"100"_s};
    QTest::newRow("many powers of ten")
        << 0.1 << 100'000.0 << true << QStringList{u"0.1"_s, u"100"_s, u"100 k"_s};
}

void TestValueAxis::testTicks()
{
    QFETCH(double, from);
    QFETCH(double, to);
    QFETCH(bool, isLogarithmic);
    const ValueAxis axis({from, to}, 0, 100,
                         isLogarithmic ? ValueAxis::Scale::Logarithmic : ValueAxis::Scale::Linear);
    QStringList texts;
    double before = std::numeric_limits<double>::infinity();
    for (const ValueAxis::Tick &tick : axis.ticks(35)) {
        texts.append(axisText(tick));
        QVERIFY(before - tick.y >= 35 - 1e-6);
        before = tick.y;
    }
    QTEST(texts, "texts");
}

void TestValueAxis::testRoundStep_data()
{
    QTest::addColumn<double>("least");
    QTest::addColumn<double>("step");
    QTest::newRow("one") << 1.0 << 1.0;
    QTest::newRow("above one") << 1.01 << 2.0;
    QTest::newRow("three") << 3.0 << 5.0;
    QTest::newRow("above five") << 5.5 << 10.0;
    QTest::newRow("small") << 0.003 << 0.005;
    QTest::newRow("off by the last bit") << 0.1 + 0.2 - 0.1 << 0.2;
}

void TestValueAxis::testRoundStep()
{
    QFETCH(double, least);
    QTEST(ValueAxis::roundStep(least), "step");
}

void TestValueAxis::testFromZero_data()
{
    QTest::addColumn<double>("highest");
    QTest::addColumn<double>("before");
    QTest::addColumn<double>("to");
    QTest::newRow("nothing") << 0.0 << 40.0 << 1.0;
    QTest::newRow("round up") << 17.0 << 1.0 << 20.0;
    QTest::newRow("stays while it fits") << 12.0 << 20.0 << 20.0;
    QTest::newRow("shrinks when it is far too large") << 3.0 << 20.0 << 4.0;
    QTest::newRow("grows") << 21.0 << 20.0 << 25.0;
}

void TestValueAxis::testFromZero()
{
    QFETCH(double, highest);
    QFETCH(double, before);
    const ValueAxis::Range range = ValueAxis::fromZero(highest, {0, before});
    QCOMPARE(range.from, 0.0);
    QTEST(range.to, "to");
}

void TestValueAxis::testDecades_data()
{
    QTest::addColumn<double>("lowest");
    QTest::addColumn<double>("highest");
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::newRow("within one") << 20.0 << 80.0 << 10.0 << 100.0;
    QTest::newRow("several") << 0.3 << 250.0 << 0.1 << 1000.0;
    QTest::newRow("a power of ten alone") << 10.0 << 10.0 << 10.0 << 100.0;
}

void TestValueAxis::testDecades()
{
    QFETCH(double, lowest);
    QFETCH(double, highest);
    const ValueAxis::Range range = ValueAxis::decades(lowest, highest);
    QTEST(range.from, "from");
    QTEST(range.to, "to");
}

void TestValueAxis::testEmptyRange()
{
    const ValueAxis axis({5, 5}, 0, 0);
    QVERIFY(std::isfinite(axis.yOf(7)));
    QVERIFY(axis.ticks(10).size() <= 2);
    const ValueAxis logarithmic({0, 0}, 0, 100, ValueAxis::Scale::Logarithmic);
    QVERIFY(std::isfinite(logarithmic.yOf(0)));
}

QTEST_APPLESS_MAIN(TestValueAxis)
#include "tst_valueaxis.moc"
