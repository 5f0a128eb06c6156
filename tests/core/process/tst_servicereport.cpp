#include "process/servicereport.h"

#include <QByteArrayList>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Phase = ServiceState::Phase;

namespace {

/// What the manager has been told in the end, line by line.
class Told
{
public:
    explicit Told(std::optional<std::chrono::microseconds> watchdog = std::nullopt)
        : m_report(watchdog)
    {}

    QByteArrayList at(std::chrono::nanoseconds now, const ServiceState &state)
    {
        QByteArrayList lines = m_report.next(state, now).split('\n');
        lines.removeAll(QByteArray());
        return lines;
    }

private:
    ServiceReport m_report;
};

const QByteArray Extend = "EXTEND_TIMEOUT_USEC=30000000";

} // namespace

class TestServiceReport : public QObject
{
    Q_OBJECT

private slots:
    void testCourse();
    void testReadyIsSaidOnce();
    void testStatusAtMostOnceASecond();
    void testStatusIsOneLine_data();
    void testStatusIsOneLine();
    void testWatchdogIsFed();
    void testNoWatchdogNoFood();
    void testHungThreadIsNotFed();
    void testHungStopGetsNoMoreTime();
    void testStopBeforeReady();
    void testInterval_data();
    void testInterval();
};

void TestServiceReport::testCourse()
{
    Told told;
    QCOMPARE(told.at(1s, {Phase::Starting, true, u"Opening the database"_s}),
             (QByteArrayList{"STATUS=Opening the database", Extend}));
    QCOMPARE(told.at(2s, {Phase::Starting, true, u"Opening the database"_s}), QByteArrayList());
    QCOMPARE(told.at(11s, {Phase::Starting, true, u"Opening the database"_s}),
             QByteArrayList{Extend});
    QCOMPARE(told.at(12s, {Phase::Running, true, u"Recording"_s}),
             (QByteArrayList{"READY=1", "STATUS=Recording"}));
    QCOMPARE(told.at(60s, {Phase::Running, true, u"Recording"_s}), QByteArrayList());
    QCOMPARE(told.at(61s, {Phase::Stopping, true, u"Stopping"_s}),
             (QByteArrayList{"STOPPING=1", "STATUS=Stopping", Extend}));
    QCOMPARE(told.at(71s, {Phase::Stopping, true, u"Stopping"_s}), QByteArrayList{Extend});
}

void TestServiceReport::testReadyIsSaidOnce()
{
    Told told;
    QVERIFY(told.at(1s, {Phase::Running, true, {}}).contains("READY=1"));
    QVERIFY(!told.at(100s, {Phase::Running, true, {}}).contains("READY=1"));
}

void TestServiceReport::testStatusAtMostOnceASecond()
{
    Told told;
    const auto at = [&told](std::chrono::nanoseconds now, const QString &text) {
        QByteArrayList lines = told.at(now, {Phase::Running, true, text});
        lines.removeAll("READY=1");
        return lines;
    };
    QCOMPARE(at(1s, u"a"_s), QByteArrayList{"STATUS=a"});
    QCOMPARE(at(1'500ms, u"b"_s), QByteArrayList());
    QCOMPARE(at(1'999ms, u"c"_s), QByteArrayList());
    QCOMPARE(at(2s, u"c"_s), QByteArrayList{"STATUS=c"});
    QCOMPARE(at(3s, u"c"_s), QByteArrayList());
}

void TestServiceReport::testStatusIsOneLine_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("several lines")
        << u"one\nWATCHDOG=1\r\n two"_s << QByteArray("STATUS=one WATCHDOG=1 two");
    QTest::newRow("long") << QString(10'000, u'x') << QByteArray("STATUS=" + QByteArray(500, 'x'));
    QTest::newRow("not ASCII") << u"Aufzeichnung läuft"_s
                               << QByteArray("STATUS=Aufzeichnung läuft");
}

void TestServiceReport::testStatusIsOneLine()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, status);
    Told told;
    QCOMPARE(told.at(1s, {Phase::Running, true, text}), (QByteArrayList{"READY=1", status}));
}

void TestServiceReport::testWatchdogIsFed()
{
    Told told(20s);
    const ServiceState running{Phase::Running, true, {}};
    QVERIFY(told.at(1s, running).contains("WATCHDOG=1"));
    QCOMPARE(told.at(5'999ms, running), QByteArrayList());
    QCOMPARE(told.at(6s, running), QByteArrayList{"WATCHDOG=1"});
    QCOMPARE(told.at(11s, running), QByteArrayList{"WATCHDOG=1"});
}

void TestServiceReport::testNoWatchdogNoFood()
{
    Told told;
    QCOMPARE(told.at(1s, {Phase::Running, true, {}}), QByteArrayList{"READY=1"});
}

void TestServiceReport::testHungThreadIsNotFed()
{
    Told told(20s);
    QVERIFY(told.at(1s, {Phase::Running, true, {}}).contains("WATCHDOG=1"));
    for (int second = 2; second <= 60; ++second)
        QVERIFY(!told.at(std::chrono::seconds(second), {Phase::Running, false, {}})
                     .contains("WATCHDOG=1"));
    QVERIFY(told.at(61s, {Phase::Running, true, {}}).contains("WATCHDOG=1"));
}

void TestServiceReport::testHungStopGetsNoMoreTime()
{
    Told told;
    QCOMPARE(told.at(1s, {Phase::Stopping, false, {}}), QByteArrayList{"STOPPING=1"});
    QCOMPARE(told.at(100s, {Phase::Stopping, false, {}}), QByteArrayList());
}

void TestServiceReport::testStopBeforeReady()
{
    Told told;
    QCOMPARE(told.at(1s, {Phase::Starting, true, {}}), QByteArrayList{Extend});
    QCOMPARE(told.at(2s, {Phase::Stopping, true, {}}), (QByteArrayList{"STOPPING=1", Extend}));
}

void TestServiceReport::testInterval_data()
{
    QTest::addColumn<int>("watchdog");
    QTest::addColumn<int>("interval");
    QTest::newRow("none") << 0 << 500;
    QTest::newRow("a minute") << 60'000 << 500;
    QTest::newRow("a second") << 1'000 << 250;
    QTest::newRow("next to none") << 1 << 1;
}

void TestServiceReport::testInterval()
{
    QFETCH(int, watchdog);
    QFETCH(int, interval);
    const auto time =
        watchdog ? std::optional<std::chrono::microseconds>(std::chrono::milliseconds(watchdog))
                 : std::nullopt;
    QCOMPARE(int(ServiceReport(time).interval().count()), interval);
}

QTEST_APPLESS_MAIN(TestServiceReport)
#include "tst_servicereport.moc"
