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

/// With a time of the exchange's too, in milliseconds.
AggTrade tradeAt(std::int64_t id, int time)
{
    AggTrade made = trade(id, time);
    made.tradeTime = UtcMilliseconds(std::chrono::milliseconds(time));
    return made;
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
    void testLateTradeFillsAHole();
    void testTradeBeforeAllThatWasFollowed();
    void testDepthInOrder();
    void testMissingDepth();
    void testDuplicateDepth();
    void testLateDepthFillsAHole();
    void testUpdateThatReachesBack();
    void testHoleFilledFromBothEnds();
    void testMoreHolesThanAreRemembered();
    void testManyLateEventsInOneHole();
    void testLastId();
    void testIdsThatStartOver();
    void testFollowsIdsThatStartedOver();
    void testOneStrangeIdIsNoRestart();
    void testLateEventsSettleTheirGap();
    void testResume_data();
    void testResume();
    void testResumeKeepsWhatMayBeUnseen();
    void testRunThatEndsBeforeTheStreamGoesOn();
    void testDepthWithoutAPredecessor();
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

void TestSequenceTracker::testLateTradeFillsAHole()
{
    SequenceTracker sequence = tracker();
    sequence.accept(trade(100, 1));
    QVERIFY(sequence.accept(trade(104, 2)).gap);
    // In the middle first, so that the hole falls into two.
    for (const int id : {102, 101, 103}) {
        const SequenceStep step = sequence.accept(trade(id, 3));
        QCOMPARE(step.verdict, Verdict::Late);
        QVERIFY(!step.gap);
    }
    for (int id = 100; id <= 104; ++id)
        QCOMPARE(sequence.accept(trade(id, 4)).verdict, Verdict::Duplicate);
    QVERIFY(!sequence.accept(trade(105, 5)).gap);
}

void TestSequenceTracker::testTradeBeforeAllThatWasFollowed()
{
    SequenceTracker sequence = tracker();
    sequence.accept(trade(100, 1));
    const SequenceStep step = sequence.accept(trade(98, 2));
    QCOMPARE(step.verdict, Verdict::Late);
    QVERIFY(!step.gap);
    QCOMPARE(sequence.accept(trade(99, 2)).verdict, Verdict::Late);
    QCOMPARE(sequence.accept(trade(100, 2)).verdict, Verdict::Duplicate);
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

void TestSequenceTracker::testLateDepthFillsAHole()
{
    SequenceTracker sequence = tracker("depth5@100ms");
    sequence.accept(update(1000, 2000, 1));
    QVERIFY(sequence.accept(update(5000, 6000, 2)).gap);
    const SequenceStep step = sequence.accept(update(3000, 4000, 3));
    QCOMPARE(step.verdict, Verdict::Late);
    QVERIFY(!step.gap);
    QCOMPARE(sequence.accept(update(3000, 4000, 3)).verdict, Verdict::Duplicate);
    QCOMPARE(sequence.accept(update(2000, 3000, 4)).verdict, Verdict::Late);
    QCOMPARE(sequence.accept(update(4000, 5000, 5)).verdict, Verdict::Late);
    for (const int previous : {1000, 2000, 3000, 4000, 5000})
        QCOMPARE(sequence.accept(update(previous, previous + 1000, 6)).verdict, Verdict::Duplicate);
    QVERIFY(!sequence.accept(update(6000, 7000, 7)).gap);
}

void TestSequenceTracker::testUpdateThatReachesBack()
{
    SequenceTracker sequence = tracker("depth5@100ms");
    sequence.accept(update(1000, 2000, 1));
    // Another connection, whose steps are at other times.
    const SequenceStep step = sequence.accept(update(1500, 2500, 2));
    QCOMPARE(step.verdict, Verdict::Accept);
    QVERIFY(!step.gap);
    sequence.noteInterruption(GapReason::Disconnect, second(3));
    const SequenceStep proved = sequence.accept(update(2400, 3400, 4));
    QVERIFY(proved.gap);
    QCOMPARE(proved.gap->missingEvents, std::optional<std::int64_t>(0));
    QCOMPARE(proved.gap->status, GapStatus::Filled);
}

void TestSequenceTracker::testHoleFilledFromBothEnds()
{
    SequenceTracker sequence = tracker();
    sequence.accept(trade(100, 1));
    sequence.accept(trade(111, 2));
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(sequence.accept(trade(101 + i, 3)).verdict, Verdict::Late);
        QCOMPARE(sequence.accept(trade(110 - i, 3)).verdict, Verdict::Late);
    }
    for (int id = 101; id <= 110; ++id)
        QCOMPARE(sequence.accept(trade(id, 4)).verdict, Verdict::Duplicate);
}

void TestSequenceTracker::testMoreHolesThanAreRemembered()
{
    SequenceTracker sequence = tracker();
    for (int id = 1; id <= 201; id += 2)
        sequence.accept(trade(id, id));
    // Of the newest holes it is known what they lack.
    QCOMPARE(sequence.accept(trade(200, 300)).verdict, Verdict::Late);
    QCOMPARE(sequence.accept(trade(200, 301)).verdict, Verdict::Duplicate);
    QCOMPARE(sequence.accept(trade(199, 301)).verdict, Verdict::Duplicate);
    // Of the oldest nothing is known any more, so all of it is kept: the database's key decides.
    QCOMPARE(sequence.accept(trade(3, 302)).verdict, Verdict::Late);
    QCOMPARE(sequence.accept(trade(2, 302)).verdict, Verdict::Late);
    QCOMPARE(sequence.accept(trade(2, 303)).verdict, Verdict::Late);
    QVERIFY(!sequence.accept(trade(202, 304)).gap);
}

void TestSequenceTracker::testManyLateEventsInOneHole()
{
    SequenceTracker sequence = tracker();
    sequence.accept(trade(1, 1));
    sequence.accept(trade(10'001, 2));
    // Every other one, so that the hole falls into thousands: more than are remembered.
    for (int id = 3; id < 10'001; id += 2)
        QCOMPARE(sequence.accept(trade(id, 3)).verdict, Verdict::Late);
    QCOMPARE(sequence.accept(trade(9'999, 4)).verdict, Verdict::Duplicate);
    QCOMPARE(sequence.accept(trade(9'998, 4)).verdict, Verdict::Late);
    // The oldest are forgotten here too, and kept on suspicion.
    QCOMPARE(sequence.accept(trade(3, 4)).verdict, Verdict::Late);
}

void TestSequenceTracker::testLastId()
{
    SequenceTracker sequence = tracker();
    QVERIFY(!sequence.lastId());
    sequence.accept(trade(100, 1));
    sequence.accept(trade(104, 2));
    sequence.accept(trade(102, 3));
    QCOMPARE(sequence.lastId(), std::optional<std::int64_t>(104));
}

void TestSequenceTracker::testIdsThatStartOver()
{
    using std::chrono::milliseconds;
    SequenceTracker trades = tracker();
    trades.accept(tradeAt(1000, 50));
    trades.accept(tradeAt(1001, 60));
    QCOMPARE(trades.accept(tradeAt(1000, 50)).verdict, Verdict::Duplicate);
    QCOMPARE(trades.accept(tradeAt(1001, 60)).verdict, Verdict::Duplicate);
    // An old id with a new time cannot have been seen.
    QCOMPARE(trades.accept(tradeAt(1000, 70)).verdict, Verdict::Late);

    SequenceTracker depth = tracker("depth5@100ms");
    const auto updateAt = [](std::int64_t previous, std::int64_t id, int time) {
        DepthUpdate made = update(previous, id, 1);
        made.transactionTime = UtcMilliseconds(milliseconds(time));
        return made;
    };
    depth.accept(updateAt(1000, 2000, 50));
    depth.accept(updateAt(2000, 3000, 60));
    QCOMPARE(depth.accept(updateAt(1000, 2000, 50)).verdict, Verdict::Duplicate);
    QCOMPARE(depth.accept(updateAt(1500, 2500, 61)).verdict, Verdict::Late);
}

void TestSequenceTracker::testFollowsIdsThatStartedOver()
{
    SequenceTracker sequence = tracker();
    sequence.accept(tradeAt(1000, 50));
    // Kept, but not believed at once.
    QCOMPARE(sequence.accept(tradeAt(1, 60)).verdict, Verdict::Late);
    QCOMPARE(sequence.accept(tradeAt(2, 70)).verdict, Verdict::Late);
    QCOMPARE(sequence.lastId(), std::optional<std::int64_t>(1000));
    const SequenceStep step = sequence.accept(tradeAt(3, 80));
    QCOMPARE(step.verdict, Verdict::Accept);
    QVERIFY(step.isRestart);
    QVERIFY(step.gap);
    QCOMPARE(step.gap->status, GapStatus::Unfillable);
    QVERIFY(step.gap->note.contains(QStringLiteral("started over")));
    QVERIFY(!step.gap->missingEvents);
    QVERIFY(!step.gap->firstMissingId);
    QCOMPARE(step.gap->fromTime, second(50));
    QCOMPARE(step.gap->toTime, second(80));
    // Holes are found again, and what is old is.
    QCOMPARE(sequence.accept(tradeAt(6, 90)).gap->missingEvents, std::optional<std::int64_t>(2));
    QCOMPARE(sequence.accept(tradeAt(6, 90)).verdict, Verdict::Duplicate);
}

void TestSequenceTracker::testOneStrangeIdIsNoRestart()
{
    SequenceTracker sequence = tracker();
    sequence.accept(tradeAt(1000, 50));
    // Old ids with new times that do not follow each other, with good events between them.
    QCOMPARE(sequence.accept(tradeAt(10, 60)).verdict, Verdict::Late);
    QCOMPARE(sequence.accept(tradeAt(20, 61)).verdict, Verdict::Late);
    QCOMPARE(sequence.accept(tradeAt(30, 62)).verdict, Verdict::Late);
    QCOMPARE(sequence.accept(tradeAt(31, 63)).verdict, Verdict::Late);
    QVERIFY(!sequence.accept(tradeAt(1001, 64)).gap);
    QCOMPARE(sequence.accept(tradeAt(32, 65)).verdict, Verdict::Late);
    QCOMPARE(sequence.lastId(), std::optional<std::int64_t>(1001));
}

void TestSequenceTracker::testLateEventsSettleTheirGap()
{
    SequenceTracker sequence = tracker();
    sequence.accept(trade(100, 1));
    const CaptureGap filed = *sequence.accept(trade(103, 2)).gap;
    QCOMPARE(filed.status, GapStatus::Open);

    const SequenceStep first = sequence.accept(trade(102, 3));
    QVERIFY(!first.gap);
    CaptureGap expected = filed;
    expected.filledRows = 1;
    QVERIFY(first.lateFill == expected);

    const SequenceStep second = sequence.accept(trade(101, 4));
    expected.filledRows = 2;
    expected.status = GapStatus::Filled;
    QVERIFY(second.lateFill == expected);
    QVERIFY(!sequence.accept(trade(101, 5)).lateFill);

    SequenceTracker depth = tracker("depth5@100ms");
    depth.accept(update(100, 200, 1));
    const CaptureGap hole = *depth.accept(update(400, 500, 2)).gap;
    QCOMPARE(hole.status, GapStatus::Unfillable);
    QCOMPARE(depth.accept(update(200, 300, 3)).lateFill->status, GapStatus::Unfillable);
    const SequenceStep whole = depth.accept(update(300, 400, 4));
    QCOMPARE(whole.lateFill->status, GapStatus::Filled);
    QCOMPARE(whole.lateFill->filledRows, std::int64_t(2));
    QCOMPARE(whole.lateFill->note, QString());
}

void TestSequenceTracker::testResume_data()
{
    QTest::addColumn<QString>("stream");
    QTest::addColumn<int>("firstId");
    QTest::addColumn<std::optional<std::int64_t>>("missing");
    QTest::addColumn<GapStatus>("status");
    QTest::addColumn<std::optional<std::int64_t>>("firstMissing");
    QTest::addColumn<std::optional<std::int64_t>>("lastMissing");
    using Id = std::optional<std::int64_t>;
    QTest::newRow("trades go on") << "aggTrade" << 501 << Id(0) << GapStatus::Filled << Id()
                                  << Id();
    QTest::newRow("trades are missing")
        << "aggTrade" << 511 << Id(10) << GapStatus::Open << Id(501) << Id(510);
    QTest::newRow("books go on") << "depth5@100ms" << 500 << Id(0) << GapStatus::Filled << Id()
                                 << Id();
    QTest::newRow("books are missing")
        << "depth5@100ms" << 700 << Id() << GapStatus::Unfillable << Id(500) << Id(700);
}

void TestSequenceTracker::testResume()
{
    QFETCH(QString, stream);
    QFETCH(int, firstId);
    SequenceTracker sequence = tracker(stream.toStdString().c_str());
    sequence.resume({*Symbol::parse(std::string_view("BTCUSDT")), stream.toStdString(), 500,
                     second(10), UtcMilliseconds()});
    QCOMPARE(sequence.lastId(), std::optional<std::int64_t>(500));
    // The depth update names the id of the one before it.
    const SequenceStep step = stream == QStringLiteral("aggTrade")
                                  ? sequence.accept(trade(firstId, 60))
                                  : sequence.accept(update(firstId, firstId + 100, 60));
    QCOMPARE(step.verdict, Verdict::Accept);
    QVERIFY(step.gap);
    QCOMPARE(step.gap->reason, GapReason::Shutdown);
    QTEST(step.gap->status, "status");
    QTEST(step.gap->missingEvents, "missing");
    QTEST(step.gap->firstMissingId, "firstMissing");
    QTEST(step.gap->lastMissingId, "lastMissing");
    QCOMPARE(step.gap->fromTime, second(10));
    QCOMPARE(step.gap->toTime, second(60));
}

void TestSequenceTracker::testResumeKeepsWhatMayBeUnseen()
{
    SequenceTracker sequence = tracker();
    sequence.resume({*Symbol::parse(std::string_view("BTCUSDT")), "aggTrade", 500, second(10),
                     UtcMilliseconds()});
    // The run before may have been cut off with a hole that nobody filed.
    const SequenceStep old = sequence.accept(trade(499, 60));
    QCOMPARE(old.verdict, Verdict::Late);
    QVERIFY(!old.gap);
    QVERIFY(sequence.accept(trade(501, 61)).gap);
}

void TestSequenceTracker::testRunThatEndsBeforeTheStreamGoesOn()
{
    SequenceTracker sequence = tracker();
    sequence.resume({*Symbol::parse(std::string_view("BTCUSDT")), "aggTrade", 500, second(10),
                     UtcMilliseconds()});
    const std::optional<CaptureGap> gap = sequence.endInterruption(second(70));
    QVERIFY(gap);
    QCOMPARE(gap->reason, GapReason::Shutdown);
    QCOMPARE(gap->status, GapStatus::Open);
    QVERIFY(!gap->missingEvents);
    QCOMPARE(gap->fromTime, second(10));
    QCOMPARE(gap->toTime, second(70));
}

void TestSequenceTracker::testDepthWithoutAPredecessor()
{
    SequenceTracker sequence = tracker("depth5@100ms");
    // The first frame that a contract ever has says -1.
    QVERIFY(!sequence.accept(update(-1, 1000, 1)).gap);
    QVERIFY(!sequence.accept(update(1000, 2000, 2)).gap);
    // Later on it breaks the chain, even after an interruption, which it does not prove seamless.
    sequence.noteInterruption(GapReason::Disconnect, second(3));
    const SequenceStep step = sequence.accept(update(-1, 5000, 4));
    QVERIFY(step.gap);
    QCOMPARE(step.gap->status, GapStatus::Unfillable);
    QCOMPARE(step.gap->note, noHistoryNote());
    QCOMPARE(step.gap->firstMissingId, std::optional<std::int64_t>(2000));
    QVERIFY(!step.gap->lastMissingId);
    QCOMPARE(sequence.accept(update(2000, 3000, 5)).verdict, Verdict::Late);
    QVERIFY(!sequence.accept(update(5000, 6000, 6)).gap);
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
