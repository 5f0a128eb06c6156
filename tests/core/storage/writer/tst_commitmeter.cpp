#include "storage/writer/commitmeter.h"

#include "core/storage/storetesting.h"

#include <QTest>

using namespace Orderflow;
using namespace StoreTesting;
using namespace std::chrono_literals;

class TestCommitMeter : public QObject
{
    Q_OBJECT

private slots:
    void testCountsByStream();
    void testSnapshots();
};

void TestCommitMeter::testCountsByStream()
{
    CommitMeter meter;
    EventBatch batch = makeBatch(makeTrade(1), makeTrade(2), makeDepth(130));
    for (AggTrade &trade : batch.trades)
        trade.receiveTime.monotonic = 10s;
    for (DepthUpdate &update : batch.depthUpdates)
        update.receiveTime.monotonic = 9s;
    meter.count(batch, 10s + 15us);
    meter.count(makeBatch(), 11s);
    const StreamCommitsList streams = meter.newest();
    QCOMPARE(streams->size(), std::size_t(2));
    const StreamCommits &trades = streams->at(0);
    QCOMPARE(trades.symbol, batch.trades[0].symbol);
    QCOMPARE(trades.type, std::string("aggTrade"));
    QCOMPARE(trades.events, 2);
    QCOMPARE(trades.receiveToCommit.quantile(1), 15us);
    const StreamCommits &depth = streams->at(1);
    QCOMPARE(depth.type, batch.depthUpdates[0].depthKind);
    QCOMPARE(depth.events, 1);
    QVERIFY(depth.receiveToCommit.quantile(1) >= 1s);
}

void TestCommitMeter::testSnapshots()
{
    CommitMeter meter;
    const StreamCommitsList first = meter.snapshot(1s);
    QVERIFY(first->empty());
    meter.count(makeBatch(makeTrade(1)), 1s);
    // Too early for another one, unless it is to be the newest.
    QCOMPARE(meter.snapshot(1s + CommitMeter::SnapshotInterval - 1ns), first);
    QCOMPARE(meter.newest()->at(0).events, 1);
    meter.count(makeBatch(makeTrade(2)), 1s);
    QCOMPARE(meter.snapshot(1s + CommitMeter::SnapshotInterval)->at(0).events, 2);
    // What was handed out stays as it was.
    QVERIFY(first->empty());
}

QTEST_APPLESS_MAIN(TestCommitMeter)
#include "tst_commitmeter.moc"
