#include "fakes/scriptedexchange.h"
#include "fakes/testcertificates.h"

#include <QSignalSpy>
#include <QSslConfiguration>
#include <QTest>
#include <QWebSocket>

#include <functional>
#include <memory>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr const char *Trades = "btcusdt@aggTrade";

} // namespace

/// The scripted exchange over real sockets, with a plain QWebSocket as its client.
class TestScriptedSockets : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testDeliversAndCounts();
    void testBigFrames_data();
    void testBigFrames();
    void testFragments();
    void testPings();
    void testEnds_data();
    void testEnds();
    void testGarbage();
    void testClientCloses();
    void testRefusals_data();
    void testRefusals();
    void testPortClosed();
    void testNeverOpen();
    void testStall();
    void testLatency();
    void testCutAtAge();
    void testTls_data();
    void testTls();

private:
    ScriptedPeer *connectAndSubscribe();

    std::unique_ptr<ScriptedExchange> m_exchange;
    std::unique_ptr<QWebSocket> m_socket;
    QStringList m_frames;
};

void TestScriptedSockets::init()
{
    m_socket = std::make_unique<QWebSocket>();
    m_exchange = std::make_unique<ScriptedExchange>();
    m_frames.clear();
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this,
            [this](const QString &text) { m_frames.append(text); });
}

/// Null where that fails.
ScriptedPeer *TestScriptedSockets::connectAndSubscribe()
{
    QUrl url = m_exchange->url();
    url.setPath(u"/market/stream"_s);
    url.setQuery(u"streams="_s + QString::fromLatin1(Trades));
    QSignalSpy connected(m_socket.get(), &QWebSocket::connected);
    m_socket->open(url);
    return connected.wait() ? m_exchange->peer(1) : nullptr;
}

void TestScriptedSockets::testDeliversAndCounts()
{
    ScriptedPeer *peer = connectAndSubscribe();
    QVERIFY(peer);
    peer->dropNext(Trades, 1);
    for (int id = 1; id <= 3; ++id)
        m_exchange->sendEvent(Trades, QByteArray::number(id), id);
    m_socket->sendTextMessage(uR"({"method":"LIST_SUBSCRIPTIONS","id":7})"_s);
    QTRY_COMPARE(m_frames,
                 (QStringList{u"2"_s, u"3"_s, uR"({"result":["btcusdt@aggTrade"],"id":7})"_s}));
    QCOMPARE(peer->deliveredIds(Trades), (std::vector<std::int64_t>{2, 3}));
    QCOMPARE(peer->delivered(), 3);
    QCOMPARE(peer->route(), u"market"_s);
    QCOMPARE(m_exchange->violations(), QStringList());
}

void TestScriptedSockets::testBigFrames_data()
{
    QTest::addColumn<qsizetype>("bytes");
    QTest::newRow("the longest short one") << qsizetype(125);
    QTest::newRow("the shortest of medium length") << qsizetype(126);
    QTest::newRow("46 kB") << qsizetype(46 * 1024);
    QTest::newRow("the longest of medium length") << qsizetype(65535);
    QTest::newRow("the shortest long one") << qsizetype(65536);
}

void TestScriptedSockets::testBigFrames()
{
    QFETCH(qsizetype, bytes);
    ScriptedPeer *peer = connectAndSubscribe();
    QVERIFY(peer);
    peer->send(QByteArray(bytes, 'x'));
    QTRY_COMPARE(m_frames, QStringList{QString(bytes, u'x')});
}

void TestScriptedSockets::testFragments()
{
    ScriptedPeer *peer = connectAndSubscribe();
    QVERIFY(peer);
    QSignalSpy frames(m_socket.get(), &QWebSocket::textFrameReceived);
    peer->sendFragmented("0123456789", 3);
    QTRY_COMPARE(m_frames, QStringList{u"0123456789"_s});
    QCOMPARE(frames.count(), 3);
}

void TestScriptedSockets::testPings()
{
    ScriptedPeer *peer = connectAndSubscribe();
    QVERIFY(peer);
    QSignalSpy pong(m_socket.get(), &QWebSocket::pong);
    peer->ping("1790000000000");
    m_socket->ping("mine");
    QTRY_COMPARE(peer->pongs(), QByteArrayList{"1790000000000"});
    QTRY_COMPARE(pong.count(), 1);
    QCOMPARE(pong[0][1].toByteArray(), QByteArray("mine"));
    QCOMPARE(peer->pings(), QByteArrayList{"mine"});
}

void TestScriptedSockets::testEnds_data()
{
    using Fault = std::function<void(ScriptedPeer &)>;
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<int>("closeCode");
    QTest::addColumn<QString>("error");
    // Without a close frame QWebSocket leaves its close code at 1000.
    QTest::newRow("closed") << Fault([](ScriptedPeer &peer) { peer.closeWith(1008, u"why"_s); })
                            << 1008 << QString();
    QTest::newRow("no close frame") << Fault([](ScriptedPeer &peer) { peer.endWithoutClose(); })
                                    << 1000 << u"remote host closed"_s;
    QTest::newRow("reset") << Fault([](ScriptedPeer &peer) { peer.reset(); }) << 1000
                           << u"remote host closed"_s;
}

void TestScriptedSockets::testEnds()
{
    QFETCH(std::function<void(ScriptedPeer &)>, fault);
    QFETCH(int, closeCode);
    QFETCH(QString, error);
    ScriptedPeer *peer = connectAndSubscribe();
    QVERIFY(peer);
    QSignalSpy disconnected(m_socket.get(), &QWebSocket::disconnected);
    QSignalSpy noticed(m_exchange.get(), &ScriptedExchange::disconnected);
    fault(*peer);
    QVERIFY(disconnected.wait());
    QCOMPARE(int(m_socket->closeCode()), closeCode);
    QCOMPARE(m_socket->closeReason(), closeCode == 1008 ? u"why"_s : QString());
    if (!error.isEmpty())
        QTRY_VERIFY2(m_socket->errorString().contains(error), qPrintable(m_socket->errorString()));
    QTRY_COMPARE(noticed.count(), 1);
    QCOMPARE(m_exchange->connectionCount(u"market"_s), 0);
    QVERIFY(!peer->clientCloseCode());
}

void TestScriptedSockets::testGarbage()
{
    ScriptedPeer *peer = connectAndSubscribe();
    QVERIFY(peer);
    QSignalSpy disconnected(m_socket.get(), &QWebSocket::disconnected);
    peer->sendRaw("\xff no frame at all");
    QVERIFY(disconnected.wait());
    QCOMPARE(int(m_socket->closeCode()), 1002);
    QTRY_COMPARE(peer->clientCloseCode(), std::optional(1002));
}

void TestScriptedSockets::testClientCloses()
{
    ScriptedPeer *peer = connectAndSubscribe();
    QVERIFY(peer);
    QSignalSpy noticed(m_exchange.get(), &ScriptedExchange::disconnected);
    m_socket->close(QWebSocketProtocol::CloseCodeGoingAway);
    QTRY_COMPARE(noticed.count(), 1);
    QCOMPARE(peer->clientCloseCode(), std::optional(1001));
    QVERIFY(!m_exchange->hasSubscribers(Trades));
    QVERIFY(m_exchange->wasEverSubscribed(Trades));
}

void TestScriptedSockets::testRefusals_data()
{
    using Script = std::function<void(ScriptedExchange &)>;
    QTest::addColumn<Script>("script");
    QTest::addColumn<QString>("error");
    for (const int status : {403, 418, 429, 451, 503}) {
        QTest::addRow("HTTP %d", status) << Script([status](ScriptedExchange &exchange) {
            exchange.answerUpgrade({status, {{"Retry-After", "30"}}}, 1);
        }) << QString::number(status);
    }
    QTest::newRow("reset") << Script([](ScriptedExchange &exchange) {
        exchange.refuseConnections(1);
    }) << QString();
}

void TestScriptedSockets::testRefusals()
{
    QFETCH(std::function<void(ScriptedExchange &)>, script);
    QFETCH(QString, error);
    script(*m_exchange);
    QSignalSpy disconnected(m_socket.get(), &QWebSocket::disconnected);
    m_socket->open(m_exchange->url());
    QVERIFY(disconnected.wait());
    QTRY_VERIFY2(m_socket->errorString().contains(error), qPrintable(m_socket->errorString()));
    QCOMPARE(m_exchange->attempts(), 1);
    QVERIFY(m_exchange->peers().isEmpty());
}

void TestScriptedSockets::testPortClosed()
{
    m_exchange->refuseConnections();
    m_socket->open(m_exchange->url());
    QTRY_COMPARE(m_socket->error(), QAbstractSocket::ConnectionRefusedError);
    m_exchange->acceptConnections();
    m_socket = std::make_unique<QWebSocket>();
    QVERIFY(connectAndSubscribe());
}

void TestScriptedSockets::testNeverOpen()
{
    m_exchange->neverOpen(1);
    QSignalSpy connected(m_socket.get(), &QWebSocket::connected);
    m_socket->open(m_exchange->url());
    QTRY_COMPARE(m_exchange->attempts(), 1);
    // A second connection opens meanwhile.
    QWebSocket other;
    QSignalSpy otherConnected(&other, &QWebSocket::connected);
    other.open(m_exchange->url());
    QVERIFY(otherConnected.wait());
    QCOMPARE(connected.count(), 0);
    QCOMPARE(m_socket->state(), QAbstractSocket::ConnectingState);
}

void TestScriptedSockets::testStall()
{
    ScriptedPeer *peer = connectAndSubscribe();
    QVERIFY(peer);
    QSignalSpy pong(m_socket.get(), &QWebSocket::pong);
    peer->stall();
    m_socket->ping();
    QTRY_COMPARE(peer->pings().size(), 1);
    m_exchange->sendEvent(Trades, "{}", 1);
    QCOMPARE(peer->delivered(Trades), 0);
    peer->resume();
    QTRY_COMPARE(m_frames, QStringList{u"{}"_s});
    QCOMPARE(pong.count(), 1);
}

void TestScriptedSockets::testLatency()
{
    ScriptedPeer *peer = connectAndSubscribe();
    QVERIFY(peer);
    peer->setLatency(50ms);
    const std::chrono::nanoseconds sent = m_exchange->clock().now().monotonic;
    m_exchange->sendEvent(Trades, "{}", 1);
    QTRY_COMPARE(m_frames, QStringList{u"{}"_s});
    QVERIFY(m_exchange->clock().now().monotonic - sent >= 50ms);
}

void TestScriptedSockets::testCutAtAge()
{
    m_exchange->cutAtAge(50ms, 1001);
    const ScriptedPeer *peer = connectAndSubscribe();
    QVERIFY(peer);
    QSignalSpy disconnected(m_socket.get(), &QWebSocket::disconnected);
    QVERIFY(disconnected.wait());
    QVERIFY(m_exchange->clock().now().monotonic - peer->openedAt() >= 50ms);
    QCOMPARE(m_socket->closeCode(), QWebSocketProtocol::CloseCodeGoingAway);
}

void TestScriptedSockets::testTls_data()
{
    using Certificate = TestCertificates::Kind;
    QTest::addColumn<Certificate>("certificate");
    QTest::addColumn<QList<QSslError::SslError>>("errors");
    using Errors = QList<QSslError::SslError>;
    QTest::newRow("valid") << Certificate::Valid << Errors{};
    QTest::newRow("expired") << Certificate::Expired << Errors{QSslError::CertificateExpired};
    QTest::newRow("another host") << Certificate::WrongHost << Errors{QSslError::HostNameMismatch};
    QTest::newRow("self-signed") << Certificate::SelfSigned
                                 << Errors{QSslError::SelfSignedCertificate};
}

void TestScriptedSockets::testTls()
{
    if (!TestCertificates::isAvailable())
        QSKIP(TestCertificates::skipReason());
    QFETCH(TestCertificates::Kind, certificate);
    QFETCH(QList<QSslError::SslError>, errors);
    const TestCertificates certificates;
    const TestCertificates::Identity identity = certificates.identity(certificate);
    m_exchange->useTls(identity.certificate, identity.key);
    QCOMPARE(m_exchange->url().scheme(), u"wss"_s);

    QSslConfiguration configuration = m_socket->sslConfiguration();
    configuration.setCaCertificates({certificates.authority()});
    m_socket->setSslConfiguration(configuration);
    QList<QSslError::SslError> found;
    connect(m_socket.get(), &QWebSocket::sslErrors, this, [&](const QList<QSslError> &list) {
        for (const QSslError &error : list)
            found.append(error.error());
    });
    const bool isValid = errors.isEmpty();
    QSignalSpy disconnected(m_socket.get(), &QWebSocket::disconnected);
    if (isValid) {
        ScriptedPeer *peer = connectAndSubscribe();
        QVERIFY(peer);
        peer->send("over TLS");
        QTRY_COMPARE(m_frames, QStringList{u"over TLS"_s});
    } else {
        m_socket->open(m_exchange->url());
        QVERIFY(disconnected.wait());
    }
    QCOMPARE(found, errors);
}

QTEST_GUILESS_MAIN(TestScriptedSockets)
#include "tst_scriptedsockets.moc"
