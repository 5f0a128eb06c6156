#include "storage/upkeepschedule.h"

#include "fakes/manualclock.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

class TestUpkeepSchedule : public QObject
{
    Q_OBJECT

private slots:
    void testPauses_data();
    void testPauses();
    void testMidnight();
    void testClockThatIsSet();
};

namespace {

// 2026-07-20 12:00 UTC
constexpr std::chrono::milliseconds Noon(1'784'548'800'000);

} // namespace

void TestUpkeepSchedule::testPauses_data()
{
    QTest::addColumn<UpkeepState>("state");
    QTest::addColumn<int>("seconds");
    QTest::newRow("done") << UpkeepState::Done << 600;
    QTest::newRow("more to do") << UpkeepState::MoreToDo << 0;
    QTest::newRow("deferred") << UpkeepState::Deferred << 60;
}

void TestUpkeepSchedule::testPauses()
{
    QFETCH(UpkeepState, state);
    QFETCH(int, seconds);
    ManualClock clock(Noon);
    UpkeepSchedule schedule;
    QVERIFY(schedule.isDue(clock.now()));
    QVERIFY(!schedule.hasMoreToDo());
    schedule.note(state, clock.now());
    QCOMPARE(schedule.hasMoreToDo(), state == UpkeepState::MoreToDo);
    if (seconds > 0) {
        clock.advance(std::chrono::seconds(seconds) - 1us);
        QVERIFY(!schedule.isDue(clock.now()));
        clock.advance(1us);
    }
    QVERIFY(schedule.isDue(clock.now()));
}

void TestUpkeepSchedule::testMidnight()
{
    ManualClock clock(Noon + 12h - 1ms);
    UpkeepSchedule schedule;
    schedule.note(UpkeepState::Done, clock.now());
    clock.advance(999us);
    QVERIFY(!schedule.isDue(clock.now()));
    clock.advance(1us);
    QVERIFY(schedule.isDue(clock.now()));
    schedule.note(UpkeepState::Deferred, clock.now());
    QVERIFY(!schedule.isDue(clock.now()));
}

void TestUpkeepSchedule::testClockThatIsSet()
{
    UpkeepSchedule schedule;
    const ReceiveTime noon = ManualClock(Noon).now();
    schedule.note(UpkeepState::Done, noon);
    // Back by a day on the wall clock alone.
    QVERIFY(schedule.isDue({noon.utc - 24h, noon.monotonic + 1s}));
    QVERIFY(!schedule.isDue({noon.utc - 1h, noon.monotonic + 1s}));
}

QTEST_APPLESS_MAIN(TestUpkeepSchedule)
#include "tst_upkeepschedule.moc"
