#include "alerts/alerting.h"

#include "fakes/manualclock.h"
#include "fakes/webhookreceiver.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestAlerting : public QObject
{
    Q_OBJECT

private slots:
    void testTellsOfChanges();

private:
    static RecorderStatus statusAt(const ManualClock &clock, WriterStatus::State state);
};

RecorderStatus TestAlerting::statusAt(const ManualClock &clock, WriterStatus::State state)
{
    RecorderStatus status;
    status.state = RecorderState::Recording;
    status.database = u"sqlite:///a.db"_s;
    status.takenAt = clock.now();
    status.writer.state = state;
    return status;
}

void TestAlerting::testTellsOfChanges()
{
    using State = WriterStatus::State;
    ManualClock clock;
    const WebhookReceiver receiver;
    Alerting alerting({});
    alerting.useWebhook(receiver.url(u"/hook"_s), NetworkAccess(), clock);
    const auto let = [&](std::chrono::seconds time, State state) {
        for (std::chrono::seconds passed{}; passed < time; passed += 1s) {
            clock.advance(1s);
            alerting.update(statusAt(clock, state));
        }
    };
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^database_away raised: .*DB_URL"_s));
    let(60s, State::Retrying);
    QVERIFY(alerting.alerts()[0].isActive);
    QTRY_COMPARE(receiver.bodies().size(), 1);
    QCOMPARE(receiver.bodies()[0][u"name"_s].toString(), u"database_away"_s);
    QCOMPARE(receiver.bodies()[0][u"state"_s].toString(), u"raised"_s);
    QVERIFY(receiver.bodies()[0][u"recorder"_s].toString().endsWith(u": sqlite:///a.db"_s));

    QTest::ignoreMessage(QtInfoMsg, "database_away cleared: The database takes batches again.");
    let(60s, State::Ready);
    QVERIFY(!alerting.alerts()[0].isActive);
    QTRY_VERIFY((clock.advance(1s), alerting.update(statusAt(clock, State::Ready)),
                 receiver.bodies().size() == 2));
    QCOMPARE(receiver.bodies()[1][u"state"_s].toString(), u"cleared"_s);
}

QTEST_GUILESS_MAIN(TestAlerting)
#include "tst_alerting.moc"
