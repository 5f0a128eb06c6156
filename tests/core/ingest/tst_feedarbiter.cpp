#include "ingest/feedarbiter.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace Orderflow;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::nanoseconds Now = 1h;

SequencePlace tradeAt(std::int64_t id)
{
    return {id - 1, id};
}

HeldEvent held(const SequencePlace &place, std::chrono::nanoseconds since = Now, int side = 1)
{
    AggTrade trade;
    trade.aggTradeId = place.id;
    return {trade, place, side, since};
}

/// Of all that are ready.
std::vector<std::int64_t> takeReady(FeedArbiter &arbiter, std::int64_t lastId,
                                    std::chrono::nanoseconds now)
{
    std::vector<std::int64_t> ids;
    while (const auto event = arbiter.takeReady(lastId, now)) {
        ids.push_back(event->place.id);
        lastId = std::max(lastId, event->place.id);
    }
    return ids;
}

} // namespace

class TestFeedArbiter : public QObject
{
    Q_OBJECT

private slots:
    void testPlaces();
    void testOneConnectionWaitsForNobody();
    void testMustWait_data();
    void testMustWait();
    void testAConnectionDoesNotGoBack();
    void testForgottenConnection();
    void testHoldsEachOnce();
    void testReadyInOrder();
    void testReadyWhenItFollows();
    void testReadyAfterTheWindow();
    void testWindowOfEachHole();
    void testReadyWhenNobodyFills();
    void testNoMoreThanTheMost();
    void testTakeAny();

private:
    using Ids = std::vector<std::int64_t>;
};

void TestFeedArbiter::testPlaces()
{
    AggTrade trade;
    trade.aggTradeId = 100;
    QCOMPARE(placeOf(trade).previousId, std::int64_t(99));
    QCOMPARE(placeOf(trade).id, std::int64_t(100));
    DepthUpdate update;
    update.firstUpdateId = 1050;
    update.finalUpdateId = 2000;
    update.prevFinalUpdateId = 1000;
    QCOMPARE(placeOf(update).previousId, std::int64_t(1000));
    QCOMPARE(placeOf(update).id, std::int64_t(2000));
}

void TestFeedArbiter::testOneConnectionWaitsForNobody()
{
    FeedArbiter arbiter;
    QVERIFY(!arbiter.mustWait(tradeAt(100), 1));
    arbiter.note(1, 1);
    arbiter.note(1, 100);
    QVERIFY(!arbiter.mustWait(tradeAt(100), 1));
}

void TestFeedArbiter::testMustWait_data()
{
    QTest::addColumn<int>("ofTheOther");
    QTest::addColumn<int>("id");
    QTest::addColumn<bool>("waits");
    // 10 was the last that was passed on.
    QTest::newRow("the next one") << 10 << 11 << false;
    QTest::newRow("an old one") << 10 << 9 << false;
    QTest::newRow("one is missing, and the other may bring it") << 10 << 12 << true;
    QTest::newRow("the other is far behind") << 1 << 12 << true;
    QTest::newRow("the other brought what is before it") << 11 << 12 << false;
    QTest::newRow("the other brought it too") << 12 << 12 << false;
    QTest::newRow("the other is past it") << 500 << 12 << false;
    QTest::newRow("many are missing") << 10 << 5000 << true;
    QTest::newRow("the other may bring some of them") << 4000 << 5000 << true;
}

void TestFeedArbiter::testMustWait()
{
    QFETCH(int, ofTheOther);
    QFETCH(int, id);
    FeedArbiter arbiter;
    arbiter.note(1, id);
    arbiter.note(2, ofTheOther);
    QTEST(arbiter.mustWait(tradeAt(id), 10), "waits");
}

void TestFeedArbiter::testAConnectionDoesNotGoBack()
{
    FeedArbiter arbiter;
    arbiter.note(1, 12);
    arbiter.note(2, 20);
    // A single late event does not mean that it repeats all of them.
    arbiter.note(2, 5);
    QVERIFY(!arbiter.mustWait(tradeAt(12), 10));
}

void TestFeedArbiter::testForgottenConnection()
{
    FeedArbiter arbiter;
    arbiter.note(1, 12);
    arbiter.note(2, 10);
    QVERIFY(arbiter.mustWait(tradeAt(12), 10));
    arbiter.forget(2);
    QVERIFY(!arbiter.mustWait(tradeAt(12), 10));
    arbiter.forget(2);
    arbiter.forget(77);
}

void TestFeedArbiter::testHoldsEachOnce()
{
    FeedArbiter arbiter;
    QVERIFY(!arbiter.isHolding());
    QVERIFY(arbiter.hold(held(tradeAt(12), Now, 1)));
    QVERIFY(arbiter.isHolding());
    QVERIFY(!arbiter.hold(held(tradeAt(12), Now, 2)));
    // The first copy is the one that counts.
    QCOMPARE(arbiter.takeAny()->side, 1);
    QVERIFY(!arbiter.isHolding());
}

void TestFeedArbiter::testReadyInOrder()
{
    FeedArbiter arbiter;
    arbiter.note(1, 14);
    arbiter.note(2, 10);
    for (const int id : {14, 12, 13})
        arbiter.hold(held(tradeAt(id)));
    QCOMPARE(takeReady(arbiter, 10, Now), Ids());
    QCOMPARE(takeReady(arbiter, 11, Now), (Ids{12, 13, 14}));
    QVERIFY(!arbiter.isHolding());
}

void TestFeedArbiter::testReadyWhenItFollows()
{
    FeedArbiter arbiter;
    arbiter.note(1, 3000);
    arbiter.note(2, 1000);
    // Depth: an update that reaches back behind the newest follows as well.
    arbiter.hold(held({1500, 3000}));
    QCOMPARE(takeReady(arbiter, 1499, Now), Ids());
    QCOMPARE(takeReady(arbiter, 1800, Now), (Ids{3000}));
}

void TestFeedArbiter::testReadyAfterTheWindow()
{
    FeedArbiter arbiter;
    arbiter.note(1, 13);
    arbiter.note(2, 10);
    arbiter.hold(held(tradeAt(12), Now));
    arbiter.hold(held(tradeAt(13), Now + 900ms));
    QCOMPARE(takeReady(arbiter, 10, Now + FeedArbiter::Window - 1ns), Ids());
    // The second follows the first, so that its own time does not matter.
    QCOMPARE(takeReady(arbiter, 10, Now + FeedArbiter::Window), (Ids{12, 13}));
}

void TestFeedArbiter::testWindowOfEachHole()
{
    FeedArbiter arbiter;
    arbiter.note(1, 20);
    arbiter.note(2, 10);
    arbiter.hold(held(tradeAt(12), Now));
    arbiter.hold(held(tradeAt(20), Now + 500ms));
    QCOMPARE(takeReady(arbiter, 10, Now + 1s), (Ids{12}));
    QCOMPARE(takeReady(arbiter, 12, Now + 1s), Ids());
    QCOMPARE(takeReady(arbiter, 12, Now + 1500ms), (Ids{20}));
}

void TestFeedArbiter::testReadyWhenNobodyFills()
{
    FeedArbiter arbiter;
    arbiter.note(1, 12);
    arbiter.note(2, 10);
    arbiter.hold(held(tradeAt(12)));
    QCOMPARE(takeReady(arbiter, 10, Now), Ids());
    arbiter.note(2, 11);
    QCOMPARE(takeReady(arbiter, 10, Now), (Ids{12}));

    arbiter.note(1, 15);
    arbiter.hold(held(tradeAt(15)));
    QCOMPARE(takeReady(arbiter, 12, Now), Ids());
    arbiter.forget(2);
    QCOMPARE(takeReady(arbiter, 12, Now), (Ids{15}));
}

void TestFeedArbiter::testNoMoreThanTheMost()
{
    FeedArbiter arbiter;
    arbiter.note(1, 1'000'000);
    arbiter.note(2, 10);
    constexpr auto Most = std::int64_t(FeedArbiter::MostHeld);
    for (std::int64_t id = 100; id < 100 + Most - 1; ++id)
        arbiter.hold(held(tradeAt(id)));
    QCOMPARE(takeReady(arbiter, 10, Now), Ids());
    QVERIFY(arbiter.mustWait(tradeAt(100 + Most), 10));
    arbiter.hold(held(tradeAt(100 + Most)));
    QVERIFY(!arbiter.mustWait(tradeAt(5000), 10));
    // The first goes, and those that follow it; the last has a hole of its own.
    const Ids ready = takeReady(arbiter, 10, Now);
    QCOMPARE(std::int64_t(ready.size()), Most - 1);
    QCOMPARE(ready.front(), std::int64_t(100));
    QVERIFY(arbiter.isHolding());
}

void TestFeedArbiter::testTakeAny()
{
    FeedArbiter arbiter;
    for (const int id : {50, 12, 30})
        arbiter.hold(held(tradeAt(id)));
    Ids ids;
    while (const auto event = arbiter.takeAny())
        ids.push_back(event->place.id);
    QCOMPARE(ids, (Ids{12, 30, 50}));
}

QTEST_APPLESS_MAIN(TestFeedArbiter)
#include "tst_feedarbiter.moc"
