#include "gui/charts/depthheatmap.h"

#include "gui/guitesting.h"

#include <QImage>
#include <QLocale>
#include <QPainter>
#include <QTest>
#include <QWheelEvent>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// 2024-07-18 14:00:00 UTC.
constexpr UtcMicroseconds Two{1'721'311'200s};

std::vector<PriceLevel> bids(std::int64_t first, int levels = 3)
{
    std::vector<PriceLevel> side;
    for (int i = 0; i < levels; ++i)
        side.push_back({Decimal(first - i, 1), Decimal(1000 * (i + 1), 3)});
    return side;
}

std::vector<PriceLevel> asks(std::int64_t first, int levels = 3)
{
    std::vector<PriceLevel> side;
    for (int i = 0; i < levels; ++i)
        side.push_back({Decimal(first + i, 1), Decimal(2000 * (i + 1), 3)});
    return side;
}

QImage pictureOf(const HeatImage &image, QSize size)
{
    QImage picture(size, QImage::Format_RGB32);
    picture.fill(Qt::magenta);
    QPainter painter(&picture);
    image.draw(painter, QRectF(QPointF(), QSizeF(size)));
    return picture;
}

} // namespace

class TestDepthHeatMap : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }
    void testSteadyRange_data();
    void testSteadyRange();
    void testOnlyNewColumnsAreDrawn();
    void testRingShowsTheSameAsAFreshPicture();
    void testPaintedAFewTimesASecond();
    void testHover();
    void testPriceZoom();
    void testNoBook();
    void testPictures();
};

void TestDepthHeatMap::testSteadyRange_data()
{
    QTest::addColumn<double>("lowest");
    QTest::addColumn<double>("highest");
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    // From 100 to 130 before.
    QTest::newRow("stays") << 105.0 << 125.0 << 100.0 << 130.0;
    QTest::newRow("leaves above") << 110.0 << 134.0 << 104.0 << 140.0;
    QTest::newRow("leaves below") << 96.0 << 116.0 << 91.0 << 121.0;
    QTest::newRow("became small in it") << 110.0 << 114.0 << 109.0 << 115.0;
    QTest::newRow("one price") << 200.0 << 200.0 << 199.98 << 200.02;
}

void TestDepthHeatMap::testSteadyRange()
{
    QFETCH(double, lowest);
    QFETCH(double, highest);
    const ValueAxis::Range range = steadyRange(lowest, highest, {100, 130});
    QTEST(range.from, "from");
    QTEST(range.to, "to");
}

void TestDepthHeatMap::testOnlyNewColumnsAreDrawn()
{
    DepthColumns columns;
    HeatImage image(Theme::of(GuiTesting::darkPalette()));
    const HeatImage::Frame frame{QSize(100, 40), 10s, {99, 101}, 1};
    for (int i = 0; i < 100; ++i)
        columns.add(Two + i * 100ms, bids(1000 + i % 3), asks(1001 + i % 3));
    image.update(columns, frame, Two + 10s);
    QCOMPARE(image.drawnColumns(), 100);
    // A tenth of a second is a pixel; the newest may not have been whole.
    columns.add(Two + 10s + 100ms, bids(1000), asks(1001));
    image.update(columns, frame, Two + 10s + 100ms);
    QCOMPARE(image.drawnColumns(), 102);
    HeatImage::Frame other = frame;
    other.prices = {98, 102};
    image.update(columns, other, Two + 10s + 100ms);
    QCOMPARE(image.drawnColumns(), 202);
}

void TestDepthHeatMap::testRingShowsTheSameAsAFreshPicture()
{
    DepthColumns columns;
    const Theme theme = Theme::of(GuiTesting::lightPalette());
    HeatImage ring(theme);
    const HeatImage::Frame frame{QSize(60, 40), 6s, {99, 101}, 1};
    for (int i = 0; i < 173; ++i) {
        const UtcMicroseconds time = Two + i * 100ms;
        // Some time in which nobody looked.
        if (i < 90 || i > 120)
            columns.add(time, bids(1000 + i % 3), asks(1001 + i % 3));
        ring.update(columns, frame, time);
    }
    HeatImage fresh(theme);
    fresh.update(columns, frame, Two + 17'200ms);
    QCOMPARE(pictureOf(ring, frame.size), pictureOf(fresh, frame.size));
    QVERIFY(pictureOf(ring, frame.size) != pictureOf(HeatImage(theme), frame.size));
}

void TestDepthHeatMap::testPaintedAFewTimesASecond()
{
    TimeWindow window;
    // A status is several pixels.
    window.setSpan(10s);
    DepthHeatMap map(window);
    map.resize(600, 300);
    window.setNow(Two);
    map.show();
    QTRY_VERIFY(map.paintCount() > 0);
    const int before = map.paintCount();
    for (int i = 1; i <= 10; ++i) {
        map.addBook(Two + i * 100ms, bids(1000 + i), asks(1001 + i));
        window.setNow(Two + i * 100ms);
        // Longer than the least time between two pictures.
        QTest::qWait(40);
    }
    QCOMPARE(map.paintCount(), before + 5);
}

void TestDepthHeatMap::testHover()
{
    TimeWindow window;
    DepthHeatMap map(window);
    map.resize(600, 300);
    for (int i = 0; i <= 600; ++i)
        map.addBook(Two + i * 100ms, bids(1000), asks(1001));
    map.addTrade({Two + 30s, 100.0, 2, false});
    map.addTrade({Two + 30s, 100.1, 3, true});
    window.setNow(Two + 60s);
    window.setSpan(1min);
    map.show();
    QVERIFY(QTest::qWaitForWindowExposed(&map));
    QTRY_VERIFY(map.paintCount() > 0);
    window.setCrosshair(Two + 30s);
    QCOMPARE(map.hoverText(), u"14:00:30 UTC · bid 100.0 · ask 100.1 · 2 · 3"_s);
    window.setCrosshair(Two - 30s);
    QCOMPARE(map.hoverText(), u"13:59:30 UTC · bid – · ask –"_s);
    // Somewhere on the way down the mouse meets the level at 99.9.
    bool isFound = false;
    for (int y = 30; y < 270 && !isFound; ++y) {
        QTest::mouseMove(&map, QPoint(400, y));
        QCoreApplication::processEvents();
        isFound = map.hoverText().contains(u"99.9 × 2"_s);
    }
    QVERIFY(isFound);
}

void TestDepthHeatMap::testPriceZoom()
{
    TimeWindow window;
    DepthHeatMap map(window);
    map.resize(600, 300);
    for (int i = 0; i <= 300; ++i)
        map.addBook(Two + i * 100ms, bids(1000 + i), asks(1001 + i));
    window.setNow(Two + 30s);
    map.grab();
    const ValueAxis::Range all = map.prices();
    QVERIFY(all.from < 99.8 && all.to > 130.3);
    QWheelEvent event(QPointF(300, 150), QPointF(300, 150), {}, QPoint(0, 1200), Qt::NoButton,
                      Qt::ControlModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&map, &event);
    QVERIFY(map.priceZoom() > 9);
    map.grab();
    // Around the newest price.
    QVERIFY(map.prices().to - map.prices().from < (all.to - all.from) / 4);
    QVERIFY(map.prices().from < 130.0 && map.prices().to > 130.1);
    QVERIFY(window.span() == TimeWindow::Usual);
    for (int i = 0; i < 60; ++i)
        QTest::keyClick(&map, Qt::Key_Down);
    QCOMPARE(map.priceZoom(), 1.0);
    QTest::keyClick(&map, Qt::Key_Up);
    QVERIFY(map.priceZoom() > 1);
}

void TestDepthHeatMap::testNoBook()
{
    TimeWindow window;
    window.setNow(Two);
    DepthHeatMap map(window);
    map.addBook(Two, {}, {});
    QVERIFY(!map.grab().isNull());
    window.setCrosshair(Two);
    QCOMPARE(map.hoverText(), u"14:00:00 UTC · bid – · ask –"_s);
}

void TestDepthHeatMap::testPictures()
{
    TimeWindow window;
    window.setSpan(1min);
    DepthHeatMap map(window);
    map.resize(700, 320);
    std::int64_t price = 1000;
    for (int i = 0; i < 600; ++i) {
        price += i % 11 == 0 ? 1 : i % 13 == 0 ? -1 : 0;
        map.addBook(Two + i * 100ms, bids(price, 20), asks(price + 1, 20));
        if (i % 9 == 0)
            map.addTrade({Two + i * 100ms, double(price) / 10, double(i % 31), i % 2 == 0});
    }
    window.setNow(Two + 60s);
    window.setCrosshair(Two + 40s);
    QVERIFY(GuiTesting::savePictures(map, u"depthheatmap"_s) > 30);
}

QTEST_MAIN(TestDepthHeatMap)
#include "tst_depthheatmap.moc"
