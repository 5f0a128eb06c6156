#include "fakes/fakeledger.h"
#include "gui/guitesting.h"
#include "gui/integrity/streamtimeline.h"

#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>
#include <QWheelEvent>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestStreamTimeline : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testClickSelects();
    void testKeys();
    void testZoomKeys();
    void testWheel();
    void testDrag();
    void testSelectFromOutside();
    void testHover();
    void testFilterKeepsTheCurrentRow();
    void testDescription();
    void testManyStreams();
    void testNothing();

private:
    void wheel(QPoint at, int delta, Qt::KeyboardModifiers modifiers = {});
    LedgerGap firstOpen() const;

    LedgerSpan m_span;
    std::unique_ptr<StreamTimeline> m_timeline;
};

void TestStreamTimeline::init()
{
    m_span = FakeLedger::day(12);
    m_timeline = std::make_unique<StreamTimeline>();
    m_timeline->resize(900, 300);
    m_timeline->setSpan(std::make_shared<const LedgerSpan>(m_span));
    m_timeline->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_timeline.get()));
}

LedgerGap TestStreamTimeline::firstOpen() const
{
    // In the first row.
    return *std::ranges::find_if(m_span.gaps, [](const LedgerGap &row) {
        return row.gap.status == GapStatus::Open && row.gap.symbol.is("S0USDT") && isHole(row.gap);
    });
}

void TestStreamTimeline::wheel(QPoint at, int delta, Qt::KeyboardModifiers modifiers)
{
    QWheelEvent event(at, m_timeline->viewport()->mapToGlobal(at), {}, {0, delta}, Qt::NoButton,
                      modifiers, Qt::NoScrollPhase, false);
    QApplication::sendEvent(m_timeline->viewport(), &event);
}

void TestStreamTimeline::testClickSelects()
{
    QSignalSpy selected(m_timeline.get(), &StreamTimeline::gapSelected);
    const LedgerGap gap = firstOpen();
    const QRect rect = m_timeline->gapRect(gap.id);
    QVERIFY(rect.width() >= 3);
    QTest::mouseClick(m_timeline->viewport(), Qt::LeftButton, {}, rect.center());
    QCOMPARE(selected.count(), 1);
    QCOMPARE(selected.last().first().toLongLong(), gap.id);
    QCOMPARE(m_timeline->selectedGap(), gap.id);
    // Where nothing is missing there is nothing to select.
    QTest::mouseClick(m_timeline->viewport(), Qt::LeftButton, {}, rect.center() - QPoint(60, 0));
    QCOMPARE(selected.last().first().toLongLong(), 0);
}

void TestStreamTimeline::testKeys()
{
    QSignalSpy selected(m_timeline.get(), &StreamTimeline::gapSelected);
    // The first row has a restart that was filled, an open gap, and a seamless reconnect.
    std::vector<std::int64_t> ids;
    for (const LedgerGap &row : m_span.gaps) {
        if (row.gap.symbol.is("S0USDT") && row.gap.stream == "aggTrade")
            ids.push_back(row.id);
    }
    QCOMPARE(ids.size(), std::size_t(3));
    QTest::keyClick(m_timeline.get(), Qt::Key_Return);
    QCOMPARE(m_timeline->selectedGap(), ids[0]);
    QTest::keyClick(m_timeline.get(), Qt::Key_Right);
    QTest::keyClick(m_timeline.get(), Qt::Key_Right);
    QCOMPARE(m_timeline->selectedGap(), ids[2]);
    QTest::keyClick(m_timeline.get(), Qt::Key_Right);
    QCOMPARE(m_timeline->selectedGap(), ids[2]);
    QTest::keyClick(m_timeline.get(), Qt::Key_Left);
    QCOMPARE(m_timeline->selectedGap(), ids[1]);
    QCOMPARE(selected.last().first().toLongLong(), ids[1]);
    QTest::keyClick(m_timeline.get(), Qt::Key_Escape);
    QCOMPARE(m_timeline->selectedGap(), 0);
    QTest::keyClick(m_timeline.get(), Qt::Key_End);
    QCOMPARE(m_timeline->verticalScrollBar()->value(), m_timeline->verticalScrollBar()->maximum());
    QVERIFY(m_timeline->accessibleDescription().startsWith(u"S9USDT depth5@100ms"_s));
    QTest::keyClick(m_timeline.get(), Qt::Key_Home);
    QCOMPARE(m_timeline->verticalScrollBar()->value(), 0);
    QTest::keyClick(m_timeline.get(), Qt::Key_Down);
    QVERIFY(m_timeline->accessibleDescription().startsWith(u"S0USDT depth5@100ms"_s));
}

void TestStreamTimeline::testZoomKeys()
{
    QVERIFY(m_timeline->window().isWhole());
    QTest::keyClick(m_timeline.get(), Qt::Key_Plus);
    QVERIFY(!m_timeline->window().isWhole());
    const UtcMicroseconds from = m_timeline->window().from();
    QTest::keyClick(m_timeline.get(), Qt::Key_Left, Qt::ControlModifier);
    QVERIFY(m_timeline->window().from() < from);
    QTest::keyClick(m_timeline.get(), Qt::Key_0);
    QVERIFY(m_timeline->window().isWhole());
}

void TestStreamTimeline::testWheel()
{
    const QPoint inRows(400, 150);
    wheel(inRows, -120);
    QVERIFY(m_timeline->verticalScrollBar()->value() > 0);
    QVERIFY(m_timeline->window().isWhole());
    wheel(inRows, 120, Qt::ControlModifier);
    QVERIFY(!m_timeline->window().isWhole());
    wheel(inRows, -120, Qt::ControlModifier);
    QVERIFY(m_timeline->window().isWhole());
    // Above the rows it needs no key.
    wheel({400, 5}, 120);
    QVERIFY(!m_timeline->window().isWhole());
    const UtcMicroseconds from = m_timeline->window().from();
    wheel(inRows, 120, Qt::ShiftModifier);
    QVERIFY(m_timeline->window().from() < from);
}

void TestStreamTimeline::testDrag()
{
    QSignalSpy selected(m_timeline.get(), &StreamTimeline::gapSelected);
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(m_timeline.get(), Qt::Key_Plus);
    const UtcMicroseconds from = m_timeline->window().from();
    QTest::mousePress(m_timeline->viewport(), Qt::LeftButton, {}, {400, 100});
    QTest::mouseMove(m_timeline->viewport(), {480, 100});
    QTest::mouseRelease(m_timeline->viewport(), Qt::LeftButton, {}, {480, 100});
    QVERIFY(m_timeline->window().from() < from);
    QCOMPARE(selected.count(), 0);
}

void TestStreamTimeline::testSelectFromOutside()
{
    QSignalSpy selected(m_timeline.get(), &StreamTimeline::gapSelected);
    for (int i = 0; i < 8; ++i)
        wheel({880, 5}, 120);
    const auto last = std::ranges::find_if(m_span.gaps, [](const LedgerGap &row) {
        return row.gap.symbol.is("S9USDT") && row.gap.stream == "aggTrade";
    });
    m_timeline->selectGap(last->id);
    QCOMPARE(m_timeline->selectedGap(), last->id);
    QVERIFY(m_timeline->viewport()->rect().contains(m_timeline->gapRect(last->id)));
    QCOMPARE(selected.count(), 0);
    // One that is gone marks nothing.
    m_timeline->selectGap(987'654'321);
    QVERIFY(m_timeline->gapRect(987'654'321).isEmpty());
}

void TestStreamTimeline::testHover()
{
    QSignalSpy hovered(m_timeline.get(), &StreamTimeline::hovered);
    const QPoint center = m_timeline->gapRect(firstOpen().id).center();
    QTest::mouseMove(m_timeline->viewport(), center);
    QTRY_VERIFY(!hovered.isEmpty());
    QTRY_VERIFY2(hovered.last().first().toString().startsWith(u"S0USDT aggTrade: open"_s),
                 qPrintable(hovered.last().first().toString()));
    QTest::mouseMove(m_timeline->viewport(), center - QPoint(60, 0));
    QTRY_VERIFY2(hovered.last().first().toString().startsWith(u"S0USDT aggTrade at 2026-09-21"_s),
                 qPrintable(hovered.last().first().toString()));
}

void TestStreamTimeline::testFilterKeepsTheCurrentRow()
{
    QTest::keyClick(m_timeline.get(), Qt::Key_End);
    m_timeline->setFilter({u"depth"_s, TimelineFilter::Which::All});
    QCOMPARE(m_timeline->shownRows(), std::size_t(12));
    QVERIFY(m_timeline->accessibleDescription().startsWith(u"S9USDT depth5@100ms"_s));
    m_timeline->setFilter({u"doge"_s, TimelineFilter::Which::All});
    QCOMPARE(m_timeline->shownRows(), std::size_t(0));
    QVERIFY(GuiTesting::savePictures(*m_timeline, u"timeline-filtered"_s) > 2);
}

void TestStreamTimeline::testDescription()
{
    QVERIFY2(m_timeline->accessibleDescription().startsWith(u"S0USDT aggTrade: 99.16 % captured"_s),
             qPrintable(m_timeline->accessibleDescription()));
    m_timeline->selectGap(firstOpen().id);
    QVERIFY(m_timeline->accessibleDescription().contains(u"connection lost"_s));
}

void TestStreamTimeline::testManyStreams()
{
    const auto span = std::make_shared<const LedgerSpan>(FakeLedger::day(800));
    m_timeline->setSpan(span);
    QCOMPARE(m_timeline->shownRows(), std::size_t(1600));
    // Only what can be seen is painted.
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 20; ++i)
        static_cast<void>(m_timeline->grab());
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
}

void TestStreamTimeline::testNothing()
{
    QSignalSpy selected(m_timeline.get(), &StreamTimeline::gapSelected);
    m_timeline->setSpan(nullptr);
    QCOMPARE(m_timeline->shownRows(), std::size_t(0));
    QTest::keyClick(m_timeline.get(), Qt::Key_Return);
    QTest::mouseClick(m_timeline->viewport(), Qt::LeftButton, {}, {400, 100});
    QTest::mouseMove(m_timeline->viewport(), {410, 110});
    QCOMPARE(selected.count(), 0);
    static_cast<void>(m_timeline->grab());
}

QTEST_MAIN(TestStreamTimeline)
#include "tst_streamtimeline.moc"
