#include "websockettesting.h"

#include "fakes/scriptedexchange.h"

#include <QSignalSpy>
#include <QTest>

#include <functional>
#include <memory>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = ConnectionEnd::Kind;

/// The client over real sockets; tst_websocketaccess.cpp has TLS, proxies and names.
class TestWebSocketClient : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testTextArrivesWithItsTime();
    void testBinaryArrives();
    void testBigFrames_data();
    void testBigFrames();
    void testFragments();
    void testSends();
    void testPings();
    void testEnds_data();
    void testEnds();
    void testLastFramesBeforeTheEnd();
    void testRefusals_data();
    void testRefusals();
    void testRefusalThatKeepsTheConnection();
    void testWrongAnswers_data();
    void testWrongAnswers();
    void testEndsBeforeAnAnswer();
    void testPortClosed();
    void testNeverOpens();
    void testCloseIsTheLastThing();
    void testAbortIsTheLastThing();
    void testAbortWhileTheEndIsUnderWay_data();
    void testAbortWhileTheEndIsUnderWay();
    void testCloseAndAbortAfterTheEnd();
    void testDeletedFromAHandler();

private:
    /// Opens the client; the exchange's side of it, or null where that failed.
    ScriptedPeer *connectClient();

    std::unique_ptr<ScriptedExchange> m_exchange;
    std::unique_ptr<ClientLog> m_log;
};

void TestWebSocketClient::init()
{
    m_log = std::make_unique<ClientLog>();
    m_exchange = std::make_unique<ScriptedExchange>();
}

ScriptedPeer *TestWebSocketClient::connectClient()
{
    QSignalSpy opened(&m_log->client(), &ExchangeSocket::opened);
    m_log->open(m_exchange->url());
    return opened.wait() ? m_exchange->peer(1) : nullptr;
}

void TestWebSocketClient::testTextArrivesWithItsTime()
{
    ScriptedPeer *peer = connectClient();
    QVERIFY(peer);
    QCOMPARE(m_log->openings, 1);
    QCOMPARE(peer->route(), u"market"_s);
    const ReceiveTime before = m_log->clock().now();
    peer->send("{\"stream\":\"币安人生usdt@aggTrade\"}");
    peer->send("");
    QTRY_COMPARE(m_log->frames,
                 (QByteArrayList{"{\"stream\":\"币安人生usdt@aggTrade\"}", QByteArray()}));
    const ReceiveTime after = m_log->clock().now();
    for (const ReceiveTime &time : m_log->times) {
        QVERIFY(time.utc >= before.utc && time.utc <= after.utc);
        QVERIFY(time.monotonic >= before.monotonic && time.monotonic <= after.monotonic);
    }
}

void TestWebSocketClient::testBinaryArrives()
{
    ScriptedPeer *peer = connectClient();
    QVERIFY(peer);
    // A whole binary frame of three bytes; the exchange sends none, but might.
    peer->sendRaw(QByteArray("\x82\x03\x00\xff{", 5));
    QTRY_COMPARE(m_log->frames, QByteArrayList{QByteArray("\x00\xff{", 3)});
}

void TestWebSocketClient::testBigFrames_data()
{
    QTest::addColumn<qsizetype>("bytes");
    QTest::newRow("46 kB") << qsizetype(46 * 1024);
    QTest::newRow("more than 16 bits can tell") << qsizetype(70'000);
    QTest::newRow("5 MB") << qsizetype(5 * 1024 * 1024);
}

void TestWebSocketClient::testBigFrames()
{
    QFETCH(qsizetype, bytes);
    ScriptedPeer *peer = connectClient();
    QVERIFY(peer);
    peer->send(QByteArray(bytes, 'x'));
    peer->send("next");
    QTRY_COMPARE(m_log->frames.size(), 2);
    QVERIFY(m_log->frames[0] == QByteArray(bytes, 'x'));
    QCOMPARE(m_log->frames[1], QByteArray("next"));
}

void TestWebSocketClient::testFragments()
{
    ScriptedPeer *peer = connectClient();
    QVERIFY(peer);
    // Between characters: QWebSocket takes a part that ends in the middle of one for garbage.
    peer->sendFragmented("\"币安人生\"", 2);
    peer->sendFragmented("{\"stream\":\"btcusdt@aggTrade\"}", 5);
    QTRY_COMPARE(m_log->frames,
                 (QByteArrayList{"\"币安人生\"", "{\"stream\":\"btcusdt@aggTrade\"}"}));
}

void TestWebSocketClient::testSends()
{
    QVERIFY(connectClient());
    const QByteArray request =
        "{\"method\":\"SUBSCRIBE\",\"params\":[\"币安人生usdt@aggTrade\"],\"id\":1}";
    m_log->client().sendText(request);
    QTRY_COMPARE(m_exchange->requests(), QStringList{QString::fromUtf8(request)});
    QTRY_COMPARE(m_log->frames.size(), 1);
}

void TestWebSocketClient::testPings()
{
    ScriptedPeer *peer = connectClient();
    QVERIFY(peer);
    // As the exchange does: the time in milliseconds, which has to come back.
    peer->ping("1790000000000");
    QTRY_COMPARE(peer->pongs(), QByteArrayList{"1790000000000"});
    QCOMPARE(m_log->pongs, 0);
    m_log->client().ping();
    QTRY_COMPARE(m_log->pongs, 1);
    QCOMPARE(peer->pings().size(), 1);
    QVERIFY(m_log->frames.isEmpty());
}

void TestWebSocketClient::testEnds_data()
{
    using Fault = std::function<void(ScriptedPeer &)>;
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("closeCode");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name, const Fault &fault, Kind kind, int closeCode = 0,
                        const QString &detail = QString()) {
        QTest::newRow(name) << fault << kind << closeCode << detail;
    };
    row(
        "closed", [](ScriptedPeer &peer) { peer.closeWith(1008, u"Too many requests"_s); },
        Kind::ClosedByExchange, 1008, u"Too many requests"_s);
    row(
        "closed at 24 h", [](ScriptedPeer &peer) { peer.closeWith(1001, {}); },
        Kind::ClosedByExchange, 1001);
    row(
        "end of stream", [](ScriptedPeer &peer) { peer.endWithoutClose(); }, Kind::EndOfStream);
    row(
        "reset", [](ScriptedPeer &peer) { peer.reset(); }, Kind::Reset);
    // Such as an HTTP error of something in between: not a frame of any kind.
    row(
        "no frames", [](ScriptedPeer &peer) { peer.sendRaw("HTTP/1.1 502 Bad Gateway\r\n\r\n"); },
        Kind::ProtocolError, 1002);
    row(
        "a text that is none",
        [](ScriptedPeer &peer) { peer.sendRaw(QByteArray("\x81\x02\xff\xfe", 4)); },
        Kind::ProtocolError, 1007);
    row(
        "more than any frame has",
        [](ScriptedPeer &peer) {
            peer.sendRaw(QByteArray("\x82\x7f\x00\x00\x00\x01\x00\x00\x00\x00", 10));
        },
        Kind::ProtocolError, 1009);
}

void TestWebSocketClient::testEnds()
{
    QFETCH(std::function<void(ScriptedPeer &)>, fault);
    QFETCH(Kind, kind);
    QFETCH(int, closeCode);
    QFETCH(QString, detail);
    ScriptedPeer *peer = connectClient();
    QVERIFY(peer);
    fault(*peer);
    QTRY_COMPARE(m_log->ends.size(), std::size_t(1));
    const ConnectionEnd &end = m_log->ends[0];
    QVERIFY2(end.kind == kind, qPrintable(m_log->endText()));
    QCOMPARE(end.closeCode, closeCode);
    // What we say ourselves about garbage is QWebSocket's affair.
    if (kind != Kind::ProtocolError)
        QCOMPARE(end.detail, detail);
    QVERIFY(m_log->frames.isEmpty());
}

void TestWebSocketClient::testLastFramesBeforeTheEnd()
{
    ScriptedPeer *peer = connectClient();
    QVERIFY(peer);
    for (int i = 0; i < 100; ++i)
        peer->send("{}");
    peer->closeWith(1001, {});
    QTRY_COMPARE(m_log->ends.size(), std::size_t(1));
    QCOMPARE(m_log->frames.size(), 100);
}

void TestWebSocketClient::testRefusals_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<QString>("words");
    QTest::newRow("429") << 429 << QByteArray("7")
                         << u"HTTP 429: too many requests from this address (Too Many Requests); "
                            "asked to stay away for 7 s"_s;
    QTest::newRow("418") << 418 << QByteArray("120")
                         << u"HTTP 418: this address is banned for a while (I'm a teapot); "
                            "asked to stay away for 120 s"_s;
    QTest::newRow("403") << 403 << QByteArray()
                         << u"HTTP 403: refused by the exchange's firewall (Forbidden)"_s;
    QTest::newRow("451") << 451 << QByteArray()
                         << u"HTTP 451: restricted location, the exchange does not serve this "
                            "country (Unavailable For Legal Reasons)"_s;
    QTest::newRow("503") << 503 << QByteArray()
                         << u"HTTP 503: the exchange refused the WebSocket (Service Unavailable)"_s;
}

void TestWebSocketClient::testRefusals()
{
    QFETCH(int, status);
    QFETCH(QByteArray, retryAfter);
    UpgradeAnswer answer{status, {}};
    if (!retryAfter.isEmpty())
        answer.headers.append({"Retry-After", retryAfter});
    m_exchange->answerUpgrade(answer, 1);
    m_log->open(m_exchange->url());
    QTRY_COMPARE(m_log->ends.size(), std::size_t(1));
    QTEST(m_log->endText(), "words");
    QCOMPARE(m_log->ends[0].kind, Kind::HttpStatus);
    QCOMPARE(m_log->ends[0].httpStatus, status);
    QCOMPARE(m_log->openings, 0);
}

void TestWebSocketClient::testRefusalThatKeepsTheConnection()
{
    // As HTTP/1.1 has it where nothing else is said.
    const RawServer server("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\n"
                           "Content-Length: 2\r\n\r\n{}");
    m_log->open(server.url());
    QTRY_COMPARE(m_log->ends.size(), std::size_t(1));
    QCOMPARE(m_log->ends[0].httpStatus, 429);
    QCOMPARE(m_log->ends[0].retryAfter, std::optional(7s));
}

void TestWebSocketClient::testWrongAnswers_data()
{
    QTest::addColumn<QByteArray>("answer");
    // The server keeps the connection after all of these.
    QTest::newRow("garbage") << QByteArray("\x16\x03\x01 not at all HTTP\r\n\r\n");
    QTest::newRow("another protocol") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n\r\n");
    QTest::newRow("an upgrade to something else")
        << QByteArray("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: "
                      "Upgrade\r\n\r\n");
    QTest::newRow("an upgrade with another's key")
        << QByteArray("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
                      "Upgrade\r\nSec-WebSocket-Accept: bm90aGluZw==\r\n\r\n");
}

void TestWebSocketClient::testWrongAnswers()
{
    QFETCH(QByteArray, answer);
    const RawServer server(answer);
    m_log->open(server.url());
    QTRY_COMPARE(m_log->ends.size(), std::size_t(1));
    QVERIFY2(m_log->ends[0].kind == Kind::ProtocolError, qPrintable(m_log->endText()));
    QCOMPARE(m_log->openings, 0);
}

void TestWebSocketClient::testEndsBeforeAnAnswer()
{
    // On the loopback this is a reset after the request for the upgrade.
    m_exchange->refuseConnections(1);
    m_log->open(m_exchange->url());
    QTRY_COMPARE(m_log->ends.size(), std::size_t(1));
    QVERIFY2(m_log->ends[0].kind == Kind::Reset, qPrintable(m_log->endText()));
}

void TestWebSocketClient::testPortClosed()
{
    const QUrl url = m_exchange->url();
    m_exchange->stopListening();
    m_log->open(url);
    QTRY_COMPARE(m_log->ends.size(), std::size_t(1));
    QVERIFY2(m_log->ends[0].kind == Kind::Refused, qPrintable(m_log->endText()));
    QCOMPARE(m_log->openings, 0);
}

void TestWebSocketClient::testNeverOpens()
{
    m_exchange->neverOpen(1);
    m_log->open(m_exchange->url());
    QTRY_COMPARE(m_exchange->attempts(), 1);
    // Another one opens meanwhile.
    ClientLog other;
    other.open(m_exchange->url());
    QTRY_COMPARE(other.openings, 1);
    QCOMPARE(m_log->signalCount(), 0);

    m_log->client().abort();
    ClientLog third;
    third.open(m_exchange->url());
    QTRY_COMPARE(third.openings, 1);
    QCOMPARE(m_log->signalCount(), 0);
}

void TestWebSocketClient::testCloseIsTheLastThing()
{
    ScriptedPeer *peer = connectClient();
    QVERIFY(peer);
    peer->send("{}");
    m_log->client().close();
    QTRY_COMPARE(m_exchange->openPeers().size(), 0);
    QCOMPARE(peer->clientCloseCode(), std::optional(1000));
    // Nothing but the opening, not even the frame that was under way.
    QCOMPARE(m_log->signalCount(), 1);
}

void TestWebSocketClient::testAbortIsTheLastThing()
{
    ScriptedPeer *peer = connectClient();
    QVERIFY(peer);
    peer->send("{}");
    m_log->client().abort();
    QTRY_COMPARE(m_exchange->openPeers().size(), 0);
    QCOMPARE(peer->clientCloseCode(), std::optional<int>());
    QCOMPARE(m_log->signalCount(), 1);
}

namespace {

/// Aborts the client before the nth thing is delivered to it through its event queue.
class AbortingFilter : public QObject
{
public:
    AbortingFilter(ClientLog &log, int nth)
        : m_log(log)
        , m_left(nth)
    {
        log.client().installEventFilter(this);
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::MetaCall && --m_left == 0) {
            m_log.client().abort();
            endsBefore = m_log.ends.size();
        }
        return QObject::eventFilter(watched, event);
    }

    std::optional<std::size_t> endsBefore;

private:
    ClientLog &m_log;
    int m_left;
};

} // namespace

void TestWebSocketClient::testAbortWhileTheEndIsUnderWay_data()
{
    QTest::addColumn<int>("nth");
    for (int nth = 1; nth <= 4; ++nth)
        QTest::addRow("before event %d", nth) << nth;
}

void TestWebSocketClient::testAbortWhileTheEndIsUnderWay()
{
    QFETCH(int, nth);
    ScriptedPeer *peer = connectClient();
    QVERIFY(peer);
    AbortingFilter filter(*m_log, nth);
    peer->reset();
    QTRY_VERIFY(filter.endsBefore || !m_log->ends.empty());
    // What is in the queue still comes while another connection is made.
    ClientLog other;
    other.open(m_exchange->url());
    QTRY_COMPARE(other.openings, 1);
    QCOMPARE(m_log->ends.size(), filter.endsBefore.value_or(1));
}

void TestWebSocketClient::testCloseAndAbortAfterTheEnd()
{
    ScriptedPeer *peer = connectClient();
    QVERIFY(peer);
    peer->reset();
    QTRY_COMPARE(m_log->ends.size(), std::size_t(1));
    m_log->client().close();
    m_log->client().abort();
    QCOMPARE(m_log->ends.size(), std::size_t(1));
}

void TestWebSocketClient::testDeletedFromAHandler()
{
    ScriptedPeer *peer = connectClient();
    QVERIFY(peer);
    connect(&m_log->client(), &ExchangeSocket::frameReceived, this,
            [this] { m_log->deleteClient(); });
    peer->send("{}");
    peer->send("{}");
    QTRY_COMPARE(m_exchange->openPeers().size(), 0);
    QCOMPARE(m_log->frames.size(), 1);
}

QTEST_GUILESS_MAIN(TestWebSocketClient)
#include "tst_websocketclient.moc"
