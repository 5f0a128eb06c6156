// What port scanners and worse send to a status server does no harm: it goes on answering, and
// nobody holds more than a share of it.

#include "core/server/servertesting.h"
#include "fakes/manualclock.h"

#include <QRandomGenerator>

#include <deque>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace ServerTesting;

class TestHostileClients : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testNoise_data();
    void testNoise();
    void testRandomBytes();
    void testHugeHead();
    void testHugeBody();
    void testHalfRequests_data();
    void testHalfRequests();
    void testQuickConnects();
    void testAllPlacesTaken();
    void testClientThatDoesNotRead();
    void testTooManyRequests();

private:
    bool answers() const { return statusOf(answerTo(port(), request("/healthz"))) == 200; }
    quint16 port() const { return m_running->port(); }
    std::unique_ptr<QTcpSocket> connectClient() const;

    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<RunningServer> m_running;
};

void TestHostileClients::init()
{
    m_clock = std::make_unique<ManualClock>();
    m_running = std::make_unique<RunningServer>(*m_clock);
    m_running->server->publish(sampleStatus(m_clock->now()));
    QTRY_COMPARE(statusOf(answerTo(port(), request("/status"))), 200);
}

void TestHostileClients::cleanup()
{
    m_running.reset();
}

std::unique_ptr<QTcpSocket> TestHostileClients::connectClient() const
{
    auto socket = std::make_unique<QTcpSocket>();
    socket->connectToHost(QHostAddress(QHostAddress::LocalHost), port());
    if (!socket->waitForConnected())
        qFatal("The server does not accept");
    return socket;
}

void TestHostileClients::testNoise_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::newRow("a TLS hello") << QByteArray::fromHex("1603010200010001fc0303") +
                                        QByteArray(500, '\xa5')
                                 << 400;
    QTest::newRow("zeros") << QByteArray(100'000, '\0') << 400;
    QTest::newRow("SSH") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << 400;
    QTest::newRow("RDP") << QByteArray::fromHex("030000130ee000000000000100080003000000") << 400;
    QTest::newRow("Redis") << QByteArray("*1\r\n$4\r\nINFO\r\n") << 400;
    QTest::newRow("HTTP/2") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") << 505;
    QTest::newRow("line feeds") << QByteArray(50'000, '\n') << 400;
    QTest::newRow("an open proxy wanted")
        << QByteArray("GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n") << 400;
    QTest::newRow("a tunnel wanted")
        << QByteArray("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n") << 400;
    QTest::newRow("another folder") << request("/../../../../etc/passwd") << 404;
    QTest::newRow("the same, encoded") << request("/%2e%2e/%2e%2e/etc/passwd") << 404;
    QTest::newRow("a null in the path") << request("/status%00") << 404;
    QTest::newRow("a shell") << request("/cgi-bin/;cat${IFS}/etc/passwd") << 404;
    QTest::newRow("chunks") << request("/", "Transfer-Encoding: chunked\r\n", "POST") << 411;
    QTest::newRow("smuggling") << request("/",
                                          "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                                          "POST")
                               << 411;
    QTest::newRow("two requests at once") << request("/healthz") + request("/healthz") << 400;
    QTest::newRow("an upgrade without a key")
        << QByteArray("GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: upgrade\r\n"
                      "Upgrade: websocket\r\n\r\n")
        << 400;
}

void TestHostileClients::testNoise()
{
    QFETCH(QByteArray, bytes);
    QTEST(statusOf(answerTo(port(), bytes)), "status");
    QVERIFY(answers());
}

void TestHostileClients::testRandomBytes()
{
    QRandomGenerator random(20'260'401);
    for (int i = 0; i < 200; ++i) {
        QByteArray bytes(1 + random.bounded(4'000), Qt::Uninitialized);
        for (char &byte : bytes)
            byte = char(random.bounded(256));
        const QByteArray answer = answerTo(port(), bytes);
        QVERIFY2(answer.isEmpty() || statusOf(answer) == 400, bytes.toHex());
    }
    QVERIFY(answers());
}

void TestHostileClients::testHugeHead()
{
    const std::unique_ptr<QTcpSocket> socket = connectClient();
    const QByteArray piece = "X-Filler: " + QByteArray(64 * 1024, 'a') + "\r\n";
    socket->write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    QByteArray answer;
    for (int i = 0; i < 160 && socket->state() == QAbstractSocket::ConnectedState; ++i) {
        socket->write(piece);
        socket->waitForBytesWritten(5'000);
        if (socket->isOpen())
            answer += socket->readAll();
    }
    QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
    if (socket->isOpen())
        answer += socket->readAll();
    // The answer can be lost on its way, because more came after it.
    QVERIFY2(answer.isEmpty() || statusOf(answer) == 431, answer);
    QVERIFY(answers());
}

void TestHostileClients::testHugeBody()
{
    const QByteArray head = request("/", "Content-Length: 10000000\r\n", "POST");
    QCOMPARE(statusOf(answerTo(port(), head)), 413);
    QVERIFY(answers());
}

void TestHostileClients::testHalfRequests_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a method") << QByteArray("GET ");
    QTest::newRow("a line") << QByteArray("GET / HTTP/1.1\r\n");
    QTest::newRow("half a body") << QByteArray(
        "POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
}

void TestHostileClients::testHalfRequests()
{
    QFETCH(QByteArray, bytes);
    const std::unique_ptr<QTcpSocket> socket = connectClient();
    socket->write(bytes);
    socket->waitForBytesWritten(1'000);
    // Others are served meanwhile, and by then it was accepted.
    QVERIFY(answers());
    m_clock->advance(std::chrono::seconds(11));
    QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
    QVERIFY(answers());
}

void TestHostileClients::testQuickConnects()
{
    for (int i = 0; i < 1'000; ++i)
        connectClient()->abort();
    // As soon as the places are free again that the last of them took.
    QTRY_VERIFY(answers());
}

/// Slow clients take all places, and those that wait for one. Their time is over soon.
void TestHostileClients::testAllPlacesTaken()
{
    const GateLimits limits;
    std::deque<std::unique_ptr<QTcpSocket>> clients;
    for (qsizetype i = 0; i < limits.connections + limits.waiting + 20; ++i) {
        clients.push_back(connectClient());
        clients.back()->write("GET / HTTP/1.1\r\nX-Slow: ");
        clients.back()->flush();
    }
    // The last ones were refused.
    QTRY_COMPARE(clients.back()->state(), QAbstractSocket::UnconnectedState);
    QTRY_VERIFY(m_running->server->state().counts.gate.refused >= 20);
    QCOMPARE(m_running->server->state().counts.gate.connections, limits.connections);
    m_clock->advance(std::chrono::seconds(11));
    QTRY_COMPARE(clients.front()->state(), QAbstractSocket::UnconnectedState);
    QTRY_VERIFY_WITH_TIMEOUT(answers(), 30'000);
}

/// It asks and asks on one connection, and never reads.
void TestHostileClients::testClientThatDoesNotRead()
{
    m_running->server->publish(sampleStatus(m_clock->now(), 400));
    QTRY_VERIFY(answerTo(port(), request("/status")).size() > 100'000);
    const std::unique_ptr<QTcpSocket> socket = connectClient();
    socket->setReadBufferSize(1);
    for (int i = 0; i < 400 && socket->state() == QAbstractSocket::ConnectedState; ++i) {
        socket->write("GET /status HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        socket->waitForBytesWritten(100);
        QTest::qWait(1);
    }
    // What it does not take keeps it open until the time of a refused one is over, too. A client
    // that does not read notices the end when it writes.
    const auto isGone = [&] {
        m_clock->advance(std::chrono::seconds(1));
        if (socket->isOpen()) {
            socket->write("GET");
            socket->flush();
        }
        return socket->state() == QAbstractSocket::UnconnectedState;
    };
    QTRY_VERIFY(isGone());
    QVERIFY(answers());
}

void TestHostileClients::testTooManyRequests()
{
    const auto burst = int(RequestRate().burst);
    int refused = 0;
    for (int i = 0; i < burst + 10; ++i)
        refused += statusOf(answerTo(port(), request("/healthz"))) == 429 ? 1 : 0;
    QVERIFY(refused > 0);
    m_clock->advance(std::chrono::seconds(1));
    QVERIFY(answers());
}

QTEST_GUILESS_MAIN(TestHostileClients)
#include "tst_hostileclients.moc"
