#include "storage/batchqueue.h"

#include <QTest>

#include <numeric>
#include <thread>

using namespace Orderflow;

class TestBatchQueue : public QObject
{
    Q_OBJECT

private slots:
    void testOrder();
    void testRefusesWhatDoesNotFit();
    void testEmptyQueueTakesAnySize();
    void testCloseEndsInput();
    void testCloseWakesPop();
    void testPopWithin();
    void testPushWakesPopWithin();
    void testThreads();
};

namespace {

EventBatch makeBatch(std::int64_t id, std::size_t bytes)
{
    AggTrade trade;
    trade.aggTradeId = id;
    EventBatch batch;
    batch.add(trade);
    batch.bytes = bytes;
    return batch;
}

} // namespace

void TestBatchQueue::testOrder()
{
    BatchQueue queue(1000);
    for (int id = 1; id <= 3; ++id)
        QVERIFY(queue.push(makeBatch(id, 100)));
    QCOMPARE(queue.depth(), (QueueDepth{3, 300}));
    for (int id = 1; id <= 3; ++id)
        QCOMPARE(queue.pop()->trades.at(0).aggTradeId, id);
    QCOMPARE(queue.depth(), QueueDepth{});
}

void TestBatchQueue::testRefusesWhatDoesNotFit()
{
    BatchQueue queue(250);
    QVERIFY(queue.push(makeBatch(1, 100)));
    QVERIFY(queue.push(makeBatch(2, 100)));
    EventBatch third = makeBatch(3, 51);
    QVERIFY(!queue.push(std::move(third)));
    // NOLINTNEXTLINE(bugprone-use-after-move): push() leaves a refused batch as it was.
    QCOMPARE(third.trades.size(), std::size_t(1));
    QCOMPARE(queue.depth(), (QueueDepth{2, 200}));

    EventBatch exact = makeBatch(4, 50);
    QVERIFY(queue.push(std::move(exact)));
    QVERIFY(queue.pop());
    QVERIFY(queue.push(std::move(third)));
    QCOMPARE(queue.depth(), (QueueDepth{3, 201}));
}

void TestBatchQueue::testEmptyQueueTakesAnySize()
{
    BatchQueue queue(10);
    QVERIFY(queue.push(makeBatch(1, 1'000'000)));
    QVERIFY(!queue.push(makeBatch(2, 1)));
    QVERIFY(queue.pop());
    QVERIFY(queue.push(makeBatch(2, 1)));
}

void TestBatchQueue::testCloseEndsInput()
{
    BatchQueue queue(1000);
    QVERIFY(queue.push(makeBatch(1, 100)));
    queue.close();
    EventBatch late = makeBatch(2, 100);
    QVERIFY(!queue.push(std::move(late)));
    // NOLINTNEXTLINE(bugprone-use-after-move): push() leaves a refused batch as it was.
    QCOMPARE(late.trades.size(), std::size_t(1));
    QVERIFY(queue.pop());
    QVERIFY(!queue.pop());
}

void TestBatchQueue::testCloseWakesPop()
{
    BatchQueue queue(1000);
    std::thread reader([&queue] { QVERIFY(!queue.pop()); });
    queue.close();
    reader.join();
}

void TestBatchQueue::testPopWithin()
{
    using namespace std::chrono_literals;
    BatchQueue queue(1000);
    QVERIFY(!queue.popWithin(0ms));
    QVERIFY(!queue.popWithin(1ms));
    QVERIFY(!queue.isFinished());
    QVERIFY(queue.push(makeBatch(1, 100)));
    queue.close();
    QVERIFY(!queue.isFinished());
    QCOMPARE(queue.popWithin(0ms)->trades.at(0).aggTradeId, 1);
    QCOMPARE(queue.depth(), QueueDepth{});
    QVERIFY(queue.isFinished());
    QVERIFY(!queue.popWithin(1h));
}

void TestBatchQueue::testPushWakesPopWithin()
{
    BatchQueue queue(1000);
    std::thread reader([&queue] { QVERIFY(queue.popWithin(std::chrono::hours(1))); });
    QVERIFY(queue.push(makeBatch(1, 100)));
    reader.join();
}

void TestBatchQueue::testThreads()
{
    constexpr std::int64_t BatchesOfEach = 2000;
    BatchQueue queue(1000);
    const auto produce = [&queue](std::int64_t firstId) {
        for (std::int64_t id = firstId; id < firstId + BatchesOfEach; ++id) {
            EventBatch batch = makeBatch(id, 100);
            // NOLINTNEXTLINE(bugprone-use-after-move): push() leaves a refused batch as it was.
            while (!queue.push(std::move(batch)))
                std::this_thread::yield();
        }
    };
    std::thread first(produce, 0);
    std::thread second(produce, BatchesOfEach);
    std::vector<int> seen(2 * BatchesOfEach);
    for (std::int64_t i = 0; i < 2 * BatchesOfEach; ++i)
        ++seen.at(std::size_t(queue.pop()->trades.at(0).aggTradeId));
    first.join();
    second.join();
    QCOMPARE(std::count(seen.begin(), seen.end(), 1), 2 * BatchesOfEach);
    QCOMPARE(queue.depth(), QueueDepth{});
}

QTEST_APPLESS_MAIN(TestBatchQueue)
#include "tst_batchqueue.moc"
