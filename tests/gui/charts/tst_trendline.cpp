#include "gui/charts/trendline.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace Orderflow;

class TestTrendLine : public QObject
{
    Q_OBJECT

private slots:
    void testNothing();
    void testScale();
    void testFewTakeTheRight();
    void testUnknownIsABreak_data();
    void testUnknownIsABreak();
    void testPeaksStay();
    void testAllZero();
};

void TestTrendLine::testNothing()
{
    QVERIFY(TrendLine::lines({}, 10, {100, 20}).empty());
    QVERIFY(TrendLine::lines({1, 2}, 2, {0, 20}).empty());
    QVERIFY(TrendLine::lines({NAN, NAN}, 2, {90, 20}).empty());
}

void TestTrendLine::testScale()
{
    const auto lines = TrendLine::lines({0, 5, 10}, 3, {3, 22});
    QCOMPARE(lines.size(), std::size_t(1));
    QCOMPARE(lines[0], (QPolygonF{{0.5, 21}, {1.5, 11}, {2.5, 1}}));
}

void TestTrendLine::testFewTakeTheRight()
{
    const auto lines = TrendLine::lines({1, 1}, 100, {100, 20});
    QCOMPARE(lines.size(), std::size_t(1));
    QCOMPARE(lines[0].constFirst().x(), 98.5);
    QCOMPARE(lines[0].constLast().x(), 99.5);
}

void TestTrendLine::testUnknownIsABreak_data()
{
    QTest::addColumn<std::vector<float>>("values");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("parts");
    QTest::newRow("a pixel each") << std::vector<float>{1, 1, NAN, 1, 1} << 5 << 2;
    QTest::newRow("wider than the values") << std::vector<float>{1, NAN, 1} << 90 << 2;
    QTest::newRow("pixels without a value") << std::vector<float>{1, 1, 1} << 90 << 1;
    QTest::newRow("at both ends") << std::vector<float>{NAN, 1, 1, NAN} << 90 << 1;
    QTest::newRow("beside others in its pixel") << std::vector<float>{1, 1, 1, NAN, 1, 1} << 2 << 1;
}

void TestTrendLine::testUnknownIsABreak()
{
    QFETCH(std::vector<float>, values);
    QFETCH(int, width);
    QTEST(int(TrendLine::lines(values, values.size(), QSizeF(width, 20)).size()), "parts");
}

void TestTrendLine::testPeaksStay()
{
    std::vector<float> values(900, 1);
    values[451] = 100;
    const auto lines = TrendLine::lines(values, 900, {90, 102});
    QCOMPARE(lines.size(), std::size_t(1));
    const auto highest = std::ranges::min_element(lines[0], {}, &QPointF::y);
    QCOMPARE(highest->y(), 1.0);
}

void TestTrendLine::testAllZero()
{
    const auto lines = TrendLine::lines({0, 0}, 2, {2, 20});
    QCOMPARE(lines.size(), std::size_t(1));
    for (const QPointF &point : lines[0])
        QCOMPARE(point.y(), 19.0);
}

QTEST_APPLESS_MAIN(TestTrendLine)
#include "tst_trendline.moc"
