#include "ingest/repairqueue.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

namespace {

/// Times count from here.
const UtcMicroseconds Start(std::chrono::seconds(1'790'000'000));

ReceiveTime at(std::chrono::milliseconds time)
{
    return {Start + time, 1s + time};
}

LedgerGap gap(std::int64_t id, std::chrono::milliseconds end = -1h)
{
    LedgerGap gap;
    gap.id = id;
    gap.gap.symbol = *Symbol::parse(std::string_view("BTCUSDT"));
    gap.gap.stream = "aggTrade";
    gap.gap.firstMissingId = id * 10'000;
    gap.gap.lastMissingId = id * 10'000 + 4999;
    gap.gap.toTime = Start + end;
    return gap;
}

LedgerGap depthGap(std::int64_t id)
{
    LedgerGap other = gap(id);
    other.gap.stream = "depth5@100ms";
    return other;
}

/// 0 for none.
std::int64_t nextId(RepairQueue &queue, std::chrono::milliseconds time)
{
    const RepairQueue::Task *task = queue.next(at(time));
    return task ? task->gap.id : 0;
}

} // namespace

class TestRepairQueue : public QObject
{
    Q_OBJECT

private slots:
    void testOrder();
    void testIgnoresWhatCannotBeRepaired();
    void testCurrentGoesOn();
    void testRetriesDouble();
    void testSettledIsNotBegunAgainSoon();
    void testSettledIsBegunInFull();
    void testPutBackGoesOnWhereItWas();
    void testWaitForTrades();
    void testPauseHoldsAll();
    void testForgets();
    void testYoungGapWaits_data();
    void testYoungGapWaits();
};

void TestRepairQueue::testOrder()
{
    RepairQueue queue({});
    QCOMPARE(nextId(queue, 0s), 0);
    QVERIFY(queue.isIdle(at(0s)) && !queue.wait(at(0s)));
    queue.setGaps({gap(7), gap(9), gap(8)});
    QVERIFY(!queue.isIdle(at(0s)));
    QCOMPARE(queue.waitingCount(), std::size_t(3));
    for (const std::int64_t id : {7, 9, 8}) {
        QCOMPARE(nextId(queue, 0s), id);
        QCOMPARE(queue.current()->gap.id, id);
        QCOMPARE(queue.waitingCount(), std::size_t(2));
        queue.settle(at(0s));
        QVERIFY(!queue.current());
    }
    QCOMPARE(nextId(queue, 0s), 0);
    QVERIFY(queue.isIdle(at(0s)));
}

void TestRepairQueue::testIgnoresWhatCannotBeRepaired()
{
    RepairQueue queue({});
    queue.setGaps({depthGap(1), gap(2), gap(2)});
    QCOMPARE(queue.waitingCount(), std::size_t(1 + 1));
    QCOMPARE(nextId(queue, 0s), 2);
}

void TestRepairQueue::testCurrentGoesOn()
{
    RepairQueue queue({});
    queue.setGaps({gap(1)});
    QCOMPARE(nextId(queue, 0s), 1);
    std::vector<AggTrade> page(1);
    page[0].aggTradeId = 14'999;
    QVERIFY(queue.current()->cursor->take(page));
    const auto window = queue.current()->cursor->window();
    // Newer ones come, with the same gap as it is in the ledger now.
    LedgerGap later = gap(1);
    later.gap.filledRows = 1;
    queue.setGaps({gap(3), gap(2), later});
    QCOMPARE(nextId(queue, 0s), 1);
    QVERIFY(queue.current()->cursor->window() == window);
    // Somebody else has filled it meanwhile.
    queue.setGaps({gap(3)});
    QCOMPARE(nextId(queue, 0s), 1);
    queue.settle(at(0s));
    QCOMPARE(nextId(queue, 0s), 3);
    queue.settle(at(0s));
    queue.setGaps({gap(3)});
    QCOMPARE(queue.waitingCount(), std::size_t(1));
}

void TestRepairQueue::testRetriesDouble()
{
    RepairQueue queue({.retry = 1min, .longestRetry = 5min});
    queue.setGaps({gap(1)});
    std::chrono::milliseconds now = 0s;
    for (const std::chrono::milliseconds delay : {1min, 2min, 4min, 5min, 5min}) {
        QCOMPARE(nextId(queue, now), 1);
        queue.putBack(at(now));
        QVERIFY(queue.isIdle(at(now)));
        QVERIFY(queue.wait(at(now)) == delay);
        QCOMPARE(nextId(queue, now + delay - 1ms), 0);
        now += delay;
    }
    QCOMPARE(nextId(queue, now), 1);
    QVERIFY(!queue.isIdle(at(now)));
}

void TestRepairQueue::testSettledIsNotBegunAgainSoon()
{
    RepairQueue queue({.retry = 1min});
    queue.setGaps({gap(1)});
    QCOMPARE(nextId(queue, 0s), 1);
    queue.settle(at(0s));
    for (int second = 0; second < 60; ++second) {
        queue.setGaps({gap(1)});
        QCOMPARE(nextId(queue, std::chrono::seconds(second)), 0);
        QVERIFY(queue.isIdle(at(std::chrono::seconds(second))));
    }
    QCOMPARE(nextId(queue, 60s), 1);
    queue.settle(at(60s));
    QCOMPARE(nextId(queue, 179s), 0);
    QCOMPARE(nextId(queue, 180s), 1);
}

void TestRepairQueue::testSettledIsBegunInFull()
{
    RepairQueue queue({.retry = 1min});
    LedgerGap partly = gap(1);
    partly.gap.filledRows = 3000;
    queue.setGaps({partly});
    QCOMPARE(nextId(queue, 0s), 1);
    QVERIFY(queue.current()->cursor->window() == (IdRange{11'000, 11'999}));
    QVERIFY(!queue.current()->cursor->isWhole());
    queue.settle(at(0s));
    partly.gap.filledRows = 4990;
    queue.setGaps({partly});
    QCOMPARE(nextId(queue, 60s), 1);
    QVERIFY(queue.current()->cursor->window() == (IdRange{14'000, 14'999}));
    QVERIFY(queue.current()->cursor->isWhole());
}

void TestRepairQueue::testPutBackGoesOnWhereItWas()
{
    RepairQueue queue({.retry = 1min});
    queue.setGaps({gap(1)});
    QCOMPARE(nextId(queue, 0s), 1);
    queue.current()->cursor->refuseTooOld({});
    const auto window = queue.current()->cursor->window();
    queue.putBack(at(0s));
    queue.setGaps({gap(2), gap(1)});
    QCOMPARE(nextId(queue, 0s), 2);
    queue.settle(at(0s));
    QCOMPARE(nextId(queue, 60s), 2);
    queue.settle(at(60s));
    QCOMPARE(nextId(queue, 60s), 1);
    QVERIFY(queue.current()->cursor->window() == window);
}

void TestRepairQueue::testWaitForTrades()
{
    RepairQueue queue({.emptyRetry = 20s});
    queue.setGaps({gap(2), gap(1)});
    QCOMPARE(nextId(queue, 0s), 2);
    queue.waitForTrades(at(0s));
    QCOMPARE(nextId(queue, 0s), 1);
    queue.settle(at(0s));
    QCOMPARE(nextId(queue, 19s), 0);
    // It will be gone on with soon, so that this is no end.
    QVERIFY(!queue.isIdle(at(19s)));
    QVERIFY(queue.wait(at(19s)) == 1s);
    QCOMPARE(nextId(queue, 20s), 2);
}

void TestRepairQueue::testPauseHoldsAll()
{
    RepairQueue queue({.retry = 1min, .longestRetry = 3min});
    queue.setGaps({gap(2), gap(1)});
    std::chrono::milliseconds now = 0s;
    for (const std::chrono::milliseconds delay : {1min, 2min, 3min, 3min}) {
        QCOMPARE(nextId(queue, now), 2);
        queue.pause(at(now));
        QVERIFY(queue.isIdle(at(now)));
        QVERIFY(queue.wait(at(now)) == delay);
        queue.setGaps({gap(3), gap(2), gap(1)});
        QCOMPARE(nextId(queue, now + delay - 1ms), 0);
        now += delay;
    }
    QVERIFY(!queue.isIdle(at(now)));
    queue.endPauses();
    queue.pause(at(now));
    QVERIFY(queue.wait(at(now)) == 1min);
    QCOMPARE(nextId(queue, now + 1min), 2);
}

void TestRepairQueue::testForgets()
{
    RepairQueue queue({.retry = 1min});
    queue.setGaps({gap(1)});
    QCOMPARE(nextId(queue, 0s), 1);
    queue.settle(at(0s));
    queue.setGaps({});
    QCOMPARE(queue.waitingCount(), std::size_t(0));
    QVERIFY(!queue.wait(at(0s)));
    queue.setGaps({gap(1)});
    QCOMPARE(nextId(queue, 0s), 1);
}

void TestRepairQueue::testYoungGapWaits_data()
{
    QTest::addColumn<qint64>("endMs");
    QTest::addColumn<qint64>("waitMs");
    QTest::newRow("old") << qint64(-60'000) << qint64(0);
    QTest::newRow("old enough") << qint64(-10'000) << qint64(0);
    QTest::newRow("young") << qint64(-4'000) << qint64(6'000);
    QTest::newRow("just now") << qint64(0) << qint64(10'000);
    QTest::newRow("a clock that was set back a little") << qint64(3'000) << qint64(13'000);
    QTest::newRow("a clock that was set back") << qint64(3'600'000) << qint64(0);
}

void TestRepairQueue::testYoungGapWaits()
{
    QFETCH(qint64, endMs);
    QFETCH(qint64, waitMs);
    const std::chrono::milliseconds wait(waitMs);
    RepairQueue queue({.settle = 10s});
    queue.setGaps({gap(1, std::chrono::milliseconds(endMs)), gap(2)});
    QCOMPARE(nextId(queue, 0s), wait == 0s ? 1 : 2);
    if (wait == 0s)
        return;
    queue.settle(at(0s));
    QVERIFY(queue.wait(at(0s)) == wait);
    QVERIFY(!queue.isIdle(at(0s)));
    QCOMPARE(nextId(queue, wait - 1ms), 0);
    QCOMPARE(nextId(queue, wait), 1);
}

QTEST_APPLESS_MAIN(TestRepairQueue)
#include "tst_repairqueue.moc"
