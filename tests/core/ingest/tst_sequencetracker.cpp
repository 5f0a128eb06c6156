#include "ingest/sequencetracker.h"

#include <QTest>

#include <vector>

using namespace Orderflow;

namespace {

using Verdict = SequenceStep::Verdict;

UtcMicroseconds second(int value)
{
    return UtcMicroseconds(std::chrono::seconds(1'790'000'000 + value));
}

AggTrade trade(std::int64_t id, int receivedAt)
{
    AggTrade trade;
    trade.aggTradeId = id;
    trade.receiveTime.utc = second(receivedAt);
    return trade;
}

DepthUpdate update(std::int64_t prevFinalUpdateId, std::int64_t finalUpdateId, int receivedAt)
{
    DepthUpdate update;
    // As on the exchange, where ids inside are not contiguous: it must not matter.
    update.firstUpdateId = prevFinalUpdateId + 93;
    update.finalUpdateId = finalUpdateId;
    update.prevFinalUpdateId = prevFinalUpdateId;
    update.receiveTime.utc = second(receivedAt);
    return update;
}

} // namespace

class TestSequenceTracker : public QObject
{
    Q_OBJECT

private slots:
    void testTradesInOrder();
    void testMissingTrades();
    void testDuplicateTrade();
    void testLateTrade();
    void testDepthInOrder();
    void testMissingDepth();
    void testDuplicateDepth();
    void testLateDepth();
    void testSeamlessInterruption();
    void testInterruptionWithAHole();
    void testFirstReasonStands();
    void testInterruptionBeforeTheFirstEvent();
    void testInterruptionThatNothingEnds();

private:
    SequenceTracker tracker(const char *stream = "aggTrade") const
    {
        return {*Symbol::parse(std::string_view("BTCUSDT")), stream};
    }
};

void TestSequenceTracker::testTradesInOrder()
{
    SequenceTracker sequence = tracker();
    for (int id = 100; id < 200; ++id) {
        const SequenceStep step = sequence.accept(trade(id, id));
        QCOMPARE(step.verdict, Verdict::Accept);
        QVERIFY(!step.gap);
    }
}

void TestSequenceTracker::testMissingTrades()
{
    SequenceTracker sequence = tracker();
    sequence.accept(trade(100, 1));
    const SequenceStep step = sequence.accept(trade(104, 2));
    QCOMPARE(step.verdict, Verdict::Accept);

    CaptureGap expected;
    expected.symbol = *Symbol::parse(std::string_view("BTCUSDT"));
    expected.stream = "aggTrade";
    expected.reason = GapReason::Sequence;
    expected.status = GapStatus::Open;
    expected.firstMissingId = 101;
    expected.lastMissingId = 103;
    expected.missingEvents = 3;
    expected.fromTime = second(1);
    expected.toTime = second(2);
    QVERIFY(step.gap);
    QVERIFY(*step.gap == expected);
    QVERIFY(!sequence.accept(trade(105, 3)).gap);
}

void TestSequenceTracker::testDuplicateTrade()
{
    SequenceTracker sequence = tracker();
    sequence.accept(trade(100, 1));
    const SequenceStep step = sequence.accept(trade(100, 2));
    QCOMPARE(step.verdict, Verdict::Duplicate);
    QVERIFY(!step.gap);
    QVERIFY(!sequence.accept(trade(101, 3)).gap);
}

void TestSequenceTracker::testLateTrade()
{
    SequenceTracker sequence = tracker();
    sequence.accept(trade(100, 1));
    const SequenceStep step = sequence.accept(trade(98, 2));
    QCOMPARE(step.verdict, Verdict::Late);
    QVERIFY(!step.gap);
    QVERIFY(!sequence.accept(trade(101, 3)).gap);
}

void TestSequenceTracker::testDepthInOrder()
{
    SequenceTracker sequence = tracker("depth5@100ms");
    for (int i = 0; i < 100; ++i) {
        const std::int64_t previous = std::int64_t(1000) * i;
        const SequenceStep step = sequence.accept(update(previous, previous + 1000, i));
        QCOMPARE(step.verdict, Verdict::Accept);
        QVERIFY(!step.gap);
    }
}

void TestSequenceTracker::testMissingDepth()
{
    SequenceTracker sequence = tracker("depth5@100ms");
    sequence.accept(update(1000, 2000, 1));
    const SequenceStep step = sequence.accept(update(5000, 6000, 2));
    QCOMPARE(step.verdict, Verdict::Accept);
    QVERIFY(step.gap);
    QCOMPARE(step.gap->stream, std::string("depth5@100ms"));
    QCOMPARE(step.gap->reason, GapReason::Sequence);
    QCOMPARE(step.gap->firstMissingId, std::optional<std::int64_t>(2000));
    QCOMPARE(step.gap->lastMissingId, std::optional<std::int64_t>(5000));
    QVERIFY(!step.gap->missingEvents);
}

void TestSequenceTracker::testDuplicateDepth()
{
    SequenceTracker sequence = tracker("depth5@100ms");
    sequence.accept(update(1000, 2000, 1));
    QCOMPARE(sequence.accept(update(1000, 2000, 2)).verdict, Verdict::Duplicate);
    QVERIFY(!sequence.accept(update(2000, 3000, 3)).gap);
}

void TestSequenceTracker::testLateDepth()
{
    SequenceTracker sequence = tracker("depth5@100ms");
    sequence.accept(update(1000, 2000, 1));
    sequence.accept(update(2000, 3000, 2));
    const SequenceStep step = sequence.accept(update(1000, 2000, 3));
    QCOMPARE(step.verdict, Verdict::Late);
    QVERIFY(!step.gap);
    QVERIFY(!sequence.accept(update(3000, 4000, 4)).gap);
}

void TestSequenceTracker::testSeamlessInterruption()
{
    SequenceTracker sequence = tracker();
    sequence.accept(trade(100, 1));
    sequence.noteInterruption(GapReason::Disconnect, second(2));
    const SequenceStep step = sequence.accept(trade(101, 3));
    QVERIFY(step.gap);
    QCOMPARE(step.gap->reason, GapReason::Disconnect);
    QCOMPARE(step.gap->status, GapStatus::Filled);
    QCOMPARE(step.gap->missingEvents, std::optional<std::int64_t>(0));
    QVERIFY(!step.gap->firstMissingId);
    QVERIFY(!sequence.accept(trade(102, 4)).gap);
}

void TestSequenceTracker::testInterruptionWithAHole()
{
    SequenceTracker sequence = tracker();
    sequence.accept(trade(100, 1));
    sequence.noteInterruption(GapReason::Disconnect, second(2));
    // What the new connection repeats neither proves nor ends anything.
    QVERIFY(!sequence.accept(trade(100, 3)).gap);
    const SequenceStep step = sequence.accept(trade(103, 4));
    QVERIFY(step.gap);
    QCOMPARE(step.gap->reason, GapReason::Disconnect);
    QCOMPARE(step.gap->status, GapStatus::Open);
    QCOMPARE(step.gap->missingEvents, std::optional<std::int64_t>(2));
    QCOMPARE(step.gap->fromTime, second(1));
    QCOMPARE(step.gap->toTime, second(4));
}

void TestSequenceTracker::testFirstReasonStands()
{
    SequenceTracker sequence = tracker();
    sequence.accept(trade(100, 1));
    sequence.noteInterruption(GapReason::DecodeError, second(2));
    sequence.noteInterruption(GapReason::Disconnect, second(3));
    const SequenceStep step = sequence.accept(trade(102, 4));
    QVERIFY(step.gap);
    QCOMPARE(step.gap->reason, GapReason::DecodeError);
}

void TestSequenceTracker::testInterruptionBeforeTheFirstEvent()
{
    SequenceTracker sequence = tracker();
    sequence.noteInterruption(GapReason::DecodeError, second(1));
    const SequenceStep step = sequence.accept(trade(100, 2));
    QCOMPARE(step.verdict, Verdict::Accept);
    QVERIFY(step.gap);
    QCOMPARE(step.gap->status, GapStatus::Open);
    QVERIFY(!step.gap->firstMissingId);
    QVERIFY(!step.gap->missingEvents);
    QCOMPARE(step.gap->fromTime, second(1));
    QCOMPARE(step.gap->toTime, second(2));
}

void TestSequenceTracker::testInterruptionThatNothingEnds()
{
    SequenceTracker sequence = tracker();
    sequence.accept(trade(100, 1));
    QVERIFY(!sequence.endInterruption(second(2)));
    sequence.noteInterruption(GapReason::Disconnect, second(2));
    const std::optional<CaptureGap> gap = sequence.endInterruption(second(9));
    QVERIFY(gap);
    QCOMPARE(gap->reason, GapReason::Disconnect);
    QCOMPARE(gap->status, GapStatus::Open);
    QCOMPARE(gap->fromTime, second(1));
    QCOMPARE(gap->toTime, second(9));
    QVERIFY(!gap->missingEvents);
    QVERIFY(!sequence.endInterruption(second(10)));
}

QTEST_APPLESS_MAIN(TestSequenceTracker)
#include "tst_sequencetracker.moc"
