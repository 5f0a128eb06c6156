#include "gui/charts/heatscale.h"

#include "gui/guitesting.h"
#include "gui/style/theme.h"

#include <QTest>

using namespace Orderflow;

class TestHeatScale : public QObject
{
    Q_OBJECT

private slots:
    void testLightnessIsInOrder_data();
    void testLightnessIsInOrder();
    void testSteps_data();
    void testSteps();
    void testBoundsAreApart();
};

void TestHeatScale::testLightnessIsInOrder_data()
{
    QTest::addColumn<bool>("isDark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestHeatScale::testLightnessIsInOrder()
{
    QFETCH(bool, isDark);
    const Theme theme = Theme::of(isDark ? GuiTesting::darkPalette() : GuiTesting::lightPalette());
    const HeatScale scale(theme);
    double before = perceivedLightness(theme.background.rgb());
    // More is always further away from the ground, by steps of about the same size.
    for (int step = 0; step < HeatScale::Steps; ++step) {
        const double lightness = perceivedLightness(scale.colourAt(step));
        const double further = isDark ? lightness - before : before - lightness;
        QVERIFY2(further > -0.004 && further < 0.12, qPrintable(QString::number(step)));
        before = lightness;
    }
    const double first = perceivedLightness(scale.colourAt(0));
    const double last = perceivedLightness(scale.colourAt(HeatScale::Steps - 1));
    QVERIFY(std::abs(last - first) > 0.5);
    QVERIFY(scale.colourAt(0) != theme.background.rgb());
}

void TestHeatScale::testSteps_data()
{
    QTest::addColumn<double>("amount");
    QTest::addColumn<int>("step");
    QTest::newRow("nothing") << 0.0 << 0;
    QTest::newRow("the least") << 0.1 << 0;
    QTest::newRow("the middle, by its logarithm") << 1.0 << 127;
    QTest::newRow("the most") << 10.0 << 255;
    QTest::newRow("more than the most") << 1e9 << 255;
    QTest::newRow("no number") << std::nan("") << 0;
}

void TestHeatScale::testSteps()
{
    QFETCH(double, amount);
    HeatScale scale(Theme::of(GuiTesting::lightPalette()));
    scale.setBounds(0.1, 10);
    QTEST(scale.stepOf(amount), "step");
    QCOMPARE(scale.colourOf(amount), scale.colourAt(scale.stepOf(amount)));
}

void TestHeatScale::testBoundsAreApart()
{
    HeatScale scale(Theme::of(GuiTesting::lightPalette()));
    scale.setBounds(5, 5);
    QCOMPARE(scale.most(), 50.0);
    QCOMPARE(scale.stepOf(5), 0);
}

QTEST_APPLESS_MAIN(TestHeatScale)
#include "tst_heatscale.moc"
