#include "gui/charts/timechart.h"

#include "gui/guitesting.h"

#include <QLocale>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// 2024-07-18 14:00:00 UTC.
constexpr UtcMicroseconds Two{1'721'311'200s};
constexpr float Unknown = std::numeric_limits<float>::quiet_NaN();

void turnWheel(QWidget &widget, int notches, Qt::KeyboardModifiers modifiers = {})
{
    const QPointF at(widget.width() / 2.0, widget.height() / 2.0);
    QWheelEvent event(at, widget.mapToGlobal(at), {}, QPoint(0, 120 * notches), Qt::NoButton,
                      modifiers, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
}

} // namespace

class TestTimeChart : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }
    void init();
    void cleanup() { m_chart.reset(); }

    void testNearestTime_data();
    void testNearestTime();
    void testHover();
    void testHoverOverAHole();
    void testNewestWhereNothingIsPointedAt();
    void testAnotherViewShowsTheSameMoment();
    void testWheel();
    void testKeys_data();
    void testKeys();
    void testCrosshairByKeyboard();
    void testDragAndDoubleClick();
    void testPaintsOnlyWhatHasChanged();
    void testOncePerSecond();
    void testFollowsByThePixelWherePointedAt();
    void testGoesOnWithoutValues();
    void testNothingWhileHidden();
    void testPictures();

private:
    static std::deque<UtcMicroseconds> newestTimes(UtcMicroseconds newest);
    /// Until what changes next is painted at once.
    void settle();

    std::unique_ptr<TimeWindow> m_window;
    std::unique_ptr<TimeChart> m_chart;
};

void TestTimeChart::init()
{
    m_window = std::make_unique<TimeWindow>();
    m_window->setNow(Two);
    m_chart = std::make_unique<TimeChart>(*m_window, u"Rates"_s, ValueAxis::Scale::Linear);
    m_chart->resize(600, 150);
    std::deque<UtcMicroseconds> times;
    ChartSeries events{u"events/s"_s, &Theme::line, Qt::SolidLine, {}};
    ChartSeries rows{u"rows/s"_s, &Theme::secondLine, Qt::DashLine, {}};
    for (int i = 0; i <= 300; ++i) {
        times.push_back(Two - 300s + i * 1s);
        const bool isKnown = i < 100 || i > 150;
        events.values.push_back(isKnown ? float(i) : Unknown);
        rows.values.push_back(isKnown ? float(i) / 2 : Unknown);
    }
    m_chart->setSeries(times, {events, rows});
    m_chart->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_chart.get()));
    QTRY_VERIFY(m_chart->paintCount() > 0);
}

void TestTimeChart::testNearestTime_data()
{
    QTest::addColumn<int>("milliseconds");
    QTest::addColumn<int>("place");
    QTest::newRow("exactly") << 1000 << 1;
    QTest::newRow("a little before") << 1400 << 1;
    QTest::newRow("a little after") << 1600 << 2;
    QTest::newRow("before the first") << -400 << 0;
    QTest::newRow("long before the first") << -600 << -1;
    QTest::newRow("long after the last") << 2600 << -1;
}

void TestTimeChart::testNearestTime()
{
    QFETCH(int, milliseconds);
    QFETCH(int, place);
    const std::deque<UtcMicroseconds> times{Two, Two + 1s, Two + 2s};
    const auto found = nearestTime(times, Two + std::chrono::milliseconds(milliseconds), 500ms);
    QCOMPARE(found ? int(*found) : -1, place);
    QVERIFY(!nearestTime({}, Two, 1h));
}

void TestTimeChart::testHover()
{
    QVERIFY(m_chart->hoverText().isEmpty());
    m_window->setCrosshair(Two - 60s);
    QCOMPARE(m_chart->hoverText(), u"13:59:00 UTC · events/s 240 · rows/s 120"_s);
    QCOMPARE(m_chart->accessibleDescription(), u"13:59:00 UTC, events/s 240, rows/s 120"_s);
    // By mouse, at the middle of the plot, which ends before the axis' values.
    QTest::mouseMove(m_chart.get(), QPoint(200, 80));
    QTRY_VERIFY(m_window->crosshair() && *m_window->crosshair() < Two - 150s);
    QVERIFY(m_chart->hoverText().startsWith(u"13:5"_s));
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(m_chart.get(), &leave);
    QVERIFY(m_chart->hoverText().isEmpty());
}

void TestTimeChart::testHoverOverAHole()
{
    m_window->setCrosshair(Two - 180s);
    QCOMPARE(m_chart->hoverText(), u"13:57:00 UTC · events/s – · rows/s –"_s);
}

void TestTimeChart::testNewestWhereNothingIsPointedAt()
{
    QTRY_COMPARE(m_chart->accessibleDescription(), u"events/s 300, rows/s 150"_s);
}

void TestTimeChart::testAnotherViewShowsTheSameMoment()
{
    TimeChart other(*m_window, u"Other"_s, ValueAxis::Scale::Logarithmic);
    other.setSeries({Two - 60s}, {{u"a"_s, &Theme::line, Qt::SolidLine, {7}}});
    m_window->setCrosshair(Two - 60s);
    QCOMPARE(other.hoverText(), u"13:59:00 UTC · a 7.0"_s);
}

void TestTimeChart::testWheel()
{
    turnWheel(*m_chart, 1);
    QCOMPARE(m_window->span().count(), std::chrono::microseconds(240s).count());
    turnWheel(*m_chart, -1);
    QCOMPARE(m_window->span().count(), std::chrono::microseconds(300s).count());
}

void TestTimeChart::testKeys_data()
{
    QTest::addColumn<QList<int>>("keys");
    QTest::addColumn<int>("span");
    QTest::addColumn<int>("behind");
    QTest::newRow("closer") << QList<int>{Qt::Key_Plus} << 240 << 0;
    QTest::newRow("further") << QList<int>{Qt::Key_Minus} << 375 << 0;
    QTest::newRow("back") << QList<int>{Qt::Key_Plus, Qt::Key_Left} << 240 << 30;
    QTest::newRow("back and forth")
        << QList<int>{Qt::Key_Plus, Qt::Key_Left, Qt::Key_Right} << 240 << 0;
    QTest::newRow("reset by 0") << QList<int>{Qt::Key_Plus, Qt::Key_Left, Qt::Key_0} << 300 << 0;
    QTest::newRow("reset by Home")
        << QList<int>{Qt::Key_Minus, Qt::Key_Left, Qt::Key_Home} << 300 << 0;
    QTest::newRow("to the end") << QList<int>{Qt::Key_Plus, Qt::Key_Left, Qt::Key_End} << 240 << 0;
}

void TestTimeChart::testKeys()
{
    QFETCH(QList<int>, keys);
    QFETCH(int, span);
    QFETCH(int, behind);
    for (const int key : keys)
        QTest::keyClick(m_chart.get(), Qt::Key(key));
    QCOMPARE(std::chrono::duration_cast<std::chrono::seconds>(m_window->span()).count(), span);
    QCOMPARE(std::chrono::duration_cast<std::chrono::seconds>(Two - m_window->to()).count(),
             behind);
    QCOMPARE(m_window->isFollowing(), behind == 0);
}

void TestTimeChart::testCrosshairByKeyboard()
{
    QTest::keyClick(m_chart.get(), Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(m_window->crosshair());
    const UtcMicroseconds before = *m_window->crosshair();
    QTest::keyClick(m_chart.get(), Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(*m_window->crosshair() < before);
    QVERIFY(!m_chart->hoverText().isEmpty());
    QTest::keyClick(m_chart.get(), Qt::Key_Escape);
    QVERIFY(!m_window->crosshair());
}

void TestTimeChart::testDragAndDoubleClick()
{
    QTest::mousePress(m_chart.get(), Qt::LeftButton, {}, QPoint(100, 80));
    QTest::mouseMove(m_chart.get(), QPoint(300, 80));
    QTRY_VERIFY(!m_window->isFollowing());
    QTest::mouseRelease(m_chart.get(), Qt::LeftButton, {}, QPoint(300, 80));
    QVERIFY(m_window->to() < Two - 60s);
    QTest::mouseDClick(m_chart.get(), Qt::LeftButton, {}, QPoint(300, 80));
    QVERIFY(m_window->isFollowing());
}

void TestTimeChart::testPaintsOnlyWhatHasChanged()
{
    const int before = m_chart->paintCount();
    // Less than a pixel.
    m_window->setNow(Two + 100ms);
    m_window->setCrosshair(Two - 10s);
    QCoreApplication::processEvents();
    m_chart->grab();
    QCOMPARE(m_chart->paintCount(), before);
    m_window->setNow(Two + 2s);
    QTRY_COMPARE(m_chart->paintCount(), before + 1);
    // Many changes are one picture, or two: the first at once, the rest together.
    for (int i = 0; i < 50; ++i)
        m_window->setNow(Two + 4s + i * 2s);
    QTRY_VERIFY(m_chart->paintCount() > before + 1);
    QTest::qWait(0);
    QVERIFY(m_chart->paintCount() <= before + 3);
}

std::deque<UtcMicroseconds> TestTimeChart::newestTimes(UtcMicroseconds newest)
{
    return {newest - 2s, newest - 1s, newest};
}

void TestTimeChart::settle()
{
    QCoreApplication::processEvents();
    // Longer than the least time between two pictures.
    QTest::qWait(50);
}

void TestTimeChart::testOncePerSecond()
{
    // A status is several pixels.
    m_window->setSpan(10s);
    settle();
    for (int second = 0; second < 2; ++second) {
        const int before = m_chart->paintCount();
        for (int i = 1; i < 10; ++i) {
            m_window->setNow(Two + second * 1s + i * 100ms);
            QCoreApplication::processEvents();
        }
        QCOMPARE(m_chart->paintCount(), before);
        const UtcMicroseconds newest = Two + second * 1s + 1s;
        m_chart->setSeries(newestTimes(newest), {{u"a"_s, &Theme::line, Qt::SolidLine, {1, 2, 3}}});
        m_window->setNow(newest);
        settle();
        QCOMPARE(m_chart->paintCount(), before + 1);
    }
}

void TestTimeChart::testFollowsByThePixelWherePointedAt()
{
    m_window->setSpan(10s);
    settle();
    const int before = m_chart->paintCount();
    m_window->setNow(Two + 500ms);
    QCoreApplication::processEvents();
    QCOMPARE(m_chart->paintCount(), before);
    // Else the crosshair would be beside the moment that it names.
    m_window->setCrosshair(Two - 5s);
    settle();
    QCOMPARE(m_chart->paintCount(), before + 1);
    m_window->setNow(Two + 600ms);
    settle();
    QCOMPARE(m_chart->paintCount(), before + 2);
    m_window->setCrosshair({});
    // Neither does what the user moves wait.
    m_window->pan(-300ms);
    settle();
    QCOMPARE(m_chart->paintCount(), before + 3);
    m_window->follow();
    settle();
    QCOMPARE(m_chart->paintCount(), before + 4);
}

void TestTimeChart::testGoesOnWithoutValues()
{
    settle();
    const int before = m_chart->paintCount();
    m_window->setNow(Two + 1s);
    QCoreApplication::processEvents();
    QCOMPARE(m_chart->paintCount(), before);
    m_window->setNow(Two + 2s);
    QTRY_COMPARE(m_chart->paintCount(), before + 1);
}

void TestTimeChart::testNothingWhileHidden()
{
    m_chart->hide();
    const int before = m_chart->paintCount();
    m_window->setNow(Two + 60s);
    QCoreApplication::processEvents();
    QCOMPARE(m_chart->paintCount(), before);
    m_chart->show();
    QTRY_COMPARE(m_chart->paintCount(), before + 1);
}

void TestTimeChart::testPictures()
{
    QVERIFY(GuiTesting::savePictures(*m_chart, u"timechart"_s) > 20);
}

QTEST_MAIN(TestTimeChart)
#include "tst_timechart.moc"
