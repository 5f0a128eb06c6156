#include "exchangelines.h"

#include <QTest>

#include <vector>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

FeedStatus makeFeed(Route route, int side = 1, std::size_t shard = 1)
{
    FeedStatus feed;
    feed.route = route;
    feed.side = side;
    feed.shard = shard;
    feed.state = FeedStatus::State::Open;
    feed.streams = 160;
    feed.frames = 1000;
    return feed;
}

} // namespace

class TestExchangeLines : public QObject
{
    Q_OBJECT

private slots:
    void testNothing();
    void testOneOfEachRoute();
    void testShardsAddUp();
    void testSides();
    void testSidesAreCompared();
    void testClock_data();
    void testClock();
    void testProblem();
    void testCounts_data();
    void testCounts();
};

void TestExchangeLines::testNothing()
{
    QVERIFY(exchangeLines({}).empty());
}

void TestExchangeLines::testOneOfEachRoute()
{
    RecorderStatus status;
    status.sides.resize(1);
    status.feeds = {makeFeed(Route::Market), makeFeed(Route::Public)};
    const std::vector<ExchangeLine> lines = exchangeLines(status);
    QCOMPARE(lines.size(), std::size_t(2));
    QCOMPARE(lines[0].state, u"public  open"_s);
    QVERIFY(lines[0].isGood);
    QCOMPARE(lines[0].detail, u"  160 streams  1,000 frames  0 reconnects"_s);
    QCOMPARE(lines[1].state, u"market  open"_s);
}

void TestExchangeLines::testShardsAddUp()
{
    RecorderStatus status;
    status.sides.resize(1);
    for (std::size_t shard = 1; shard <= 5; ++shard)
        status.feeds.push_back(makeFeed(Route::Public, 1, shard));
    status.feeds[2].state = FeedStatus::State::Connecting;
    const std::vector<ExchangeLine> lines = exchangeLines(status);
    QCOMPARE(lines.size(), std::size_t(1));
    QCOMPARE(lines[0].state, u"public  4 of 5 open"_s);
    QVERIFY(!lines[0].isGood);
    QCOMPARE(lines[0].detail, u"  800 streams  5,000 frames  0 reconnects"_s);
}

void TestExchangeLines::testSides()
{
    RecorderStatus status;
    status.sides.resize(2);
    status.feeds = {makeFeed(Route::Public, 1), makeFeed(Route::Public, 2),
                    makeFeed(Route::Market, 1), makeFeed(Route::Market, 2)};
    status.feeds[1].state = FeedStatus::State::Waiting;
    status.feeds[1].lastProblem = u"connection refused"_s;
    QStringList states;
    for (const ExchangeLine &line : exchangeLines(status))
        states << line.state;
    QCOMPARE(states, (QStringList{u"public side 1  open"_s,
                                  u"public side 2  not open: connection refused"_s,
                                  u"market side 1  open"_s, u"market side 2  open"_s,
                                  u"copies  side 1 first with 0  side 2 first with 0"_s}));
}

void TestExchangeLines::testSidesAreCompared()
{
    using std::chrono::microseconds;
    RecorderStatus status;
    status.sides = {{1200, 2, microseconds(600), microseconds(500)},
                    {2, 1200, microseconds(1'440'000), microseconds(40'166)}};
    const std::vector<ExchangeLine> lines = exchangeLines(status);
    QCOMPARE(lines.size(), std::size_t(1));
    QVERIFY(lines[0].isGood);
    QCOMPARE(lines[0].state, u"copies  side 1 first with 1,200  side 2 first with 2"_s);
    QCOMPARE(lines[0].detail, u"  side 1 else 0.3 ms behind, at most 0.5 ms"
                              "  side 2 else 1.2 ms behind, at most 40.2 ms"_s);
}

void TestExchangeLines::testClock_data()
{
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<QString>("words");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("ours is behind")
        << qint64(900) << u"clock  0.9 ms behind the exchange's"_s << true;
    QTest::newRow("ours is ahead")
        << qint64(-120'400) << u"clock  120 ms ahead of the exchange's"_s << true;
    QTest::newRow("far off") << qint64(1'000'000) << u"clock  1000 ms behind the exchange's"_s
                             << false;
}

void TestExchangeLines::testClock()
{
    QFETCH(qint64, offset);
    QFETCH(bool, isGood);
    RecorderStatus status;
    status.clock =
        ClockSample{{}, std::chrono::microseconds(offset), std::chrono::milliseconds(12)};
    const std::vector<ExchangeLine> lines = exchangeLines(status);
    QCOMPARE(lines.size(), std::size_t(1));
    QTEST(lines[0].state, "words");
    QCOMPARE(lines[0].isGood, isGood);
    QCOMPARE(lines[0].detail, u"  round trip 12.0 ms"_s);
}

void TestExchangeLines::testProblem()
{
    RecorderStatus status;
    status.sides.resize(1);
    status.feeds = {makeFeed(Route::Public, 1, 1), makeFeed(Route::Public, 1, 2)};
    // What was the matter with one that is open again is history.
    status.feeds[0].lastProblem = u"connection reset"_s;
    QCOMPARE(exchangeLines(status)[0].state, u"public  2 of 2 open"_s);
    status.feeds[1].state = FeedStatus::State::Waiting;
    status.feeds[1].lastProblem = u"HTTP 429"_s;
    QCOMPARE(exchangeLines(status)[0].state, u"public  1 of 2 open: HTTP 429"_s);
}

void TestExchangeLines::testCounts_data()
{
    QTest::addColumn<int>("mute");
    QTest::addColumn<int>("rotations");
    QTest::addColumn<QString>("detail");
    QTest::newRow("all well") << 0 << 0 << u"  160 streams  1,000 frames  7 reconnects"_s;
    QTest::newRow("mute") << 3 << 0 << u"  160 streams (3 mute)  1,000 frames  7 reconnects"_s;
    QTest::newRow("rotated") << 0 << 2
                             << u"  160 streams  1,000 frames  7 reconnects  2 rotations"_s;
}

void TestExchangeLines::testCounts()
{
    QFETCH(int, mute);
    QFETCH(int, rotations);
    RecorderStatus status;
    status.feeds = {makeFeed(Route::Market)};
    status.feeds[0].reconnects = 7;
    status.feeds[0].muteStreams = mute;
    status.feeds[0].rotations = rotations;
    QTEST(exchangeLines(status)[0].detail, "detail");
}

QTEST_APPLESS_MAIN(TestExchangeLines)
#include "tst_exchangelines.moc"
