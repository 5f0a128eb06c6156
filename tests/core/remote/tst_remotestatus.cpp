#include "remote/remotestatus.h"

#include "fakes/fakestatus.h"
#include "fakes/fakestatusserver.h"
#include "fakes/testcertificates.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

RemoteOptions optionsFor(const QUrl &address)
{
    return {.address = address, .longestDelay = 20ms};
}

} // namespace

class TestRemoteStatus : public QObject
{
    Q_OBJECT

private slots:
    void testStatusComes();
    void testBooksAreAskedFor();
    void testComesBack();
    void testReasons_data();
    void testReasons();
    void testToken_data();
    void testToken();
    void testNothingListens();
    void testSilence();
    void testTooLargeAMessage();
    void testTls_data();
    void testTls();

private:
    const SystemClock m_clock;
};

void TestRemoteStatus::testStatusComes()
{
    FakeStatusServer server;
    server.setStatus(FakeStatus::healthy(2));
    RemoteStatus remote(optionsFor(server.url()), m_clock);
    QVERIFY(!remote.link().isAnswering);
    QSignalSpy received(&remote, &RemoteStatus::statusReceived);
    remote.start();
    QTRY_COMPARE(received.count(), 1);
    QVERIFY(remote.status());
    QCOMPARE(remote.status()->symbols.size(), std::size_t(2));
    QVERIFY(remote.link().isAnswering);
    QVERIFY(remote.link().reason.isEmpty());
    // What a newer recorder may say besides.
    server.sendText(uR"({"type":"weather","status":"sunny"})"_s);
    server.setStatus(FakeStatus::healthy(3));
    QTRY_COMPARE(received.count(), 2);
    QCOMPARE(remote.status()->symbols.size(), std::size_t(3));
}

void TestRemoteStatus::testBooksAreAskedFor()
{
    FakeStatusServer server;
    RemoteStatus remote(optionsFor(server.url()), m_clock);
    const auto symbol = [](int i) {
        return *Symbol::parse(QStringView(u"S%1USDT"_s.arg(i)));
    };
    remote.watchBooks({symbol(1)});
    remote.start();
    QTRY_COMPARE(server.received(), QStringList{uR"({"symbols":["S1USDT"],"type":"books"})"_s});
    remote.watchBooks({symbol(1)});
    remote.watchBooks({symbol(2), symbol(3)});
    QTRY_COMPARE(server.received().size(), 2);
    QCOMPARE(server.received().last(), uR"({"symbols":["S2USDT","S3USDT"],"type":"books"})"_s);
    std::vector<Symbol> many;
    for (int i = 0; i < 50; ++i)
        many.push_back(symbol(i));
    remote.watchBooks(many);
    QTRY_COMPARE(server.received().size(), 3);
    QCOMPARE(server.received().last().count(u"USDT"_s), 20);
    // A new connection knows nothing of it.
    server.closeClients();
    QTRY_COMPARE(server.received().size(), 4);
    QCOMPARE(server.received().last().count(u"USDT"_s), 20);
}

void TestRemoteStatus::testComesBack()
{
    FakeStatusServer server;
    server.setStatus(FakeStatus::healthy(1));
    RemoteStatus remote(optionsFor(server.url()), m_clock);
    QSignalSpy received(&remote, &RemoteStatus::statusReceived);
    QSignalSpy lost(&remote, &RemoteStatus::connectionLost);
    remote.start();
    QTRY_COMPARE(received.count(), 1);
    server.stop();
    QTRY_VERIFY(lost.count() >= 2);
    QVERIFY(!remote.link().isAnswering);
    QCOMPARE(remote.link().reason, u"connection refused (Connection refused)"_s);
    QVERIFY(remote.link().since > 0ns);
    // What was known stays.
    QVERIFY(remote.status());
    server.resume();
    QTRY_COMPARE(received.count(), 2);
    QVERIFY(remote.link().isAnswering);
    QVERIFY(remote.link().reason.isEmpty());
}

void TestRemoteStatus::testReasons_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("reason");
    QTest::newRow("no JSON") << u"{\"type\":"_s << u"what came is no JSON: "_s;
    QTest::newRow("no status") << uR"({"type":"status"})"_s
                               << u"what came is no status of a recorder: time is missing"_s;
    QTest::newRow("wrong member")
        << uR"({"type":"status","time":"2026-09-21T14:13:20.123Z","state":"recording","gaps":-1})"_s
        << u"what came is no status of a recorder: gaps is negative"_s;
}

void TestRemoteStatus::testReasons()
{
    QFETCH(QString, message);
    QFETCH(QString, reason);
    FakeStatusServer server;
    RemoteStatus remote(optionsFor(server.url()), m_clock);
    QSignalSpy lost(&remote, &RemoteStatus::connectionLost);
    remote.start();
    QTRY_COMPARE(server.clientCount(), 1);
    server.sendText(message);
    QTRY_VERIFY(lost.count() > 0);
    const QString said = lost.first().first().toString();
    QVERIFY2(said.startsWith(reason), qPrintable(said));
    QVERIFY(!remote.status());
}

void TestRemoteStatus::testToken_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<bool>("isAccepted");
    QTest::newRow("right") << QByteArray("geheim") << true;
    QTest::newRow("wrong") << QByteArray("erraten") << false;
    QTest::newRow("none") << QByteArray() << false;
}

void TestRemoteStatus::testToken()
{
    QFETCH(QByteArray, token);
    QFETCH(bool, isAccepted);
    FakeStatusServer server;
    server.requireToken("geheim");
    server.setStatus(FakeStatus::healthy(1));
    RemoteOptions options = optionsFor(server.url());
    options.token = token;
    RemoteStatus remote(options, m_clock);
    QSignalSpy lost(&remote, &RemoteStatus::connectionLost);
    remote.start();
    if (isAccepted) {
        QTRY_VERIFY(remote.status());
    } else {
        QTRY_VERIFY(lost.count() > 0);
        QCOMPARE(lost.first().first().toString(), u"the token is not accepted"_s);
        QVERIFY(!remote.status());
    }
}

void TestRemoteStatus::testNothingListens()
{
    QTcpServer closed;
    QVERIFY(closed.listen(QHostAddress::LocalHost));
    const quint16 port = closed.serverPort();
    closed.close();
    RemoteStatus remote(optionsFor(QUrl(u"ws://127.0.0.1:%1/live"_s.arg(port))), m_clock);
    QSignalSpy lost(&remote, &RemoteStatus::connectionLost);
    remote.start();
    QTRY_VERIFY(lost.count() >= 3);
    QVERIFY(remote.link().reason.startsWith(u"connection refused"_s));
}

void TestRemoteStatus::testSilence()
{
    // One that takes connections and says nothing, not even to the upgrade; and one that does that
    // and no more.
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    FakeStatusServer idle;
    const std::array<std::pair<QUrl, QString>, 2> cases{
        {{QUrl(u"ws://127.0.0.1:%1/live"_s.arg(mute.serverPort())),
          u"no connection within 0.1 s"_s},
         {idle.url(), u"connected, and no status for 0.1 s"_s}}};
    for (const auto &[address, reason] : cases) {
        RemoteOptions options = optionsFor(address);
        options.patience = 100ms;
        RemoteStatus remote(options, m_clock);
        QSignalSpy lost(&remote, &RemoteStatus::connectionLost);
        remote.start();
        QTRY_VERIFY(lost.count() >= 2);
        QStringList reasons;
        for (const QList<QVariant> &call : lost)
            reasons << call.first().toString();
        QVERIFY2(reasons.contains(reason), qPrintable(reasons.join(u'\n')));
    }
}

void TestRemoteStatus::testTooLargeAMessage()
{
    FakeStatusServer server;
    RemoteStatus remote(optionsFor(server.url()), m_clock);
    QSignalSpy lost(&remote, &RemoteStatus::connectionLost);
    remote.start();
    QTRY_COMPARE(server.clientCount(), 1);
    server.sendText(u'"' + QString((8 << 20) + 1, u'x') + u'"');
    QTRY_VERIFY(lost.count() > 0);
    QVERIFY2(lost.first().first().toString().contains(u"not a WebSocket's data"_s),
             qPrintable(lost.first().first().toString()));
}

void TestRemoteStatus::testTls_data()
{
    using Kind = TestCertificates::Kind;
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("reason");
    QTest::newRow("valid") << Kind::Valid << QString();
    QTest::newRow("expired") << Kind::Expired << u"the certificate has expired"_s;
    QTest::newRow("another host") << Kind::WrongHost << u"the certificate is for another host"_s;
    QTest::newRow("self-signed") << Kind::SelfSigned << u"self-signed"_s;
}

void TestRemoteStatus::testTls()
{
    QFETCH(TestCertificates::Kind, kind);
    QFETCH(QString, reason);
    if (!TestCertificates::isAvailable())
        QSKIP(TestCertificates::skipReason());
    const TestCertificates certificates;
    const TestCertificates::Identity identity = certificates.identity(kind);
    QSslConfiguration tls;
    tls.setLocalCertificate(identity.certificate);
    tls.setPrivateKey(identity.key);
    FakeStatusServer server(tls);
    server.setStatus(FakeStatus::healthy(1));
    RemoteOptions options = optionsFor(server.url());
    const auto trusted = tlsConfiguration(certificates.authorityFile());
    QVERIFY(trusted.has_value());
    options.network.tls = *trusted;
    RemoteStatus remote(options, m_clock);
    QSignalSpy lost(&remote, &RemoteStatus::connectionLost);
    remote.start();
    if (reason.isEmpty()) {
        QTRY_VERIFY(remote.status());
    } else {
        QTRY_VERIFY(lost.count() > 0);
        QVERIFY2(remote.link().reason.contains(reason), qPrintable(remote.link().reason));
        QVERIFY(!remote.status());
    }
}

QTEST_GUILESS_MAIN(TestRemoteStatus)
#include "tst_remotestatus.moc"
