#include "server/statusserver.h"

#include "core/server/servertesting.h"
#include "fakes/manualclock.h"
#include "fakes/testcertificates.h"
#include "monitor/statusjson.h"
#include "server/liveclient.h"
#include "server/servertls.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QWebSocket>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace ServerTesting;

namespace {

const QString Token = u"0123456789abcdef"_s;

QJsonObject json(const QByteArray &text)
{
    return QJsonDocument::fromJson(text).object();
}

/// A client of /live that keeps what it got.
class Client
{
public:
    explicit Client(const QUrl &url)
    {
        QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket,
                         [this](const QString &text) { messages << json(text.toUtf8()); });
        socket.open(url);
    }

    bool isOpen() const { return socket.state() == QAbstractSocket::ConnectedState; }
    bool isClosed() const { return socket.state() == QAbstractSocket::UnconnectedState; }

    QWebSocket socket;
    QList<QJsonObject> messages;
};

} // namespace

class TestStatusServer : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testPages_data();
    void testPages();
    void testNoStatusYet();
    void testTextsFollowTheStatus();
    void testKeepAlive();
    void testToken_data();
    void testToken();
    void testTls();
    void testPortInUse_data();
    void testPortInUse();
    void testLive();
    void testLiveBooks();
    void testLiveFaults();
    void testLiveLimits_data();
    void testLiveLimits();
    void testLiveEnd();

private:
    void start(const QString &token = {}, std::optional<QSslConfiguration> tls = {});
    QByteArray get(const QByteArray &path) const { return answerTo(port(), request(path)); }
    quint16 port() const { return m_running->port(); }

    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<RunningServer> m_running;
};

void TestStatusServer::init()
{
    m_clock = std::make_unique<ManualClock>();
}

void TestStatusServer::cleanup()
{
    m_running.reset();
}

void TestStatusServer::start(const QString &token, std::optional<QSslConfiguration> tls)
{
    m_running = std::make_unique<RunningServer>(*m_clock, token, std::move(tls));
    m_running->server->publish(sampleStatus(m_clock->now()));
    // Whatever comes from now on is answered after the status was taken.
    if (!tls)
        QTRY_COMPARE(statusOf(answerTo(port(), request("/readyz", "Authorization: Bearer " +
                                                                      token.toUtf8() + "\r\n"))),
                     200);
}

void TestStatusServer::testPages_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("part");
    const auto row = [](const char *name, const QByteArray &bytes, int status, const char *type,
                        const char *part) {
        QTest::newRow(name) << bytes << status << QByteArray(type) << QByteArray(part);
    };
    const char *const error = R"({"error":)";
    row("the first page", request("/"), 200, "text/html; charset=utf-8",
        R"(<a href="/metrics">/metrics</a>)");
    row("health", request("/healthz"), 200, "text/plain; charset=utf-8", "ok\n");
    row("readiness", request("/readyz"), 200, "application/json",
        R"({"ready":true,"reason":"Recording"})");
    row("metrics", request("/metrics"), 200, "text/plain; version=0.0.4; charset=utf-8",
        "orderflow_rows_written_total 18");
    row("status", request("/status"), 200, "application/json",
        R"("database":"sqlite:///sample.db")");
    row("with a query", request("/status?pretty=1"), 200, "application/json", R"("database":)");
    row("HTTP/1.0", "GET /healthz HTTP/1.0\r\n\r\n", 200, "text/plain; charset=utf-8", "ok\n");
    row("no page", request("/favicon.ico"), 404, "application/json", error);
    row("live without a WebSocket", request("/live"), 426, "application/json", error);
    row("another method", request("/status", "Content-Length: 0\r\n", "POST"), 405,
        "application/json", error);
    row("no method", request("/status", {}, "FROBNICATE"), 405, "application/json", error);
    row("a foreign host", "GET /status HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403,
        "application/json", error);
}

void TestStatusServer::testPages()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, part);
    start();
    const QByteArray answer = answerTo(port(), request);
    QTEST(statusOf(answer), "status");
    // Newer versions of Qt write the names of fields in lower case.
    const QByteArray field = "content-type: " + type + "\r\n";
    QVERIFY2(answer.toLower().contains(field), answer);
    QVERIFY2(bodyOf(answer).contains(part), answer);
}

void TestStatusServer::testNoStatusYet()
{
    m_running = std::make_unique<RunningServer>(*m_clock);
    QCOMPARE(statusOf(get("/healthz")), 200);
    QCOMPARE(statusOf(get("/status")), 503);
    QCOMPARE(statusOf(get("/metrics")), 503);
    const QByteArray readiness = get("/readyz");
    QCOMPARE(statusOf(readiness), 503);
    QCOMPARE(json(bodyOf(readiness))[u"reason"_s].toString(), u"There is no status yet"_s);
}

void TestStatusServer::testTextsFollowTheStatus()
{
    start();
    QVERIFY(get("/metrics").contains("orderflow_rows_written_total 18\n"));
    RecorderStatus status = sampleStatus(m_clock->now());
    QCOMPARE(json(bodyOf(get("/status"))), toJson(status));
    status.eventsWritten = 19;
    status.writer.state = WriterStatus::State::Retrying;
    m_running->server->publish(status);
    QTRY_COMPARE(statusOf(get("/readyz")), 503);
    QVERIFY(get("/metrics").contains("orderflow_rows_written_total 19\n"));
    QCOMPARE(json(bodyOf(get("/status")))[u"eventsWritten"_s].toInt(), 19);

    status.writer.state = WriterStatus::State::Ready;
    m_running->server->publish(status);
    QTRY_COMPARE(statusOf(get("/readyz")), 200);
    QVERIFY(get("/metrics").contains("orderflow_ready 1\n"));
    // Nobody publishes any more, and nobody asked for these metrics since.
    m_clock->advance(std::chrono::minutes(1));
    QCOMPARE(statusOf(get("/readyz")), 503);
    QVERIFY(get("/metrics").contains("orderflow_ready 0\n"));
}

void TestStatusServer::testKeepAlive()
{
    start();
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port());
    QVERIFY(socket.waitForConnected());
    for (int i = 0; i < 3; ++i) {
        socket.write("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        QByteArray answer;
        while (!answer.endsWith("\r\n\r\nok\n") && socket.waitForReadyRead())
            answer += socket.readAll();
        QCOMPARE(statusOf(answer), 200);
    }
    QCOMPARE(socket.state(), QAbstractSocket::ConnectedState);
    // A client that has nothing more to ask does not stay for ever.
    m_clock->advance(std::chrono::seconds(61));
    QVERIFY(socket.waitForDisconnected());
}

void TestStatusServer::testToken_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const QByteArray good = "Authorization: Bearer " + Token.toUtf8() + "\r\n";
    QTest::newRow("health") << request("/healthz") << 200;
    QTest::newRow("none") << request("/metrics") << 401;
    QTest::newRow("wrong") << request("/metrics", "Authorization: Bearer abc\r\n") << 401;
    QTest::newRow("right") << request("/metrics", good) << 200;
    QTest::newRow("WebSocket without") << upgrade() << 401;
    QTest::newRow("WebSocket with a wrong one")
        << upgrade("Authorization: Bearer 0123456789abcdeg\r\n") << 401;
}

void TestStatusServer::testToken()
{
    QFETCH(QByteArray, request);
    start(Token);
    const QByteArray answer = answerTo(port(), request);
    QTEST(statusOf(answer), "status");
    QVERIFY(!answer.contains(Token.toUtf8()));
}

void TestStatusServer::testTls()
{
    if (!TestCertificates::isAvailable())
        QSKIP(TestCertificates::skipReason());
    const TestCertificates certificates;
    const auto identity = certificates.identity(TestCertificates::Kind::Valid);
    StatusServerSettings settings;
    settings.tlsCertFile = identity.certificateFile;
    settings.tlsKeyFile = identity.keyFile;
    const auto tls = serverTls(settings);
    QVERIFY(tls);
    start({}, *tls);
    QCOMPARE(m_running->url().scheme(), u"https"_s);

    QSslConfiguration trust = QSslConfiguration::defaultConfiguration();
    trust.setCaCertificates({certificates.authority()});
    QSslSocket socket;
    socket.setSslConfiguration(trust);
    socket.connectToHostEncrypted(u"127.0.0.1"_s, port());
    QVERIFY2(socket.waitForEncrypted(), qPrintable(socket.errorString()));
    const QByteArray answer = answerTo(socket, request("/healthz"));
    QCOMPARE(statusOf(answer), 200);

    QWebSocket live;
    live.setSslConfiguration(trust);
    QSignalSpy messages(&live, &QWebSocket::textMessageReceived);
    live.open(m_running->liveUrl());
    QTRY_VERIFY(!messages.isEmpty());
    // Plain text gets no answer, and does no harm.
    QCOMPARE(answerTo(port(), request("/healthz")), QByteArray());
    m_running->server->publish(sampleStatus(m_clock->now()));
    QTRY_COMPARE(messages.count(), 2);
}

void TestStatusServer::testPortInUse_data()
{
    QTest::addColumn<bool>("isExplicit");
    QTest::newRow("by default") << false;
    QTest::newRow("as the user asked") << true;
}

void TestStatusServer::testPortInUse()
{
    QFETCH(bool, isExplicit);
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    StatusServerSettings settings;
    settings.listen = ListenAddress{QHostAddress(QHostAddress::LocalHost), other.serverPort()};
    settings.isListenExplicit = isExplicit;
    const QRegularExpression text(
        u"127\\.0\\.0\\.1:%1: .*Recording goes on.*STATUS_LISTEN"_s.arg(other.serverPort()));
    QTest::ignoreMessage(isExplicit ? QtCriticalMsg : QtWarningMsg, text);
    StatusServer server(settings, {}, *m_clock);
    server.start();
    QVERIFY(server.wait(10'000));
    server.publish(sampleStatus(m_clock->now()));
    QVERIFY(server.state().url.isEmpty());
}

void TestStatusServer::testLive()
{
    start();
    Client client(m_running->liveUrl());
    QTRY_COMPARE(client.messages.size(), 1);
    QCOMPARE(client.messages.first()[u"type"_s].toString(), u"status"_s);
    QCOMPARE(client.messages.first()[u"eventsWritten"_s].toInt(), 18);
    RecorderStatus status = sampleStatus(m_clock->now());
    status.eventsWritten = 19;
    m_running->server->publish(status);
    QTRY_COMPARE(client.messages.size(), 2);
    QCOMPARE(client.messages.last()[u"eventsWritten"_s].toInt(), 19);
    QVERIFY(get("/metrics").contains("orderflow_live_clients 1\n"));
    client.socket.close();
    QTRY_VERIFY(client.isClosed());
    m_running->server->publish(status);
    QTRY_VERIFY(get("/metrics").contains("orderflow_live_clients 0\n"));
}

void TestStatusServer::testLiveBooks()
{
    start();
    Client client(m_running->liveUrl());
    Client other(m_running->liveUrl());
    QTRY_COMPARE(client.messages.size(), 1);
    client.socket.sendTextMessage(uR"({"type":"books","symbols":["btcusdt"]})"_s);
    const auto hasBook = [](const Client &asked, int symbol) {
        return asked.messages.last()[u"symbols"_s][symbol][u"bids"_s].toArray().size() == 5;
    };
    QTRY_VERIFY((m_running->server->publish(sampleStatus(m_clock->now())), hasBook(client, 0)));
    QVERIFY(!hasBook(client, 1));
    QVERIFY(!hasBook(other, 0));
    client.socket.sendTextMessage(uR"({"type":"books","symbols":[]})"_s);
    QTRY_VERIFY((m_running->server->publish(sampleStatus(m_clock->now())), !hasBook(client, 0)));
}

void TestStatusServer::testLiveFaults()
{
    start();
    Client client(m_running->liveUrl());
    Client good(m_running->liveUrl());
    QTRY_VERIFY(client.isOpen() && good.isOpen());
    client.socket.sendTextMessage(u"hello"_s);
    QTRY_COMPARE(client.messages.last()[u"type"_s].toString(), u"error"_s);
    QCOMPARE(client.messages.last()[u"message"_s].toString(),
             u"A message has to be a JSON object"_s);
    client.socket.sendBinaryMessage("hello");
    QTRY_COMPARE(client.messages.last()[u"message"_s].toString(), u"A message has to be text"_s);
    for (int i = 2; i < LiveClient::MaxFaults; ++i)
        client.socket.sendTextMessage(u"{}"_s);
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(int(client.socket.closeCode()), int(QWebSocketProtocol::CloseCodePolicyViolated));
    QVERIFY(good.isOpen());
}

void TestStatusServer::testLiveLimits_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("times");
    QTest::newRow("a large message") << QString(LiveClient::MaxMessageBytes + 1, u' ') << 1;
    QTest::newRow("many messages") << uR"({"type":"books","symbols":[]})"_s << 100;
}

void TestStatusServer::testLiveLimits()
{
    QFETCH(QString, message);
    QFETCH(int, times);
    start();
    Client client(m_running->liveUrl());
    QTRY_VERIFY(client.isOpen());
    for (int i = 0; i < times; ++i)
        client.socket.sendTextMessage(message);
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(statusOf(get("/healthz")), 200);
}

void TestStatusServer::testLiveEnd()
{
    start();
    Client client(m_running->liveUrl());
    QTRY_COMPARE(client.messages.size(), 1);
    m_running.reset();
    QTRY_VERIFY(client.isClosed());
}

QTEST_GUILESS_MAIN(TestStatusServer)
#include "tst_statusserver.moc"
