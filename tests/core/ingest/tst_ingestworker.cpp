#include "ingest/continuityrun.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

class TestIngestWorker : public QObject
{
    Q_OBJECT

private slots:
    void testHeartbeat();
};

void TestIngestWorker::testHeartbeat()
{
    RecorderSettings settings = ContinuityRun::settingsFor(1);
    // The status goes with each batch, for want of the thread's own timers.
    settings.batch.maxEvents = 10;
    ContinuityRun run(settings);
    run.setRates(10, 10);
    for (int minute = 0; minute < 3; ++minute) {
        run.run(1min);
        QVERIFY(run.status().heartbeat.patience);
        QVERIFY(!run.status().heartbeat.isOverdue(run.clock.now().monotonic));
    }
    // As if its thread hung from now on.
    run.clock.advance(15s);
    QVERIFY(!run.status().heartbeat.isOverdue(run.clock.now().monotonic));
    run.clock.advance(30s);
    QVERIFY(run.status().heartbeat.isOverdue(run.clock.now().monotonic));

    run.finish();
    run.clock.advance(1h);
    QVERIFY(!run.status().heartbeat.isOverdue(run.clock.now().monotonic));
}

QTEST_GUILESS_MAIN(TestIngestWorker)
#include "tst_ingestworker.moc"
