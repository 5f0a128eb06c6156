// What several connections deliver of a stream becomes one sequence; see FeedArbiter.

#include "pipelinetesting.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestEventOrder : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testEachOnceInOrder_data();
    void testEachOnceInOrder();
    void testEventWaitsForTheOtherSide();
    void testReleasedWhenTheOtherSideIsPast();
    void testNewerEventDoesNotOvertakeThoseThatWait();
    void testReleasedAfterTheWindow();
    void testReleasedWhenTheOtherSideEnds();
    void testFinishReleases();
    void testAQuietSideCostsNoMoreThanTheWindow();
    void testASecondCopyOfOneThatWaits();
    void testDepthWaitsToo();
    void testNewConnectionIsJoined();
    void testWhoWins();
    void testOneSideHasNoSeconds();

private:
    /// Of the two sides.
    FrameOutcome left(int id, int at) { return trade(1, 1, id, at); }
    FrameOutcome right(int id, int at) { return trade(2, 2, id, at); }
    FrameOutcome trade(std::uint32_t connection, int side, int id, int at)
    {
        return m_events->processFrame(m_streams.marketSource(connection, side), tradeFrame(id),
                                      received(at));
    }
    /// What went to the database so far.
    std::vector<std::int64_t> ids();
    std::vector<CaptureGap> gaps();

    TestStreams m_streams;
    EventBatch m_written;
    std::unique_ptr<EventPipeline> m_events;
};

void TestEventOrder::init()
{
    m_written = {};
    m_events = std::make_unique<EventPipeline>(
        m_streams.table, BatchLimits{1'000'000, 1 << 30, 250ms}, [this](EventBatch &batch) {
            for (AggTrade &one : batch.trades)
                m_written.add(std::move(one));
            for (DepthUpdate &one : batch.depthUpdates)
                m_written.add(std::move(one));
            for (const CaptureGap &gap : batch.gaps)
                m_written.add(gap);
            return true;
        });
    for (StreamId stream = 0; stream < m_streams.table.size(); ++stream)
        m_events->addStream(stream);
    QTest::failOnWarning(QRegularExpression(u".*"_s));
}

std::vector<std::int64_t> TestEventOrder::ids()
{
    m_events->flush();
    std::vector<std::int64_t> ids;
    for (const AggTrade &one : m_written.trades)
        ids.push_back(one.aggTradeId);
    return ids;
}

std::vector<CaptureGap> TestEventOrder::gaps()
{
    m_events->flush();
    return m_written.gaps;
}

void TestEventOrder::testEachOnceInOrder_data()
{
    QTest::addColumn<int>("lossPercent");
    QTest::addColumn<int>("mostAhead");
    QTest::newRow("one after the other") << 0 << 1;
    QTest::newRow("one side is far ahead") << 0 << 500;
    QTest::newRow("both lose some") << 10 << 20;
    QTest::newRow("both lose much") << 40 << 20;
}

void TestEventOrder::testEachOnceInOrder()
{
    QFETCH(int, lossPercent);
    QFETCH(int, mostAhead);
    constexpr int Count = 5000;
    std::mt19937 random(3);
    int next[] = {1, 1};
    std::vector<bool> lost(Count + 2);
    for (int at = 0; next[0] <= Count || next[1] <= Count; ++at) {
        const int side = random() % 2 == 0 ? 0 : 1;
        if (next[side] > Count || next[side] - next[1 - side] >= mostAhead)
            continue;
        const int id = next[side]++;
        // Each event is lost on one side at most; the first is on both, so that they start alike.
        if (id > 1 && int(random() % 100) < lossPercent && !lost[std::size_t(id)])
            lost[std::size_t(id)] = true;
        else
            trade(std::uint32_t(side + 1), side + 1, id, at / 100);
    }
    std::vector<std::int64_t> expected;
    for (int id = 1; id <= Count; ++id)
        expected.push_back(id);
    QVERIFY(ids() == expected);
    QVERIFY(gaps().empty());
    QCOMPARE(m_events->status().eventsHeld, 0);
}

void TestEventOrder::testEventWaitsForTheOtherSide()
{
    left(1, 0);
    right(1, 1);
    const FrameOutcome outcome = left(3, 10);
    QCOMPARE(outcome.stream, std::optional(m_streams.trades()));
    QVERIFY(!outcome.isJoined);
    QCOMPARE(m_events->status().eventsHeld, 1);
    QCOMPARE(ids(), (std::vector<std::int64_t>{1}));
    QVERIFY(right(2, 11).isJoined);
    QCOMPARE(ids(), (std::vector<std::int64_t>{1, 2, 3}));
    QCOMPARE(m_events->status().eventsHeld, 0);
    QVERIFY(gaps().empty());
}

void TestEventOrder::testReleasedWhenTheOtherSideIsPast()
{
    QTest::ignoreMessage(QtWarningMsg,
                         "Gap: BTCUSDT aggTrade: 1 events missing, ids 2 to 2 (sequence)");
    left(1, 0);
    right(1, 1);
    left(3, 10);
    // It lost the same event, so nobody brings it any more.
    right(3, 20);
    QCOMPARE(ids(), (std::vector<std::int64_t>{1, 3}));
    QCOMPARE(gaps().size(), std::size_t(1));
    QCOMPARE(m_events->status().eventsHeld, 0);
    // The copy that waited was the first.
    QCOMPARE(m_events->status().sides[0].wins, 2);
    QCOMPARE(m_events->status().sides[1].wins, 0);
    QVERIFY(m_events->status().sides[0].totalBehind == 0us);
}

void TestEventOrder::testNewerEventDoesNotOvertakeThoseThatWait()
{
    QTest::ignoreMessage(QtWarningMsg,
                         "Gap: BTCUSDT aggTrade: 1 events missing, ids 2 to 2 (sequence)");
    left(1, 0);
    right(1, 1);
    left(3, 10);
    left(4, 11);
    // The other side lost all of these: what is missing is still event 2 alone.
    QVERIFY(right(5, 20).isJoined);
    QCOMPARE(ids(), (std::vector<std::int64_t>{1, 3, 4, 5}));
    QCOMPARE(gaps().size(), std::size_t(1));
    QCOMPARE(gaps()[0].missingEvents, std::optional<std::int64_t>(1));
}

void TestEventOrder::testReleasedAfterTheWindow()
{
    QTest::ignoreMessage(QtWarningMsg,
                         "Gap: BTCUSDT aggTrade: 1 events missing, ids 2 to 2 (sequence)");
    left(1, 0);
    right(1, 1);
    left(3, 10);
    left(4, 500);
    m_events->releaseHeld(received(1009).monotonic);
    QCOMPARE(m_events->status().eventsHeld, 2);
    m_events->releaseHeld(received(1010).monotonic);
    // The one behind it follows, and has nothing to wait for.
    QCOMPARE(ids(), (std::vector<std::int64_t>{1, 3, 4}));
    QCOMPARE(m_events->status().eventsHeld, 0);
    QCOMPARE(gaps().size(), std::size_t(1));
    // What comes too late after all is kept.
    right(2, 1100);
    QCOMPARE(ids(), (std::vector<std::int64_t>{1, 3, 4, 2}));
}

void TestEventOrder::testReleasedWhenTheOtherSideEnds()
{
    QTest::ignoreMessage(QtWarningMsg,
                         "Gap: BTCUSDT aggTrade: 1 events missing, ids 2 to 2 (sequence)");
    left(1, 0);
    right(1, 1);
    left(3, 10);
    m_events->noteSourceEnded(2);
    m_events->releaseHeld(received(20).monotonic);
    QCOMPARE(ids(), (std::vector<std::int64_t>{1, 3}));
    QCOMPARE(m_events->status().eventsHeld, 0);
}

void TestEventOrder::testFinishReleases()
{
    QTest::ignoreMessage(QtWarningMsg,
                         "Gap: BTCUSDT aggTrade: 1 events missing, ids 2 to 2 (sequence)");
    left(1, 0);
    right(1, 1);
    left(3, 10);
    left(4, 11);
    m_events->finish(received(12));
    QCOMPARE(ids(), (std::vector<std::int64_t>{1, 3, 4}));
    QCOMPARE(m_events->status().eventsHeld, 0);
    QCOMPARE(gaps().size(), std::size_t(1));
}

void TestEventOrder::testAQuietSideCostsNoMoreThanTheWindow()
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"Gap: .*ids 2 to 2"_s));
    left(1, 0);
    right(1, 1);
    left(3, 10);
    m_events->releaseHeld(received(1010).monotonic);
    // In order again: nothing waits, though the other side is still where it was.
    for (int id = 4; id < 100; ++id)
        QVERIFY(left(id, 1010 + id).isJoined);
    QCOMPARE(m_events->status().eventsHeld, 0);
}

void TestEventOrder::testASecondCopyOfOneThatWaits()
{
    left(1, 0);
    right(1, 1);
    trade(3, 1, 1, 2);
    left(3, 10);
    trade(3, 1, 3, 11);
    QCOMPARE(m_events->status().eventsHeld, 1);
    right(2, 12);
    QCOMPARE(ids(), (std::vector<std::int64_t>{1, 2, 3}));
    // Of 1 two, of 3 one.
    QCOMPARE(m_events->status().duplicates, 3);
    QCOMPARE(m_events->status().eventsReceived, 6);
}

void TestEventOrder::testDepthWaitsToo()
{
    const auto update = [this](std::uint32_t connection, int previous, int final, int at) {
        return m_events->processFrame(m_streams.publicSource(connection, int(connection)),
                                      depthFrame(previous, final), received(at));
    };
    update(1, 10, 20, 0);
    update(2, 10, 20, 1);
    QVERIFY(!update(1, 30, 40, 10).isJoined);
    QVERIFY(update(2, 20, 30, 11).isJoined);
    m_events->flush();
    QCOMPARE(m_written.depthUpdates.size(), std::size_t(3));
    QCOMPARE(m_written.depthUpdates[2].finalUpdateId, std::int64_t(40));
    QVERIFY(m_written.gaps.empty());
}

void TestEventOrder::testNewConnectionIsJoined()
{
    for (int id = 1; id <= 5; ++id)
        left(id, id);
    // One that takes over is ahead of the old one at first: there is a hole between them still.
    QVERIFY(!trade(9, 1, 8, 10).isJoined);
    for (int id = 6; id <= 7; ++id)
        QVERIFY(left(id, 10 + id).isJoined);
    QVERIFY(trade(9, 1, 9, 20).isJoined);
    QCOMPARE(ids().size(), std::size_t(9));
    QVERIFY(gaps().empty());
}

void TestEventOrder::testWhoWins()
{
    left(1, 0);
    right(1, 5);
    right(2, 10);
    left(2, 13);
    left(3, 20);
    right(3, 21);
    // It is alone with this one.
    left(4, 30);
    const std::vector<SideStatus> sides = m_events->status().sides;
    QCOMPARE(sides.size(), std::size_t(2));
    QCOMPARE(sides[0].wins, 3);
    QCOMPARE(sides[0].seconds, 1);
    QVERIFY(sides[0].totalBehind == 3ms);
    QVERIFY(sides[0].mostBehind == 3ms);
    QCOMPARE(sides[1].wins, 1);
    QCOMPARE(sides[1].seconds, 1);
    QVERIFY(sides[1].totalBehind == 1ms);
    QVERIFY(sides[1].mostBehind == 1ms);
}

void TestEventOrder::testOneSideHasNoSeconds()
{
    left(1, 0);
    // A new connection of the same side repeats what the old one brought.
    trade(7, 1, 1, 50);
    const std::vector<SideStatus> sides = m_events->status().sides;
    QCOMPARE(sides.size(), std::size_t(1));
    QCOMPARE(sides[0].wins, 1);
    QCOMPARE(sides[0].seconds, 0);
}

QTEST_APPLESS_MAIN(TestEventOrder)
#include "tst_eventorder.moc"
