#include "core/binance/connection/memoryclient.h"
#include "fakes/manualclock.h"

#include <QTest>

#include <functional>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Ids = std::vector<std::int64_t>;

namespace {

constexpr const char *Trades = "btcusdt@aggTrade";
const QByteArray Ack = R"({"result":null,"id":1})";

} // namespace

/// What the scripted exchange delivers, seen through memory.
class TestScriptedExchange : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testNothingHappensBeforeAdvance();
    void testSubscriptions();
    void testRoutes_data();
    void testRoutes();
    void testFaultsOfAStream_data();
    void testFaultsOfAStream();
    void testMutesToCome();
    void testStall();
    void testLatencyReordersConnections();
    void testPings();
    void testMessagesOfAllKinds();

private:
    /// Sends events with ids from 1 to `last` to `peer` and says what it got.
    Ids idsAfter(ScriptedPeer *peer, std::int64_t last);

    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<ScriptedExchange> m_exchange;
};

void TestScriptedExchange::init()
{
    m_clock = std::make_unique<ManualClock>();
    m_exchange = std::make_unique<ScriptedExchange>(*m_clock);
}

Ids TestScriptedExchange::idsAfter(ScriptedPeer *peer, std::int64_t last)
{
    for (std::int64_t id = 1; id <= last; ++id)
        m_exchange->sendEvent(Trades, "{}", id);
    m_exchange->advance();
    return peer->deliveredIds(Trades);
}

void TestScriptedExchange::testNothingHappensBeforeAdvance()
{
    MemoryClient client(*m_exchange);
    client.open(u"/market/stream"_s);
    QCOMPARE(client.openings, 0);
    m_exchange->advance();
    QCOMPARE(client.openings, 1);
    client.request("SUBSCRIBE", "\"btcusdt@aggTrade\"");
    m_exchange->sendEvent(Trades, "{}", 1);
    QVERIFY(client.frames.isEmpty());
    m_exchange->advance();
    QCOMPARE(client.frames, (QByteArrayList{Ack, "{}"}));
    QCOMPARE(client.times.at(1), m_clock->now());
    QCOMPARE(m_exchange->peer(1)->delivered(Trades), 1);
    QCOMPARE(m_exchange->peer(1)->delivered(), 2);
    QCOMPARE(m_exchange->violations(), QStringList());
}

void TestScriptedExchange::testSubscriptions()
{
    MemoryClient client(*m_exchange);
    client.open(u"/market/stream?streams=btcusdt@aggTrade/ethusdt@aggTrade"_s);
    m_exchange->advance();
    QCOMPARE(m_exchange->subscriptions(u"market"_s),
             (QStringList{u"btcusdt@aggTrade"_s, u"ethusdt@aggTrade"_s}));
    client.request("UNSUBSCRIBE", "\"btcusdt@aggTrade\"");
    client.request("LIST_SUBSCRIPTIONS", "");
    m_exchange->sendEvent(Trades, "{}", 1);
    m_exchange->sendEvent("ethusdt@aggTrade", "{2}", 2);
    m_exchange->advance();
    QCOMPARE(client.frames,
             (QByteArrayList{Ack, R"({"result":["ethusdt@aggTrade"],"id":1})", "{2}"}));
    QCOMPARE(m_exchange->requests().size(), 2);
    QVERIFY(m_exchange->wasEverSubscribed(Trades));
    QVERIFY(!m_exchange->hasSubscribers(Trades));
}

void TestScriptedExchange::testRoutes_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<bool>("delivers");
    QTest::newRow("aggTrade on market") << u"/market/stream"_s << QByteArray(Trades) << true;
    QTest::newRow("aggTrade on public") << u"/public/stream"_s << QByteArray(Trades) << false;
    QTest::newRow("aggTrade on the address of old") << u"/stream"_s << QByteArray(Trades) << false;
    QTest::newRow("depth on public")
        << u"/public/stream"_s << QByteArray("btcusdt@depth5@100ms") << true;
    QTest::newRow("depth on market")
        << u"/market/stream"_s << QByteArray("btcusdt@depth5@100ms") << false;
    QTest::newRow("depth on the address of old")
        << u"/stream"_s << QByteArray("btcusdt@depth5@100ms") << true;
    QTest::newRow("upper case") << u"/market/stream"_s << QByteArray("BTCUSDT@aggTrade") << false;
    QTest::newRow("a speed that is not there")
        << u"/public/stream"_s << QByteArray("btcusdt@depth@250ms") << false;
}

void TestScriptedExchange::testRoutes()
{
    QFETCH(QString, path);
    QFETCH(QByteArray, stream);
    QFETCH(bool, delivers);
    MemoryClient client(*m_exchange);
    client.open(path);
    m_exchange->advance();
    client.request("SUBSCRIBE", '"' + stream + '"');
    m_exchange->sendEvent(stream, "{}", 1);
    m_exchange->advance();
    QCOMPARE(client.frames, delivers ? (QByteArrayList{Ack, "{}"}) : QByteArrayList{Ack});
    QCOMPARE(m_exchange->peer(1)->silentStreams().isEmpty(), delivers);
}

void TestScriptedExchange::testFaultsOfAStream_data()
{
    using Fault = std::function<void(ScriptedPeer &)>;
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<Ids>("delivered");
    const auto row = [](const char *name, const Fault &fault, const Ids &delivered) {
        QTest::newRow(name) << fault << delivered;
    };
    row("none", [](ScriptedPeer & /*peer*/) {}, {1, 2, 3, 4});
    row("muted", [](ScriptedPeer &peer) { peer.mute(Trades); }, {});
    row("all muted", [](ScriptedPeer &peer) { peer.muteAll(); }, {});
    row("next ones dropped", [](ScriptedPeer &peer) { peer.dropNext(Trades, 2); }, {3, 4});
    row("one id dropped", [](ScriptedPeer &peer) { peer.dropId(Trades, 3); }, {1, 2, 4});
    row("duplicated", [](ScriptedPeer &peer) { peer.duplicateNext(Trades, 2); },
        {1, 1, 2, 2, 3, 4});
    row("swapped", [](ScriptedPeer &peer) { peer.swapNext(Trades); }, {2, 1, 3, 4});
    row("dropped, then swapped",
        [](ScriptedPeer &peer) {
            peer.dropNext(Trades, 1);
            peer.swapNext(Trades);
        },
        {3, 2, 4});
}

void TestScriptedExchange::testFaultsOfAStream()
{
    QFETCH(std::function<void(ScriptedPeer &)>, fault);
    QFETCH(Ids, delivered);
    MemoryClient faulty(*m_exchange);
    ScriptedPeer *peer = faulty.subscribe(*m_clock);
    MemoryClient sound(*m_exchange);
    ScriptedPeer *other = sound.subscribe(*m_clock);
    fault(*peer);
    QCOMPARE(idsAfter(peer, 4), delivered);
    QCOMPARE(faulty.frames.size(), qsizetype(delivered.size()));
    QCOMPARE(other->deliveredIds(Trades), (Ids{1, 2, 3, 4}));
}

void TestScriptedExchange::testMutesToCome()
{
    m_exchange->muteStreamOnNewConnections(Trades, 1);
    MemoryClient first(*m_exchange);
    ScriptedPeer *muted = first.subscribe(*m_clock);
    MemoryClient second(*m_exchange);
    ScriptedPeer *heard = second.subscribe(*m_clock);
    QCOMPARE(idsAfter(muted, 1), Ids());
    QCOMPARE(heard->deliveredIds(Trades), Ids{1});

    m_exchange->ackButDeliverNothing(Trades);
    MemoryClient third(*m_exchange);
    QCOMPARE(idsAfter(third.subscribe(*m_clock), 1), Ids());
    QCOMPARE(heard->deliveredIds(Trades), Ids{1});
    m_exchange->deliverAgain(Trades);
    QCOMPARE(idsAfter(muted, 1), Ids{1});
}

void TestScriptedExchange::testStall()
{
    MemoryClient client(*m_exchange);
    ScriptedPeer *peer = client.subscribe(*m_clock);
    peer->stall();
    client.socket().ping();
    QCOMPARE(idsAfter(peer, 3), Ids());
    QCOMPARE(client.pongs, 0);
    peer->resume();
    m_exchange->advance();
    QCOMPARE(peer->deliveredIds(Trades), (Ids{1, 2, 3}));
    QCOMPARE(client.pongs, 1);

    peer->stall();
    idsAfter(peer, 3);
    peer->reset();
    m_exchange->advance();
    QCOMPARE(client.frames.size(), 3);
    QCOMPARE(client.ends.size(), std::size_t(1));
}

void TestScriptedExchange::testLatencyReordersConnections()
{
    MemoryClient slow(*m_exchange);
    ScriptedPeer *slowPeer = slow.subscribe(*m_clock);
    MemoryClient fast(*m_exchange);
    ScriptedPeer *fastPeer = fast.subscribe(*m_clock);
    slowPeer->setLatency(80ms);
    QCOMPARE(idsAfter(fastPeer, 2), (Ids{1, 2}));
    QVERIFY(slow.frames.isEmpty());
    // What comes sooner does not overtake on the same connection.
    slowPeer->setLatency(0ms);
    slowPeer->send("{3}");
    m_clock->advance(79ms);
    m_exchange->advance();
    QVERIFY(slow.frames.isEmpty());
    m_clock->advance(1ms);
    m_exchange->advance();
    QCOMPARE(slow.frames, (QByteArrayList{"{}", "{}", "{3}"}));
    QCOMPARE(slow.times.at(0).monotonic - fast.times.at(0).monotonic, 80ms);
}

void TestScriptedExchange::testPings()
{
    MemoryClient client(*m_exchange);
    ScriptedPeer *peer = client.subscribe(*m_clock);
    peer->ping("1790000000000");
    client.socket().ping();
    QCOMPARE(client.pongs, 0);
    m_exchange->advance();
    QCOMPARE(client.pongs, 1);
    QCOMPARE(peer->pongs(), QByteArrayList{"1790000000000"});
    QCOMPARE(peer->pings(), QByteArrayList{""});
}

void TestScriptedExchange::testMessagesOfAllKinds()
{
    MemoryClient client(*m_exchange);
    ScriptedPeer *peer = client.subscribe(*m_clock);
    const QByteArray big(46'000, 'x');
    peer->send(big);
    peer->sendFragmented("in three", 3);
    peer->sendRaw("\xff garbage");
    m_exchange->send(u"market"_s, "to all");
    m_exchange->send(u"public"_s, "to none");
    m_exchange->advance();
    QCOMPARE(client.frames, (QByteArrayList{big, "in three", "\xff garbage", "to all"}));
}

QTEST_GUILESS_MAIN(TestScriptedExchange)
#include "tst_scriptedexchange.moc"
