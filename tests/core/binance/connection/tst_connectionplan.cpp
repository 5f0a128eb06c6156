#include "binance/connection/connectionplan.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestConnectionPlan : public QObject
{
    Q_OBJECT

private slots:
    void testPlan_data();
    void testPlan();
    void testUrls();
    void testShards();
    void testNothing();
    void testNamesBeyondAscii();
    void testChangeToTheSame();
    void testNewStreamsGoToTheEmptiest();
    void testNewStreamsMayFillAConnection();
    void testNewShards();
    void testRemovedStreams();
    void testEmptyShardsGoAndNumbersStay();
    void testNewRoute();
    void testManyChanges();

private:
    using Sizes = QList<qsizetype>;

    static std::vector<StreamName> streams(int symbols, const std::vector<std::string> &types,
                                           int firstSymbol = 0);
    static Sizes sizes(const std::vector<ConnectionPlan> &plans, Route route);
    static std::vector<std::size_t> shards(const std::vector<ConnectionPlan> &plans, Route route);
    /// Every stream once, all on their own route.
    static std::multiset<StreamName> planned(const std::vector<ConnectionPlan> &plans);
    std::vector<ConnectionPlan> change(const std::vector<ConnectionPlan> &plans,
                                       const std::vector<StreamName> &streams,
                                       std::size_t maxStreams) const;

    const QUrl m_baseUrl{u"wss://fstream.binance.com/stream"_s};
};

std::vector<StreamName>
TestConnectionPlan::streams(int symbols, const std::vector<std::string> &types, int firstSymbol)
{
    std::vector<StreamName> streams;
    for (const std::string &type : types) {
        for (int i = firstSymbol; i < firstSymbol + symbols; ++i)
            streams.push_back(*StreamName::parse("s" + std::to_string(i) + "usdt@" + type));
    }
    return streams;
}

TestConnectionPlan::Sizes TestConnectionPlan::sizes(const std::vector<ConnectionPlan> &plans,
                                                    Route route)
{
    Sizes sizes;
    for (const ConnectionPlan &plan : plans) {
        if (plan.route == route)
            sizes.append(qsizetype(plan.streams.size()));
    }
    return sizes;
}

std::vector<std::size_t> TestConnectionPlan::shards(const std::vector<ConnectionPlan> &plans,
                                                    Route route)
{
    std::vector<std::size_t> shards;
    for (const ConnectionPlan &plan : plans) {
        if (plan.route == route)
            shards.push_back(plan.shard);
    }
    return shards;
}

std::multiset<StreamName> TestConnectionPlan::planned(const std::vector<ConnectionPlan> &plans)
{
    std::multiset<StreamName> planned;
    for (const ConnectionPlan &plan : plans) {
        for (const StreamName &stream : plan.streams) {
            if (stream.route() != plan.route)
                qFatal("%s is on the wrong route", stream.toString().c_str());
            planned.insert(stream);
        }
    }
    return planned;
}

std::vector<ConnectionPlan> TestConnectionPlan::change(const std::vector<ConnectionPlan> &plans,
                                                       const std::vector<StreamName> &streams,
                                                       std::size_t maxStreams) const
{
    std::vector<ConnectionPlan> changed = changePlan(plans, streams, m_baseUrl, maxStreams);
    const std::multiset<StreamName> wanted(streams.begin(), streams.end());
    if (planned(changed) != wanted)
        qFatal("the changed plan does not carry each stream once");
    return changed;
}

void TestConnectionPlan::testPlan_data()
{
    QTest::addColumn<int>("symbols");
    QTest::addColumn<qsizetype>("maxStreams");
    QTest::addColumn<Sizes>("ofARoute");
    QTest::newRow("two symbols") << 2 << qsizetype(200) << Sizes{2};
    QTest::newRow("just four fifths") << 160 << qsizetype(200) << Sizes{160};
    QTest::newRow("one more is shared out evenly") << 161 << qsizetype(200) << Sizes{80, 81};
    QTest::newRow("as many as fit") << 200 << qsizetype(200) << Sizes{100, 100};
    QTest::newRow("all symbols") << 800 << qsizetype(200) << Sizes{160, 160, 160, 160, 160};
    QTest::newRow("the most that the exchange takes")
        << 1100 << qsizetype(MaxStreamsPerConnection) << Sizes{550, 550};
    QTest::newRow("each on its own") << 3 << qsizetype(1) << Sizes{1, 1, 1};
    QTest::newRow("a fifth of so few is nothing") << 4 << qsizetype(2) << Sizes{1, 1, 1, 1};
}

void TestConnectionPlan::testPlan()
{
    QFETCH(int, symbols);
    QFETCH(qsizetype, maxStreams);
    QFETCH(Sizes, ofARoute);
    const std::vector<StreamName> all = streams(symbols, {"depth5@100ms", "aggTrade"});
    const std::vector<ConnectionPlan> plans =
        planConnections(all, m_baseUrl, std::size_t(maxStreams));

    QCOMPARE(sizes(plans, Route::Public), ofARoute);
    QCOMPARE(sizes(plans, Route::Market), ofARoute);
    QVERIFY(planned(plans) == std::multiset<StreamName>(all.begin(), all.end()));
    QVERIFY(planConnections(all, m_baseUrl, std::size_t(maxStreams)) == plans);
}

void TestConnectionPlan::testUrls()
{
    const std::vector<ConnectionPlan> plans =
        planConnections(streams(1, {"depth", "aggTrade"}), m_baseUrl, 200);
    QCOMPARE(plans.size(), std::size_t(2));
    QCOMPARE(plans[0].url, QUrl(u"wss://fstream.binance.com/public/stream"_s));
    QCOMPARE(plans[1].url, QUrl(u"wss://fstream.binance.com/market/stream"_s));
}

void TestConnectionPlan::testShards()
{
    const std::vector<ConnectionPlan> plans =
        planConnections(streams(20, {"depth", "aggTrade"}), m_baseUrl, 10);
    QCOMPARE(shards(plans, Route::Public), (std::vector<std::size_t>{1, 2, 3}));
    QCOMPARE(shards(plans, Route::Market), (std::vector<std::size_t>{1, 2, 3}));
}

void TestConnectionPlan::testNothing()
{
    QVERIFY(planConnections({}, m_baseUrl, 200).empty());
    QVERIFY(changePlan({}, {}, m_baseUrl, 200).empty());
}

void TestConnectionPlan::testNamesBeyondAscii()
{
    const std::vector<StreamName> all{*StreamName::parse("币安人生usdt@aggTrade"),
                                      *StreamName::parse("龙虾usdt@aggTrade")};
    std::vector<ConnectionPlan> plans = planConnections(std::span(all).first(1), m_baseUrl, 200);
    plans = change(plans, all, 200);
    QCOMPARE(plans.size(), std::size_t(1));
    QVERIFY(plans[0].streams == all);
    plans = change(plans, {all[1]}, 200);
    QCOMPARE(plans[0].streams[0].toString(), std::string("龙虾usdt@aggTrade"));
}

void TestConnectionPlan::testChangeToTheSame()
{
    const std::vector<StreamName> all = streams(50, {"depth5@100ms", "aggTrade"});
    const std::vector<ConnectionPlan> plans = planConnections(all, m_baseUrl, 20);
    QVERIFY(change(plans, all, 20) == plans);
    const std::vector<StreamName> reversed(all.rbegin(), all.rend());
    QVERIFY(change(plans, reversed, 20) == plans);
}

void TestConnectionPlan::testNewStreamsGoToTheEmptiest()
{
    std::vector<StreamName> all = streams(16, {"aggTrade"});
    std::vector<ConnectionPlan> plans = planConnections(all, m_baseUrl, 10);
    QCOMPARE(sizes(plans, Route::Market), (Sizes{8, 8}));
    std::erase_if(all, [&](const StreamName &name) {
        return name == plans[1].streams[0] || name == plans[1].streams[1];
    });
    plans = change(plans, all, 10);
    QCOMPARE(sizes(plans, Route::Market), (Sizes{8, 6}));

    const std::vector<ConnectionPlan> before = plans;
    const std::vector<StreamName> listed = streams(3, {"aggTrade"}, 100);
    all.insert(all.end(), listed.begin(), listed.end());
    plans = change(plans, all, 10);
    QCOMPARE(sizes(plans, Route::Market), (Sizes{9, 8}));
    // Those that were there stay in front, where they were.
    for (std::size_t i = 0; i < plans.size(); ++i)
        QVERIFY(std::ranges::equal(before[i].streams,
                                   std::span(plans[i].streams).first(before[i].streams.size())));
}

void TestConnectionPlan::testNewStreamsMayFillAConnection()
{
    std::vector<ConnectionPlan> plans = planConnections(streams(8, {"aggTrade"}), m_baseUrl, 10);
    QCOMPARE(sizes(plans, Route::Market), (Sizes{8}));
    // The room that was kept is for this.
    plans = change(plans, streams(10, {"aggTrade"}), 10);
    QCOMPARE(sizes(plans, Route::Market), (Sizes{10}));
    plans = change(plans, streams(11, {"aggTrade"}), 10);
    QCOMPARE(sizes(plans, Route::Market), (Sizes{10, 1}));
}

void TestConnectionPlan::testNewShards()
{
    std::vector<ConnectionPlan> plans = planConnections(streams(8, {"aggTrade"}), m_baseUrl, 10);
    plans = change(plans, streams(26, {"aggTrade"}), 10);
    QCOMPARE(sizes(plans, Route::Market), (Sizes{10, 8, 8}));
    QCOMPARE(shards(plans, Route::Market), (std::vector<std::size_t>{1, 2, 3}));
    for (const ConnectionPlan &plan : plans)
        QCOMPARE(plan.url, QUrl(u"wss://fstream.binance.com/market/stream"_s));
}

void TestConnectionPlan::testRemovedStreams()
{
    const std::vector<ConnectionPlan> before =
        planConnections(streams(16, {"depth", "aggTrade"}), m_baseUrl, 10);
    // One symbol is delisted: its two streams go, and nothing else moves.
    std::vector<StreamName> left = streams(16, {"depth", "aggTrade"});
    std::erase_if(left, [](const StreamName &name) { return name.symbol().name() == "S3USDT"; });
    std::vector<ConnectionPlan> expected = before;
    for (ConnectionPlan &plan : expected) {
        std::erase_if(plan.streams,
                      [](const StreamName &name) { return name.symbol().name() == "S3USDT"; });
    }
    QVERIFY(expected != before);
    QVERIFY(change(before, left, 10) == expected);
}

void TestConnectionPlan::testEmptyShardsGoAndNumbersStay()
{
    std::vector<ConnectionPlan> plans = planConnections(streams(24, {"aggTrade"}), m_baseUrl, 10);
    QCOMPARE(shards(plans, Route::Market), (std::vector<std::size_t>{1, 2, 3}));
    std::vector<StreamName> left = plans[0].streams;
    left.insert(left.end(), plans[2].streams.begin(), plans[2].streams.end());
    plans = change(plans, left, 10);
    QCOMPARE(shards(plans, Route::Market), (std::vector<std::size_t>{1, 3}));

    // A number that is free again is not the next one's, as long as a later one is in use.
    const std::vector<StreamName> listed = streams(10, {"aggTrade"}, 100);
    left.insert(left.end(), listed.begin(), listed.end());
    plans = change(plans, left, 10);
    QCOMPARE(shards(plans, Route::Market), (std::vector<std::size_t>{1, 3, 4}));
}

void TestConnectionPlan::testNewRoute()
{
    std::vector<ConnectionPlan> plans = planConnections(streams(8, {"aggTrade"}), m_baseUrl, 10);
    plans = change(plans, streams(8, {"aggTrade", "depth"}), 10);
    QCOMPARE(sizes(plans, Route::Market), (Sizes{8}));
    QCOMPARE(sizes(plans, Route::Public), (Sizes{8}));
    QCOMPARE(shards(plans, Route::Public), (std::vector<std::size_t>{1}));
}

void TestConnectionPlan::testManyChanges()
{
    constexpr std::size_t MaxStreams = 20;
    std::mt19937 random(7);
    std::vector<ConnectionPlan> plans;
    for (int round = 0; round < 300; ++round) {
        std::map<StreamName, std::pair<Route, std::size_t>> homes;
        for (const ConnectionPlan &plan : plans) {
            for (const StreamName &stream : plan.streams)
                homes[stream] = {plan.route, plan.shard};
        }
        std::vector<StreamName> wanted;
        for (const StreamName &stream : streams(120, {"depth", "aggTrade"})) {
            // Most stay as they are.
            const bool flips = random() % 20 == 0;
            if (homes.contains(stream) != flips)
                wanted.push_back(stream);
        }
        plans = change(plans, wanted, MaxStreams);
        std::set<std::pair<Route, std::size_t>> numbers;
        for (const ConnectionPlan &plan : plans) {
            QVERIFY(!plan.streams.empty());
            QVERIFY(plan.streams.size() <= MaxStreams);
            QVERIFY(numbers.emplace(plan.route, plan.shard).second);
            for (const StreamName &stream : plan.streams) {
                const auto home = homes.find(stream);
                QVERIFY(home == homes.end() || home->second == std::pair(plan.route, plan.shard));
            }
        }
    }
}

QTEST_APPLESS_MAIN(TestConnectionPlan)
#include "tst_connectionplan.moc"
