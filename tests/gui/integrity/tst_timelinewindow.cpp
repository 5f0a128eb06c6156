#include "gui/integrity/timelinewindow.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

namespace {

constexpr UtcMicroseconds Noon{1'789'992'000s};

} // namespace

class TestTimelineWindow : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testWhole();
    void testZoomKeepsThePointer();
    void testZoomIsBounded();
    void testMoveIsBounded();
    void testFollowsTheEnd();
    void testStaysWhereItIs();
    void testShow();

private:
    TimelineWindow m_window;
};

void TestTimelineWindow::init()
{
    m_window = TimelineWindow();
    m_window.setSpan(Noon, Noon + 24h);
}

void TestTimelineWindow::testWhole()
{
    QVERIFY(m_window.isWhole());
    m_window.setSpan(Noon + 10s, Noon + 24h + 10s);
    QVERIFY(m_window.isWhole());
    QCOMPARE(m_window.from(), Noon + 10s);
}

void TestTimelineWindow::testZoomKeepsThePointer()
{
    m_window.zoom(0.5, Noon + 6h);
    QCOMPARE(m_window.from(), Noon + 3h);
    QCOMPARE(m_window.to(), Noon + 15h);
    m_window.zoom(2, Noon + 6h);
    QVERIFY(m_window.isWhole());
}

void TestTimelineWindow::testZoomIsBounded()
{
    m_window.zoom(1e-9, Noon + 6h);
    QCOMPARE(m_window.to() - m_window.from(), std::chrono::microseconds(10s));
    m_window.zoom(1e9, Noon + 6h);
    QVERIFY(m_window.isWhole());
}

void TestTimelineWindow::testMoveIsBounded()
{
    m_window.move(1h);
    QVERIFY(m_window.isWhole());
    m_window.zoom(0.5, Noon);
    m_window.move(100h);
    QCOMPARE(m_window.to(), Noon + 24h);
    m_window.move(-100h);
    QCOMPARE(m_window.from(), Noon);
    QCOMPARE(m_window.to(), Noon + 12h);
}

void TestTimelineWindow::testFollowsTheEnd()
{
    m_window.zoom(0.5, Noon + 24h);
    m_window.setSpan(Noon + 10s, Noon + 24h + 10s);
    QCOMPARE(m_window.to(), Noon + 24h + 10s);
    QCOMPARE(m_window.to() - m_window.from(), std::chrono::microseconds(12h));
}

void TestTimelineWindow::testStaysWhereItIs()
{
    m_window.zoom(0.25, Noon + 12h);
    const UtcMicroseconds from = m_window.from();
    m_window.setSpan(Noon + 10s, Noon + 24h + 10s);
    QCOMPARE(m_window.from(), from);
    // As long as that is there.
    m_window.setSpan(Noon + 20h, Noon + 44h);
    QCOMPARE(m_window.from(), Noon + 20h);
    m_window.setSpan(Noon + 40h, Noon + 41h);
    QVERIFY(m_window.isWhole());
}

void TestTimelineWindow::testShow()
{
    m_window.zoom(0.1, Noon);
    const UtcMicroseconds from = m_window.from();
    m_window.show(Noon + 1h);
    QCOMPARE(m_window.from(), from);
    m_window.show(Noon + 20h);
    QVERIFY(m_window.from() < Noon + 20h && m_window.to() > Noon + 20h);
}

QTEST_APPLESS_MAIN(TestTimelineWindow)
#include "tst_timelinewindow.moc"
