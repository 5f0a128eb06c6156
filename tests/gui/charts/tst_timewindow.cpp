#include "gui/charts/timewindow.h"

#include <QSignalSpy>
#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

namespace {

constexpr UtcMicroseconds Now{1'721'311'200s};

} // namespace

class TestTimeWindow : public QObject
{
    Q_OBJECT

private slots:
    void testFollows();
    void testZoom();
    void testZoomKeepsTheAnchor();
    void testZoomHasBounds();
    void testPan();
    void testPannedWindowStaysUntilItIsTooOld();
    void testReset();
    void testClockIsSetBack();
    void testCrosshair();
};

void TestTimeWindow::testFollows()
{
    TimeWindow window;
    QSignalSpy changed(&window, &TimeWindow::changed);
    window.setNow(Now);
    QVERIFY(window.to() == Now);
    QVERIFY(window.from() == Now - 5min);
    window.setNow(Now + 1s);
    QVERIFY(window.to() == Now + 1s);
    window.setNow(Now + 1s);
    QCOMPARE(changed.count(), 2);
}

void TestTimeWindow::testZoom()
{
    TimeWindow window;
    window.setNow(Now);
    window.zoom(0.5, Now - 4min);
    QVERIFY(window.span() == 150s);
    // It follows, so the end stays.
    QVERIFY(window.to() == Now);
    QVERIFY(window.isFollowing());
}

void TestTimeWindow::testZoomKeepsTheAnchor()
{
    TimeWindow window;
    window.setNow(Now);
    window.pan(-2min);
    const UtcMicroseconds anchor = window.from() + window.span() / 4;
    window.zoom(0.5, anchor);
    QVERIFY(window.span() == 150s);
    QVERIFY(anchor - window.from() == window.span() / 4);
}

void TestTimeWindow::testZoomHasBounds()
{
    TimeWindow window;
    window.setNow(Now);
    window.zoom(0.0001, Now);
    QVERIFY(window.span() == TimeWindow::Shortest);
    window.zoom(1e6, Now);
    QVERIFY(window.span() == TimeWindow::Longest);
    window.setSpan(1s);
    QVERIFY(window.span() == TimeWindow::Shortest);
}

void TestTimeWindow::testPan()
{
    TimeWindow window;
    window.setNow(Now);
    window.pan(-1min);
    QVERIFY(!window.isFollowing());
    QVERIFY(window.to() == Now - 1min);
    window.setNow(Now + 10s);
    QVERIFY(window.to() == Now - 1min);
    // Not into the future, and not to what is not kept.
    window.pan(1h);
    QVERIFY(window.to() == Now + 10s);
    QVERIFY(window.isFollowing());
    window.pan(-1h);
    QVERIFY(window.from() == Now + 10s - 15min);
}

void TestTimeWindow::testPannedWindowStaysUntilItIsTooOld()
{
    TimeWindow window;
    window.setNow(Now);
    window.pan(-10min);
    window.setNow(Now + 2min);
    QVERIFY(window.from() == Now + 2min - 15min);
    QVERIFY(!window.isFollowing());
}

void TestTimeWindow::testReset()
{
    TimeWindow window;
    window.setNow(Now);
    window.setSpan(1min);
    window.pan(-3min);
    window.follow();
    QVERIFY(window.to() == Now);
    QVERIFY(window.span() == 1min);
    window.reset();
    QVERIFY(window.span() == TimeWindow::Usual);
    QVERIFY(window.isFollowing());
}

void TestTimeWindow::testClockIsSetBack()
{
    TimeWindow window;
    window.setNow(Now);
    window.pan(-1min);
    window.setNow(Now - 1h);
    QVERIFY(window.to() == Now - 1h);
    QVERIFY(window.isFollowing());
}

void TestTimeWindow::testCrosshair()
{
    TimeWindow window;
    QSignalSpy moved(&window, &TimeWindow::crosshairMoved);
    window.setCrosshair(Now);
    window.setCrosshair(Now);
    QCOMPARE(moved.count(), 1);
    window.setCrosshair({});
    QVERIFY(!window.crosshair());
    QCOMPARE(moved.count(), 2);
}

QTEST_APPLESS_MAIN(TestTimeWindow)
#include "tst_timewindow.moc"
