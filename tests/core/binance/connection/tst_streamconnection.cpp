#include "connectiontesting.h"

#include "binance/connection/streamconnection.h"

#include <QTest>

#include <functional>
#include <memory>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = ConnectionEnd::Kind;
using State = StreamConnection::State;

class TestStreamConnection : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testSubscribesOnceItIsOpen();
    void testFramesGoToTheListener();
    void testMessagesArePaced();
    void testUnsubscribe();
    void testResubscribe();
    void testUnsubscribedBeforeItWasSent();
    void testFirstRemedy();
    void testConnectTimeout();
    void testHalfOpen();
    void testPongsAreASignButNoData();
    void testAcknowledgementsAreNoData();
    void testSilence_data();
    void testSilence();
    void testFewDataTellNoManner();
    void testStreamsThatLeaveTakeTheirMannerAlong();
    void testFirstDataLimit();
    void testNoStreamsNoSilence();
    void testClose();
    void testCloseWhileConnecting();
    void testEnds_data();
    void testEnds();
    void testNothingAfterTheEnd_data();
    void testNothingAfterTheEnd();
    void testDestroyedWhileOpen();

private:
    using Action = std::function<void(TestStreamConnection &)>;

    void makeConnection(int streams, std::size_t subscribed);
    void run(std::chrono::nanoseconds time, std::chrono::nanoseconds firstDataLimit);
    void run(std::chrono::nanoseconds time) { run(time, ConnectionBench::NoLimit); }
    void runWithEvents(int events, std::chrono::nanoseconds interval, int stream = 0);
    ScriptedPeer *peer() { return m_bench->exchange.peers().last(); }

    std::unique_ptr<ConnectionBench> m_bench;
    std::unique_ptr<StreamConnection> m_connection;
};

void TestStreamConnection::init()
{
    makeConnection(2, 2);
}

/// With so many streams in all, of which it subscribes the first ones; it is not open yet.
void TestStreamConnection::makeConnection(int streams, std::size_t subscribed)
{
    m_connection.reset();
    m_bench = std::make_unique<ConnectionBench>(streams);
    m_connection =
        std::make_unique<StreamConnection>(7, 2, m_bench->url, m_bench->context.connection);
    m_connection->subscribe(m_bench->streams(subscribed));
}

void TestStreamConnection::run(std::chrono::nanoseconds time,
                               std::chrono::nanoseconds firstDataLimit)
{
    m_bench->run(time, [&] { m_connection->tick(m_bench->now(), firstDataLimit); });
}

void TestStreamConnection::runWithEvents(int events, std::chrono::nanoseconds interval, int stream)
{
    for (int i = 0; i < events; ++i) {
        m_bench->sendEvent(stream);
        run(interval);
    }
}

void TestStreamConnection::testSubscribesOnceItIsOpen()
{
    QCOMPARE(m_connection->state(), State::Connecting);
    QVERIFY(!m_connection->openedAt());
    QVERIFY(!m_connection->watch().contains(m_bench->ids[0]));
    m_bench->exchange.setHandshakeLatency(200ms);
    const ReceiveTime attempted = m_connection->attemptedAt();
    run(100ms);
    QCOMPARE(m_connection->state(), State::Open);
    QVERIFY(m_connection->openedAt()->monotonic > attempted.monotonic);
    QCOMPARE(
        m_bench->exchange.requests(),
        QStringList{
            uR"({"id":1,"method":"SUBSCRIBE","params":["s0usdt@aggTrade","s1usdt@aggTrade"]})"_s});
    QVERIFY(m_connection->watch().contains(m_bench->ids[0]));
    QCOMPARE(m_connection->streams(), m_bench->ids);
}

void TestStreamConnection::testFramesGoToTheListener()
{
    run(100ms);
    m_bench->sendEvent(1);
    run(50ms);
    // The answer to SUBSCRIBE is one too.
    QCOMPARE(m_bench->listener.frames.size(), 2);
    QCOMPARE(m_bench->listener.frames[1], ConnectionBench::frame(1));
    QCOMPARE(m_bench->listener.lastSource.connection, 7U);
    QCOMPARE(m_bench->listener.lastSource.side, 2);
    QCOMPARE(m_bench->listener.lastStreams, m_bench->ids);
    QCOMPARE(m_bench->listener.lastTime, m_bench->clock.now());
    QCOMPARE(m_connection->firstData(), std::optional(m_bench->clock.now()));
    QCOMPARE(m_connection->frames(), 2);
    QCOMPARE(m_connection->bytes(),
             m_bench->listener.frames[0].size() + m_bench->listener.frames[1].size());
    QVERIFY(m_connection->watch().hasJoined(m_bench->ids[1]));
    QVERIFY(!m_connection->watch().hasJoined(m_bench->ids[0]));
    m_bench->listener.isJoined = false;
    m_bench->sendEvent(0);
    run(50ms);
    QVERIFY(!m_connection->watch().hasJoined(m_bench->ids[0]));
    QVERIFY(m_connection->firstData() != m_connection->lastData());
}

void TestStreamConnection::testMessagesArePaced()
{
    makeConnection(1000, 1000);
    // Some 20 seconds of requests, into the time of the first pings.
    for (int i = 0; i < 4; ++i)
        m_connection->resubscribe(m_connection->streams());
    std::vector<std::chrono::nanoseconds> moments;
    m_bench->run(70s, [&] {
        m_connection->tick(m_bench->now(), ConnectionBench::NoLimit);
        const auto sent = m_bench->exchange.requests().size() + peer()->pings().size();
        while (qsizetype(moments.size()) < sent)
            moments.push_back(m_bench->now());
    });
    QCOMPARE(m_bench->exchange.requests().size(), 10 + 4 * 20);
    QVERIFY(peer()->pings().size() >= 2);
    for (std::size_t i = 1; i < moments.size(); ++i)
        QVERIFY(moments[i] - moments[i - 1] >= StreamConnection::MessageSpacing);
    for (std::size_t i = 5; i < moments.size(); ++i)
        QVERIFY(moments[i] - moments[i - 5] >= 1s);
    for (const QString &request : m_bench->exchange.requests())
        QCOMPARE(request.count(u"@aggTrade"_s), 100);
    QCOMPARE(peer()->streams().size(), 1000);
    QCOMPARE(m_bench->exchange.violations(), QStringList());
}

void TestStreamConnection::testUnsubscribe()
{
    run(1s);
    m_connection->unsubscribe(m_bench->streams(1));
    QCOMPARE(m_connection->streams(), std::vector<StreamId>{m_bench->ids[1]});
    QVERIFY(!m_connection->watch().contains(m_bench->ids[0]));
    run(1s);
    QCOMPARE(m_bench->exchange.requests().last(),
             uR"({"id":2,"method":"UNSUBSCRIBE","params":["s0usdt@aggTrade"]})"_s);
    QCOMPARE(peer()->streams(), QStringList{u"s1usdt@aggTrade"_s});
    QCOMPARE(m_connection->state(), State::Open);
}

void TestStreamConnection::testResubscribe()
{
    run(31s);
    const auto muteOnes = m_connection->watch().check(m_bench->now());
    QCOMPARE(muteOnes.size(), std::size_t(2));
    QCOMPARE(muteOnes[0].remedy, Remedy::Resubscribe);
    m_connection->resubscribe(m_bench->streams(1));
    run(1s);
    QCOMPARE(m_bench->exchange.requests().mid(1),
             (QStringList{uR"({"id":2,"method":"UNSUBSCRIBE","params":["s0usdt@aggTrade"]})"_s,
                          uR"({"id":3,"method":"SUBSCRIBE","params":["s0usdt@aggTrade"]})"_s}));
    QCOMPARE(peer()->streams().size(), 2);
    QCOMPARE(m_connection->streams().size(), std::size_t(2));
    // The watch goes on where it was.
    run(30s);
    for (const MuteStream &mute : m_connection->watch().check(m_bench->now()))
        QCOMPARE(mute.remedy, Remedy::Move);
}

void TestStreamConnection::testUnsubscribedBeforeItWasSent()
{
    m_connection->unsubscribe(m_bench->streams(1));
    run(2s);
    QCOMPARE(peer()->streams(), QStringList{u"s1usdt@aggTrade"_s});
    QVERIFY(!m_connection->watch().contains(m_bench->ids[0]));
    QVERIFY(m_connection->watch().contains(m_bench->ids[1]));
}

void TestStreamConnection::testFirstRemedy()
{
    makeConnection(2, 1);
    m_connection->subscribe(m_bench->streams(1, 1), Remedy::Report);
    run(32s);
    const auto mute = m_connection->watch().check(m_bench->now());
    QCOMPARE(mute.size(), std::size_t(2));
    QCOMPARE(mute[0].remedy, Remedy::Resubscribe);
    QCOMPARE(mute[1].remedy, Remedy::Report);
}

void TestStreamConnection::testConnectTimeout()
{
    m_connection.reset();
    m_bench = std::make_unique<ConnectionBench>();
    m_bench->exchange.neverOpen();
    m_connection =
        std::make_unique<StreamConnection>(7, 1, m_bench->url, m_bench->context.connection);
    run(StreamConnection::ConnectTimeout - 50ms);
    QCOMPARE(m_connection->state(), State::Connecting);
    run(50ms);
    QCOMPARE(m_connection->state(), State::Ended);
    QCOMPARE(describe(m_connection->end()), u"no answer in time (15.0 s)"_s);
    QVERIFY(!m_connection->openedAt());
    QCOMPARE(m_connection->endedAt(), m_bench->clock.now());
    QCOMPARE(m_bench->listener.ended, std::vector<std::uint32_t>{7});
}

void TestStreamConnection::testHalfOpen()
{
    run(10s);
    peer()->stall();
    // The last sign was the answer to SUBSCRIBE, just after the opening.
    run(49s);
    QCOMPARE(m_connection->state(), State::Open);
    run(2s);
    QCOMPARE(m_connection->state(), State::Ended);
    QCOMPARE(describe(m_connection->end()),
             u"half open: no answer to pings (nothing for 60.0 s)"_s);
}

void TestStreamConnection::testPongsAreASignButNoData()
{
    run(10min);
    QCOMPARE(m_connection->state(), State::Open);
    QVERIFY(m_connection->pongs() >= 29);
    QCOMPARE(peer()->pings().size(), m_connection->pongs());
    QVERIFY(!m_connection->firstData());
    QVERIFY(!m_connection->lastData());
    QCOMPARE(m_connection->watch().check(m_bench->now()).size(), std::size_t(2));
}

void TestStreamConnection::testAcknowledgementsAreNoData()
{
    run(1s);
    QCOMPARE(m_connection->frames(), 1);
    QVERIFY(!m_connection->firstData());
    run(30s);
    QCOMPARE(m_connection->watch().check(m_bench->now()).size(), std::size_t(2));
}

void TestStreamConnection::testSilence_data()
{
    QTest::addColumn<std::chrono::nanoseconds>("interval");
    QTest::addColumn<std::chrono::nanoseconds>("limit");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, std::chrono::nanoseconds interval,
                        std::chrono::nanoseconds limit, const QString &words) {
        QTest::newRow(name) << interval << limit << words;
    };
    row("busy", 50ms, 5s, u"silence: no data (nothing of 2 streams for 5.0 s)"_s);
    row("one a second", 1s, 20s, u"silence: no data (nothing of 2 streams for 20.0 s)"_s);
    row("quiet", 30s, 600s, u"silence: no data (nothing of 2 streams for 600.0 s)"_s);
}

void TestStreamConnection::testSilence()
{
    QFETCH(std::chrono::nanoseconds, interval);
    QFETCH(std::chrono::nanoseconds, limit);
    run(1s);
    runWithEvents(60, interval);
    QCOMPARE(m_connection->state(), State::Open);
    const std::chrono::nanoseconds last = m_connection->lastData()->monotonic;
    run(last + limit - m_bench->now() - 50ms);
    QCOMPARE(m_connection->state(), State::Open);
    run(50ms);
    QCOMPARE(m_connection->state(), State::Ended);
    QTEST(describe(m_connection->end()), "words");
    // It was no half open one: pongs came all the time.
    QCOMPARE(m_connection->end().kind, Kind::Silence);
}

void TestStreamConnection::testFewDataTellNoManner()
{
    run(1s);
    runWithEvents(5, 1s);
    run(1h);
    QCOMPARE(m_connection->state(), State::Open);
}

void TestStreamConnection::testStreamsThatLeaveTakeTheirMannerAlong()
{
    run(1s);
    runWithEvents(100, 50ms);
    // What is left is a contract that trades now and then.
    m_connection->unsubscribe(m_bench->streams(1));
    runWithEvents(10, 60s, 1);
    QCOMPARE(m_connection->state(), State::Open);
}

void TestStreamConnection::testFirstDataLimit()
{
    m_bench->exchange.advance();
    QCOMPARE(m_connection->state(), State::Open);
    run(10s - 50ms, 10s);
    QCOMPARE(m_connection->state(), State::Open);
    run(50ms, 10s);
    QCOMPARE(m_connection->state(), State::Ended);
    QCOMPARE(m_connection->end().kind, Kind::Silence);

    // Where there were data it means nothing any more.
    makeConnection(2, 2);
    run(1s, 10s);
    m_bench->sendEvent(0);
    run(1min, 10s);
    QCOMPARE(m_connection->state(), State::Open);
}

void TestStreamConnection::testNoStreamsNoSilence()
{
    makeConnection(2, 0);
    run(1min, 10s);
    QCOMPARE(m_connection->state(), State::Open);
    QCOMPARE(m_bench->exchange.requests(), QStringList());
}

void TestStreamConnection::testClose()
{
    run(1s);
    const ConnectionEnd replaced{.kind = Kind::Replaced};
    m_connection->close(replaced);
    QCOMPARE(m_connection->state(), State::Ended);
    QVERIFY(m_connection->end() == replaced);
    QCOMPARE(peer()->clientCloseCode(), std::optional(1000));
    QCOMPARE(m_bench->exchange.openPeers().size(), 0);
    m_connection->close({.kind = Kind::ClosedByRecorder});
    QVERIFY(m_connection->end() == replaced);
    QCOMPARE(m_bench->listener.ended, std::vector<std::uint32_t>{7});
}

void TestStreamConnection::testCloseWhileConnecting()
{
    m_connection->close({.kind = Kind::ClosedByRecorder});
    QCOMPARE(m_connection->state(), State::Ended);
    run(1min);
    QVERIFY(!m_connection->openedAt());
    QCOMPARE(m_bench->exchange.requests(), QStringList());
    QCOMPARE(m_bench->listener.ended, std::vector<std::uint32_t>{7});
}

void TestStreamConnection::testEnds_data()
{
    QTest::addColumn<Action>("fault");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const std::function<void(ScriptedPeer &)> &fault,
                        const char *words) {
        QTest::newRow(name) << Action([fault](TestStreamConnection &test) { fault(*test.peer()); })
                            << QString::fromLatin1(words);
    };
    row(
        "closed", [](ScriptedPeer &peer) { peer.closeWith(1008, u"Too many requests"_s); },
        "closed by the exchange with code 1008 (Too many requests)");
    row(
        "end of stream", [](ScriptedPeer &peer) { peer.endWithoutClose(); },
        "end of stream without a close frame");
    row(
        "reset", [](ScriptedPeer &peer) { peer.reset(); }, "connection reset");
}

void TestStreamConnection::testEnds()
{
    QFETCH(Action, fault);
    run(1s);
    fault(*this);
    run(50ms);
    QCOMPARE(m_connection->state(), State::Ended);
    QTEST(describe(m_connection->end()), "words");
    QCOMPARE(m_connection->endedAt(), m_bench->clock.now());
    QCOMPARE(m_bench->listener.ended, std::vector<std::uint32_t>{7});
}

void TestStreamConnection::testNothingAfterTheEnd_data()
{
    QTest::addColumn<Action>("end");
    const auto row = [](const char *name, const Action &end) {
        QTest::newRow(name) << end;
    };
    row("closed by us",
        [](TestStreamConnection &test) { test.m_connection->close({.kind = Kind::Replaced}); });
    row("given up", [](TestStreamConnection &test) { test.run(1min, 10s); });
    row("closed by the exchange", [](TestStreamConnection &test) {
        test.peer()->closeWith(1001, {});
        test.run(50ms);
    });
}

void TestStreamConnection::testNothingAfterTheEnd()
{
    QFETCH(Action, end);
    run(1s);
    // Under way when it ends.
    ScriptedPeer *before = peer();
    end(*this);
    QCOMPARE(m_connection->state(), State::Ended);
    const auto frames = m_bench->listener.frames.size();
    const auto requests = m_bench->exchange.requests().size();
    const ReceiveTime endedAt = m_connection->endedAt();
    before->send(ConnectionBench::frame(0));
    m_bench->sendEvent(0);
    m_connection->subscribe(m_bench->streams(1));
    run(5min, 10s);
    QCOMPARE(m_bench->listener.frames.size(), frames);
    QCOMPARE(m_bench->exchange.requests().size(), requests);
    QCOMPARE(m_connection->endedAt(), endedAt);
    QCOMPARE(m_bench->listener.ended.size(), std::size_t(1));
}

void TestStreamConnection::testDestroyedWhileOpen()
{
    run(1s);
    m_connection.reset();
    QCOMPARE(m_bench->exchange.openPeers().size(), 0);
    m_bench->sendEvent(0);
    m_bench->run(1s, [] {});
    QCOMPARE(m_bench->listener.frames.size(), 1);
}

QTEST_GUILESS_MAIN(TestStreamConnection)
#include "tst_streamconnection.moc"
