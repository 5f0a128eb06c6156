#include "alerts/alertmonitor.h"

#include "alerts/alertrules.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// As of so many seconds after the start.
RecorderStatus statusAt(std::chrono::seconds time, bool isAway)
{
    RecorderStatus status;
    status.state = RecorderState::Recording;
    status.takenAt = {UtcMicroseconds(1'000'000s + time), time};
    status.writer.state = isAway ? WriterStatus::State::Retrying : WriterStatus::State::Ready;
    status.writer.lastError =
        StoreError{StoreError::Kind::Unavailable, u"since %1"_s.arg(time.count()), {}};
    return status;
}

} // namespace

class TestAlertMonitor : public QObject
{
    Q_OBJECT

private slots:
    void testAllAreThere();
    void testCourse();
    void testOnlyWhileRecording();
    void testMessageKeepsTheWorst();
};

void TestAlertMonitor::testAllAreThere()
{
    const AlertMonitor monitor({});
    QCOMPARE(monitor.alerts().size(), alertRules().size());
    for (std::size_t i = 0; i < alertRules().size(); ++i)
        QCOMPARE(monitor.alerts()[i], (AlertStatus{alertRules()[i].name, false, {}, {}}));
}

void TestAlertMonitor::testCourse()
{
    AlertMonitor monitor({});
    const auto update = [&monitor](std::chrono::seconds time, bool isAway) {
        return monitor.update(statusAt(time, isAway));
    };
    QVERIFY(update(10s, true).empty());
    QVERIFY(update(39s, true).empty());
    const std::vector<AlertStatus> raised = update(40s, true);
    QCOMPARE(raised.size(), std::size_t(1));
    QCOMPARE(raised[0].name, u"database_away"_s);
    QVERIFY(raised[0].isActive);
    QVERIFY(raised[0].since == UtcMicroseconds(1'000'040s));
    QVERIFY(raised[0].message.endsWith(u"since 40"_s));
    QCOMPARE(monitor.alerts()[0], raised[0]);

    QVERIFY(update(50s, true).empty());
    QVERIFY(monitor.alerts()[0].message.endsWith(u"since 50"_s));
    QVERIFY(monitor.alerts()[0].since == raised[0].since);

    QVERIFY(update(60s, false).empty());
    QVERIFY(update(70s, true).empty());
    QVERIFY(update(80s, false).empty());
    QVERIFY(update(109s, false).empty());
    const std::vector<AlertStatus> cleared = update(110s, false);
    QCOMPARE(cleared.size(), std::size_t(1));
    QVERIFY(!cleared[0].isActive);
    QVERIFY(cleared[0].since == UtcMicroseconds(1'000'110s));
    QCOMPARE(cleared[0].message, u"The database takes batches again."_s);
}

void TestAlertMonitor::testOnlyWhileRecording()
{
    for (const RecorderState state :
         {RecorderState::Starting, RecorderState::Stopping, RecorderState::Stopped}) {
        AlertMonitor monitor({});
        for (int second = 0; second < 100; ++second) {
            RecorderStatus status = statusAt(std::chrono::seconds(second), true);
            status.state = state;
            QVERIFY(monitor.update(status).empty());
        }
        QVERIFY(!monitor.alerts()[0].isActive);
    }
}

void TestAlertMonitor::testMessageKeepsTheWorst()
{
    AlertMonitor monitor({});
    monitor.update(statusAt(0s, true));
    monitor.update(statusAt(30s, true));
    monitor.update(statusAt(40s, false));
    QVERIFY(monitor.alerts()[0].isActive);
    QVERIFY(monitor.alerts()[0].message.endsWith(u"since 30"_s));
}

QTEST_APPLESS_MAIN(TestAlertMonitor)
#include "tst_alertmonitor.moc"
