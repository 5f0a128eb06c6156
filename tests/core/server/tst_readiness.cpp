#include "server/readiness.h"

#include "core/server/servertesting.h"
#include "fakes/manualclock.h"

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace ServerTesting;
using namespace std::chrono_literals;

using Change = void (*)(RecorderStatus &status);
Q_DECLARE_METATYPE(Change)

class TestReadiness : public QObject
{
    Q_OBJECT

private slots:
    void testReadiness_data();
    void testReadiness();
    void testOldStatus();
};

void TestReadiness::testReadiness_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<bool>("isReady");
    const auto row = [](const char *name, Change change, bool isReady) {
        QTest::newRow(name) << change << isReady;
    };
    row(
        "all is well", [](RecorderStatus &) {}, true);
    row(
        "starting", [](RecorderStatus &to) { to.state = RecorderState::Starting; }, false);
    row(
        "stopping", [](RecorderStatus &to) { to.state = RecorderState::Stopping; }, false);
    row(
        "database away",
        [](RecorderStatus &to) { to.writer.state = WriterStatus::State::Retrying; }, false);
    row(
        "a route is down",
        [](RecorderStatus &to) { to.feeds[0].state = FeedStatus::State::Waiting; }, false);
    row(
        "a route is down, and its other side works",
        [](RecorderStatus &to) {
            FeedStatus twin = to.feeds[0];
            twin.side = 2;
            to.feeds[0].state = FeedStatus::State::Waiting;
            to.feeds.push_back(twin);
        },
        true);
    row(
        "a route is silent", [](RecorderStatus &to) { to.feeds[1].lastData->monotonic -= 31s; },
        false);
    row(
        "a route is open and had no data yet",
        [](RecorderStatus &to) { to.feeds[1].lastData.reset(); }, true);
    row(
        "a route is open for long and had no data yet",
        [](RecorderStatus &to) {
            to.feeds[1].lastData.reset();
            to.feeds[1].openedAt->monotonic -= 31s;
        },
        false);
    row(
        "no connections", [](RecorderStatus &to) { to.feeds.clear(); }, false);
    row(
        "events were lost once", [](RecorderStatus &to) { to.eventsLost = 5; }, true);
    row(
        "a stream is mute", [](RecorderStatus &to) { to.feeds[0].muteStreams = 1; }, true);
}

void TestReadiness::testReadiness()
{
    QFETCH(Change, change);
    ManualClock clock;
    clock.advance(1h);
    RecorderStatus status = sampleStatus(clock.now());
    change(status);
    const Readiness readiness = readinessOf(status, clock.now().monotonic);
    QTEST(readiness.isReady, "isReady");
    QCOMPARE(readiness.reason, verdict(status));
}

void TestReadiness::testOldStatus()
{
    ManualClock clock;
    const RecorderStatus status = sampleStatus(clock.now());
    clock.advance(15s);
    QVERIFY(readinessOf(status, clock.now().monotonic).isReady);
    clock.advance(1s);
    const Readiness readiness = readinessOf(status, clock.now().monotonic);
    QVERIFY(!readiness.isReady);
    QCOMPARE(readiness.reason, u"The program hangs: its status is 16 s old"_s);
}

QTEST_APPLESS_MAIN(TestReadiness)
#include "tst_readiness.moc"
