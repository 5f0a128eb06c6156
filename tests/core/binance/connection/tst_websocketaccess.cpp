// WebSocketClient over TLS, through proxies, and to hosts that are not there.

#include "websockettesting.h"

#include "binance/networkaccess.h"
#include "fakes/fakeproxy.h"
#include "fakes/scriptedexchange.h"
#include "fakes/testcertificates.h"

#include <QTest>

#include <memory>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = ConnectionEnd::Kind;
using Certificate = TestCertificates::Kind;

Q_DECLARE_METATYPE(FakeProxy::Kind)

class TestWebSocketAccess : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void testUnknownHost();
    void testTls();
    void testBadCertificates_data();
    void testBadCertificates();
    void testPlainServerForTls();
    void testRefusalsOverTls_data();
    void testRefusalsOverTls();
    void testEndsOverTls_data();
    void testEndsOverTls();
    void testProxy_data();
    void testProxy();
    void testProxyRefuses_data();
    void testProxyRefuses();
    void testProxyIsGone_data();
    void testProxyIsGone();
    void testRefusalThroughAProxy_data();
    void testRefusalThroughAProxy();
    void testTlsThroughAProxy_data();
    void testTlsThroughAProxy();

private:
    bool hasTls() const { return m_certificates != nullptr; }
    void useTls(Certificate kind);
    /// Trusts the test's authority.
    QSslConfiguration tls() const;
    /// The exchange under another name, so that it is no address of this machine.
    QUrl namedUrl() const;
    static ProxySettings proxyTo(const FakeProxy &proxy, FakeProxy::Kind kind,
                                 const QString &credentials = QString());
    static void addProxyKinds();

    std::unique_ptr<TestCertificates> m_certificates;
    std::unique_ptr<ScriptedExchange> m_exchange;
};

void TestWebSocketAccess::initTestCase()
{
    if (TestCertificates::isAvailable())
        m_certificates = std::make_unique<TestCertificates>();
}

void TestWebSocketAccess::init()
{
    m_exchange = std::make_unique<ScriptedExchange>();
}

void TestWebSocketAccess::useTls(Certificate kind)
{
    const TestCertificates::Identity identity = m_certificates->identity(kind);
    m_exchange->useTls(identity.certificate, identity.key);
}

QSslConfiguration TestWebSocketAccess::tls() const
{
    const auto configuration = tlsConfiguration(m_certificates->authorityFile());
    if (!configuration)
        qFatal("%s", qPrintable(configuration.error()));
    return *configuration;
}

QUrl TestWebSocketAccess::namedUrl() const
{
    QUrl url = m_exchange->url();
    url.setHost(u"exchange.test"_s);
    return url;
}

ProxySettings TestWebSocketAccess::proxyTo(const FakeProxy &proxy, FakeProxy::Kind kind,
                                           const QString &credentials)
{
    const QString scheme = kind == FakeProxy::Kind::Http ? u"http"_s : u"socks5h"_s;
    const QString address =
        scheme + u"://"_s + credentials + u"127.0.0.1:"_s + QString::number(proxy.port());
    return ProxySettings::fromVariables({{u"ALL_PROXY"_s, address}}).value();
}

void TestWebSocketAccess::addProxyKinds()
{
    QTest::addColumn<FakeProxy::Kind>("kind");
    QTest::newRow("HTTP") << FakeProxy::Kind::Http;
    QTest::newRow("SOCKS5") << FakeProxy::Kind::Socks5;
}

void TestWebSocketAccess::testUnknownHost()
{
    ClientLog log;
    log.open(QUrl(u"ws://no-such-host.invalid:9"_s));
    QTRY_COMPARE_WITH_TIMEOUT(log.ends.size(), std::size_t(1), 20'000);
    QVERIFY2(log.ends[0].kind == Kind::NameNotFound, qPrintable(log.endText()));
    QVERIFY2(log.endText().startsWith(u"DNS: the host's name was not found"_s),
             qPrintable(log.endText()));
}

void TestWebSocketAccess::testTls()
{
    if (!hasTls())
        QSKIP(TestCertificates::skipReason());
    useTls(Certificate::Valid);
    ClientLog log({.tls = tls()});
    log.open(m_exchange->url());
    QTRY_COMPARE(log.openings, 1);
    m_exchange->send(u"market"_s, "over TLS");
    QTRY_COMPARE(log.frames, QByteArrayList{"over TLS"});
    log.client().ping();
    QTRY_COMPARE(log.pongs, 1);
    log.client().close();
    QTRY_COMPARE(m_exchange->openPeers().size(), 0);
    QCOMPARE(m_exchange->peer(1)->clientCloseCode(), std::optional(1000));
}

void TestWebSocketAccess::testBadCertificates_data()
{
    QTest::addColumn<Certificate>("certificate");
    QTest::addColumn<bool>("trustsAuthority");
    QTest::addColumn<QString>("words");
    QTest::newRow("expired") << Certificate::Expired << true << u"the certificate has expired"_s;
    QTest::newRow("another host") << Certificate::WrongHost << true
                                  << u"the certificate is for another host"_s;
    QTest::newRow("self-signed") << Certificate::SelfSigned << true << u"self-signed"_s;
    QTest::newRow("unknown authority") << Certificate::Valid << false << u"issuer"_s;
}

void TestWebSocketAccess::testBadCertificates()
{
    if (!hasTls())
        QSKIP(TestCertificates::skipReason());
    QFETCH(Certificate, certificate);
    QFETCH(bool, trustsAuthority);
    QFETCH(QString, words);
    useTls(certificate);
    ClientLog log({.tls = trustsAuthority ? tls() : *tlsConfiguration(QString())});
    log.open(m_exchange->url());
    QTRY_COMPARE(log.ends.size(), std::size_t(1));
    QVERIFY2(log.ends[0].kind == Kind::TlsFailure, qPrintable(log.endText()));
    QVERIFY2(log.ends[0].detail.contains(words), qPrintable(log.endText()));
    QCOMPARE(log.openings, 0);
}

void TestWebSocketAccess::testPlainServerForTls()
{
    if (!hasTls())
        QSKIP(TestCertificates::skipReason());
    const RawServer server("HTTP/1.1 400 Bad Request\r\n\r\n");
    QUrl url = server.url();
    url.setScheme(u"wss"_s);
    ClientLog log({.tls = tls()});
    log.open(url);
    QTRY_COMPARE(log.ends.size(), std::size_t(1));
    QVERIFY2(log.ends[0].kind == Kind::TlsFailure, qPrintable(log.endText()));
    QCOMPARE(log.openings, 0);
}

void TestWebSocketAccess::testRefusalsOverTls_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<QString>("words");
    QTest::newRow("429") << 429 << QByteArray("7")
                         << u"HTTP 429: too many requests from this address (Too Many Requests); "
                            "asked to stay away for 7 s"_s;
    QTest::newRow("451") << 451 << QByteArray()
                         << u"HTTP 451: restricted location, the exchange does not serve this "
                            "country (Unavailable For Legal Reasons)"_s;
}

void TestWebSocketAccess::testRefusalsOverTls()
{
    if (!hasTls())
        QSKIP(TestCertificates::skipReason());
    QFETCH(int, status);
    QFETCH(QByteArray, retryAfter);
    useTls(Certificate::Valid);
    UpgradeAnswer answer{status, {}};
    if (!retryAfter.isEmpty())
        answer.headers.append({"Retry-After", retryAfter});
    m_exchange->answerUpgrade(answer, 1);
    ClientLog log({.tls = tls()});
    log.open(m_exchange->url());
    QTRY_COMPARE(log.ends.size(), std::size_t(1));
    QTEST(log.endText(), "words");
    QCOMPARE(log.ends[0].httpStatus, status);
}

void TestWebSocketAccess::testEndsOverTls_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::newRow("closed") << Kind::ClosedByExchange;
    QTest::newRow("end of stream") << Kind::EndOfStream;
    QTest::newRow("reset") << Kind::Reset;
}

void TestWebSocketAccess::testEndsOverTls()
{
    if (!hasTls())
        QSKIP(TestCertificates::skipReason());
    QFETCH(Kind, kind);
    useTls(Certificate::Valid);
    ClientLog log({.tls = tls()});
    log.open(m_exchange->url());
    QTRY_COMPARE(log.openings, 1);
    ScriptedPeer *peer = m_exchange->peer(1);
    if (kind == Kind::ClosedByExchange)
        peer->closeWith(1001, {});
    else if (kind == Kind::EndOfStream)
        peer->endWithoutClose();
    else
        peer->reset();
    QTRY_COMPARE(log.ends.size(), std::size_t(1));
    QVERIFY2(log.ends[0].kind == kind, qPrintable(log.endText()));
}

void TestWebSocketAccess::testProxy_data()
{
    QTest::addColumn<FakeProxy::Kind>("kind");
    QTest::addColumn<QString>("user");
    QTest::newRow("HTTP") << FakeProxy::Kind::Http << QString();
    QTest::newRow("HTTP with a password") << FakeProxy::Kind::Http << u"me"_s;
    QTest::newRow("SOCKS5") << FakeProxy::Kind::Socks5 << QString();
    QTest::newRow("SOCKS5 with a password") << FakeProxy::Kind::Socks5 << u"me"_s;
}

void TestWebSocketAccess::testProxy()
{
    QFETCH(FakeProxy::Kind, kind);
    QFETCH(QString, user);
    FakeProxy proxy(kind);
    if (!user.isEmpty())
        proxy.requireUser(user.toUtf8(), "s@cret");
    ClientLog log({.proxies = proxyTo(proxy, kind, user.isEmpty() ? user : user + u":s%40cret@")});
    log.open(namedUrl());
    QTRY_COMPARE(log.openings, 1);
    m_exchange->send(u"market"_s, "through a proxy");
    QTRY_COMPARE(log.frames, QByteArrayList{"through a proxy"});
    QCOMPARE(proxy.targets(), QStringList{u"exchange.test:%1"_s.arg(m_exchange->url().port())});
    m_exchange->peer(1)->closeWith(1001, {});
    QTRY_COMPARE(log.ends.size(), std::size_t(1));
    QCOMPARE(log.ends[0].closeCode, 1001);
}

void TestWebSocketAccess::testProxyRefuses_data()
{
    addProxyKinds();
}

void TestWebSocketAccess::testProxyRefuses()
{
    QFETCH(FakeProxy::Kind, kind);
    FakeProxy proxy(kind);
    proxy.requireUser("me", "secret");
    ClientLog log({.proxies = proxyTo(proxy, kind, u"me:geheim@"_s)});
    log.open(namedUrl());
    QTRY_COMPARE(log.ends.size(), std::size_t(1));
    QVERIFY2(log.ends[0].kind == Kind::ProxyFailure, qPrintable(log.endText()));
    QVERIFY2(!log.endText().contains(u"geheim"_s), qPrintable(log.endText()));
    QVERIFY(proxy.refusedCount() > 0);
    QCOMPARE(m_exchange->attempts(), 0);
}

void TestWebSocketAccess::testProxyIsGone_data()
{
    addProxyKinds();
}

void TestWebSocketAccess::testProxyIsGone()
{
    QFETCH(FakeProxy::Kind, kind);
    ProxySettings address;
    {
        const FakeProxy proxy(kind);
        address = proxyTo(proxy, kind);
    }
    ClientLog log({.proxies = address});
    log.open(namedUrl());
    QTRY_COMPARE(log.ends.size(), std::size_t(1));
    QVERIFY2(log.ends[0].kind == Kind::ProxyFailure, qPrintable(log.endText()));
}

void TestWebSocketAccess::testRefusalThroughAProxy_data()
{
    addProxyKinds();
}

void TestWebSocketAccess::testRefusalThroughAProxy()
{
    QFETCH(FakeProxy::Kind, kind);
    m_exchange->answerUpgrade({429, {{"Retry-After", "7"}}}, 1);
    FakeProxy proxy(kind);
    ClientLog log({.proxies = proxyTo(proxy, kind)});
    log.open(namedUrl());
    QTRY_COMPARE(log.ends.size(), std::size_t(1));
    QVERIFY2(log.ends[0].httpStatus == 429, qPrintable(log.endText()));
    QCOMPARE(log.ends[0].retryAfter, std::optional(7s));
}

void TestWebSocketAccess::testTlsThroughAProxy_data()
{
    addProxyKinds();
}

void TestWebSocketAccess::testTlsThroughAProxy()
{
    if (!hasTls())
        QSKIP(TestCertificates::skipReason());
    QFETCH(FakeProxy::Kind, kind);
    useTls(Certificate::Valid);
    FakeProxy proxy(kind);
    ClientLog log({.tls = tls(), .proxies = proxyTo(proxy, kind)});
    log.open(namedUrl());
    QTRY_COMPARE(log.openings, 1);
    QCOMPARE(proxy.targets().size(), 1);
    // The certificate is still that of the exchange, not of the proxy: under another name it fails.
    ClientLog other({.tls = tls(), .proxies = proxyTo(proxy, kind)});
    QUrl otherUrl = namedUrl();
    otherUrl.setHost(u"other.test"_s);
    other.open(otherUrl);
    QTRY_COMPARE(other.ends.size(), std::size_t(1));
    QVERIFY2(other.endText().contains(u"for another host"_s), qPrintable(other.endText()));
}

QTEST_GUILESS_MAIN(TestWebSocketAccess)
#include "tst_websocketaccess.moc"
