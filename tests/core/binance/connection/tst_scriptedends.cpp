#include "core/binance/connection/memoryclient.h"
#include "fakes/manualclock.h"

#include <QTest>

#include <functional>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Kind = ConnectionEnd::Kind;

namespace {

constexpr const char *Trades = "btcusdt@aggTrade";

} // namespace

/// How connections to the scripted exchange begin and end, and which limits it checks.
class TestScriptedEnds : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testEnds_data();
    void testEnds();
    void testRefusals_data();
    void testRefusals();
    void testNeverOpen();
    void testHandshakeLatency();
    void testCutAtAge();
    void testClientEnds();
    void testSocketDeletedInHandlers();
    void testReopeningInAHandler();
    void testConnectionRate_data();
    void testConnectionRate();
    void test300ConnectionsIn5Minutes();
    void testMessageRate();
    void testTooManyStreams();
    void testTooManyNames();
    void testRequestThatIsNoJson();

private:
    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<ScriptedExchange> m_exchange;
};

void TestScriptedEnds::init()
{
    m_clock = std::make_unique<ManualClock>();
    m_exchange = std::make_unique<ScriptedExchange>(*m_clock);
}

void TestScriptedEnds::testEnds_data()
{
    using Fault = std::function<void(ScriptedPeer &)>;
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<ConnectionEnd>("end");
    QTest::addColumn<qsizetype>("frames");
    QTest::newRow("closed") << Fault([](ScriptedPeer &peer) { peer.closeWith(1008, u"why"_s); })
                            << ConnectionEnd{Kind::ClosedByExchange, 1008, 0, u"why"_s}
                            << qsizetype(1);
    QTest::newRow("no close frame") << Fault([](ScriptedPeer &peer) { peer.endWithoutClose(); })
                                    << ConnectionEnd{Kind::EndOfStream, 0, 0, {}} << qsizetype(1);
    QTest::newRow("reset") << Fault([](ScriptedPeer &peer) { peer.reset(); })
                           << ConnectionEnd{Kind::Reset, 0, 0, {}} << qsizetype(0);
}

void TestScriptedEnds::testEnds()
{
    QFETCH(std::function<void(ScriptedPeer &)>, fault);
    QFETCH(ConnectionEnd, end);
    QFETCH(qsizetype, frames);
    MemoryClient client(*m_exchange);
    ScriptedPeer *peer = client.subscribe(*m_clock);
    peer->send("before");
    fault(*peer);
    peer->send("after");
    QVERIFY(client.ends.empty());
    m_exchange->advance();
    QCOMPARE(client.ends, std::vector{end});
    QCOMPARE(client.frames.size(), frames);
    QCOMPARE(m_exchange->connectionCount(u"market"_s), 0);
    QVERIFY(!m_exchange->hasSubscribers(Trades));
    QCOMPARE(peer->streams(), QStringList{u"btcusdt@aggTrade"_s});
}

void TestScriptedEnds::testRefusals_data()
{
    using Script = std::function<void(ScriptedExchange &)>;
    QTest::addColumn<Script>("script");
    QTest::addColumn<ConnectionEnd>("end");
    const auto row = [](const char *name, const Script &script, const ConnectionEnd &end) {
        QTest::newRow(name) << script << end;
    };
    row("refused", [](ScriptedExchange &exchange) { exchange.refuseConnections(2); },
        {Kind::Refused, 0, 0, {}});
    row("no such host",
        [](ScriptedExchange &exchange) {
            exchange.failConnections({Kind::NameNotFound, 0, 0, {}}, 2);
        },
        {Kind::NameNotFound, 0, 0, {}});
    row("too many requests",
        [](ScriptedExchange &exchange) {
            exchange.answerUpgrade({429, {{"Retry-After", "30"}}}, 2);
        },
        {Kind::HttpStatus, 0, 429, {}, 30s});
    row("restricted location",
        [](ScriptedExchange &exchange) {
            exchange.answerUpgrade({451, {}}, 2);
        },
        {Kind::HttpStatus, 0, 451, {}});
    row("for ever", [](ScriptedExchange &exchange) { exchange.refuseConnections(); },
        {Kind::Refused, 0, 0, {}});
}

void TestScriptedEnds::testRefusals()
{
    QFETCH(std::function<void(ScriptedExchange &)>, script);
    QFETCH(ConnectionEnd, end);
    script(*m_exchange);
    for (int i = 0; i < 2; ++i) {
        MemoryClient client(*m_exchange);
        client.open(u"/market/stream"_s);
        m_exchange->advance();
        QCOMPARE(client.ends, std::vector{end});
        QCOMPARE(client.openings, 0);
    }
    m_exchange->acceptConnections();
    MemoryClient client(*m_exchange);
    client.subscribe(*m_clock);
    QCOMPARE(client.openings, 1);
    QCOMPARE(m_exchange->attempts(), 3);
    QCOMPARE(m_exchange->peers().size(), 1);
}

void TestScriptedEnds::testNeverOpen()
{
    m_exchange->neverOpen(1);
    MemoryClient client(*m_exchange);
    client.open(u"/market/stream"_s);
    m_clock->advance(1h);
    m_exchange->advance();
    QCOMPARE(client.openings, 0);
    QVERIFY(client.ends.empty());
    client.socket().abort();
    m_exchange->advance();
    QVERIFY(client.ends.empty());
}

void TestScriptedEnds::testHandshakeLatency()
{
    m_exchange->setHandshakeLatency(300ms);
    MemoryClient client(*m_exchange);
    client.open(u"/market/stream"_s);
    m_clock->advance(299ms);
    m_exchange->advance();
    QCOMPARE(client.openings, 0);
    m_clock->advance(1ms);
    m_exchange->advance();
    QCOMPARE(client.openings, 1);
}

void TestScriptedEnds::testCutAtAge()
{
    m_exchange->cutAtAge(24h);
    MemoryClient older(*m_exchange);
    older.subscribe(*m_clock);
    m_clock->advance(1h);
    MemoryClient younger(*m_exchange);
    younger.subscribe(*m_clock);
    m_clock->advance(23h - 1s);
    m_exchange->advance();
    QCOMPARE(older.ends, std::vector{(ConnectionEnd{Kind::ClosedByExchange, 1001, 0, {}})});
    QVERIFY(younger.ends.empty());
}

void TestScriptedEnds::testClientEnds()
{
    MemoryClient client(*m_exchange);
    ScriptedPeer *peer = client.subscribe(*m_clock);
    m_exchange->sendEvent(Trades, "{}", 1);
    client.socket().close();
    m_exchange->advance();
    QVERIFY(client.frames.isEmpty());
    QVERIFY(client.ends.empty());
    QCOMPARE(peer->clientCloseCode(), std::optional(1000));

    MemoryClient other(*m_exchange);
    peer = other.subscribe(*m_clock);
    other.socket().abort();
    QVERIFY(!peer->isOpen());
    QCOMPARE(peer->clientCloseCode(), std::nullopt);
}

void TestScriptedEnds::testSocketDeletedInHandlers()
{
    for (const auto &fault : {+[](ScriptedPeer &peer) { peer.send("{}"); },
                              +[](ScriptedPeer &peer) {
                                  peer.closeWith(1000, {});
                              }}) {
        MemoryClient client(*m_exchange);
        ScriptedPeer *peer = client.subscribe(*m_clock);
        connect(&client.socket(), &ExchangeSocket::frameReceived, &client,
                [&client] { client.deleteSocket(); });
        connect(&client.socket(), &ExchangeSocket::ended, &client,
                [&client] { client.deleteSocket(); });
        fault(*peer);
        peer->send("{}");
        m_exchange->advance();
        QVERIFY(!peer->isOpen());
        QCOMPARE(client.frames.size() + qsizetype(client.ends.size()), 1);
    }
}

void TestScriptedEnds::testReopeningInAHandler()
{
    m_exchange->refuseConnections();
    MemoryClient first(*m_exchange);
    MemoryClient second(*m_exchange);
    connect(&first.socket(), &ExchangeSocket::ended, this,
            [&second] { second.open(u"/market/stream"_s); });
    first.open(u"/market/stream"_s);
    m_exchange->advance();
    QVERIFY(second.ends.empty());
    m_exchange->advance();
    QCOMPARE(second.ends.size(), std::size_t(1));
}

void TestScriptedEnds::testConnectionRate_data()
{
    QTest::addColumn<std::chrono::milliseconds>("spacing");
    QTest::addColumn<qsizetype>("violations");
    QTest::newRow("a second") << 1000ms << qsizetype(0);
    QTest::newRow("less") << 999ms << qsizetype(1);
}

void TestScriptedEnds::testConnectionRate()
{
    QFETCH(std::chrono::milliseconds, spacing);
    QFETCH(qsizetype, violations);
    for (int i = 0; i < 2; ++i) {
        MemoryClient client(*m_exchange);
        client.open(u"/market/stream"_s);
        m_clock->advance(spacing);
    }
    QCOMPARE(m_exchange->violations().size(), violations);
}

void TestScriptedEnds::test300ConnectionsIn5Minutes()
{
    for (int i = 0; i < 300; ++i) {
        MemoryClient client(*m_exchange);
        client.open(u"/market/stream"_s);
        m_clock->advance(1s);
    }
    QCOMPARE(m_exchange->violations(), QStringList());
}

void TestScriptedEnds::testMessageRate()
{
    MemoryClient client(*m_exchange);
    client.subscribe(*m_clock);
    m_clock->advance(1s);
    for (int i = 0; i < 5; ++i) {
        client.socket().ping();
        client.request("LIST_SUBSCRIPTIONS", {});
    }
    m_exchange->advance();
    QCOMPARE(m_exchange->violations(), QStringList());
    client.socket().ping();
    m_exchange->advance();
    QCOMPARE(m_exchange->violations(),
             QStringList{u"connection 1 sent more than 10 messages within a second"_s});
    QCOMPARE(client.ends,
             std::vector{(ConnectionEnd{Kind::ClosedByExchange, 1008, 0, u"Too many requests"_s})});
}

void TestScriptedEnds::testTooManyStreams()
{
    MemoryClient client(*m_exchange);
    client.open(u"/market/stream"_s);
    m_exchange->advance();
    for (int i = 0; i < 9; ++i) {
        QByteArrayList names;
        for (int k = 0; k < 128; ++k)
            names.append('"' + QByteArray::number(i * 128 + k) + "usdt@aggTrade\"");
        if (i == 8)
            names.resize(1);
        client.request("SUBSCRIBE", names.join(','));
    }
    m_exchange->advance();
    QCOMPARE(client.frames.last(),
             QByteArray(R"({"error":{"code":4,"msg":"Too many subscriptions"},"id":1})"));
    QCOMPARE(client.ends,
             std::vector{(ConnectionEnd{Kind::ClosedByExchange, 1008, 0, u"Invalid request"_s})});
    QCOMPARE(m_exchange->violations().size(), 1);
    QCOMPARE(m_exchange->peer(1)->streams().size(), 1024);
}

void TestScriptedEnds::testTooManyNames()
{
    MemoryClient client(*m_exchange);
    client.open(u"/market/stream"_s);
    m_exchange->advance();
    QByteArrayList names;
    for (int i = 0; i < 201; ++i)
        names.append('"' + QByteArray::number(i) + "usdt@aggTrade\"");
    client.request("SUBSCRIBE", names.join(','));
    QCOMPARE(m_exchange->violations(),
             QStringList{u"connection 1 asked for 201 streams in one request"_s});
    QVERIFY(m_exchange->hasSubscribers("200usdt@aggTrade"));
}

void TestScriptedEnds::testRequestThatIsNoJson()
{
    MemoryClient client(*m_exchange);
    client.subscribe(*m_clock);
    client.socket().sendText("subscribe!");
    m_exchange->advance();
    QCOMPARE(client.ends.size(), std::size_t(1));
    QCOMPARE(m_exchange->violations().size(), 1);
}

QTEST_GUILESS_MAIN(TestScriptedEnds)
#include "tst_scriptedends.moc"
