// REST through proxies and over TLS.

#include "fakes/fakeproxy.h"
#include "fakes/testcertificates.h"
#include "resttesting.h"

#include <QFile>
#include <QSslConfiguration>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

const QString Path = u"/fapi/v1/time"_s;

/// As url(), but under another name.
QUrl named(const ScriptedRest &server, const QString &host)
{
    QUrl url = server.url();
    url.setHost(host);
    return url;
}

} // namespace

Q_DECLARE_METATYPE(FakeProxy::Kind)
Q_DECLARE_METATYPE(TestCertificates::Kind)

class TestRestAccess : public QObject
{
    Q_OBJECT

private slots:
    void testProxy_data();
    void testProxy();
    void testProxyRefuses_data();
    void testProxyRefuses();
    void testProxyIsGone();
    void testNoProxyForThisMachine();
    void testCertificates_data();
    void testCertificates();
    void testTlsThroughAProxy();

private:
    RestClientOptions optionsFor(const QUrl &url, const QString &proxy) const;
    static QSslConfiguration serverTls(const TestCertificates::Identity &identity);

    SystemClock m_clock;
};

RestClientOptions TestRestAccess::optionsFor(const QUrl &url, const QString &proxy) const
{
    RestClientOptions options = quickOptions(url);
    options.maxAttempts = 1;
    options.network.proxies = *ProxySettings::fromVariables({{u"ALL_PROXY"_s, proxy}});
    return options;
}

QSslConfiguration TestRestAccess::serverTls(const TestCertificates::Identity &identity)
{
    QSslConfiguration tls;
    tls.setLocalCertificate(identity.certificate);
    tls.setPrivateKey(identity.key);
    return tls;
}

void TestRestAccess::testProxy_data()
{
    QTest::addColumn<FakeProxy::Kind>("kind");
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QString>("host");
    const auto http = FakeProxy::Kind::Http;
    const auto socks = FakeProxy::Kind::Socks5;
    QTest::newRow("HTTP") << http << u"http://"_s << QByteArray() << u"exchange.test"_s;
    QTest::newRow("HTTP, user") << http << u"http://me:s%40cret@"_s << QByteArray("me")
                                << u"exchange.test"_s;
    QTest::newRow("SOCKS5") << socks << u"socks5://"_s << QByteArray() << u"192.0.2.1"_s;
    QTest::newRow("SOCKS5, user") << socks << u"socks5://me:s%40cret@"_s << QByteArray("me")
                                  << u"192.0.2.1"_s;
    QTest::newRow("SOCKS5, name looked up there")
        << socks << u"socks5h://"_s << QByteArray() << u"exchange.test"_s;
}

void TestRestAccess::testProxy()
{
    QFETCH(FakeProxy::Kind, kind);
    QFETCH(QString, scheme);
    QFETCH(QByteArray, user);
    QFETCH(QString, host);
    ScriptedRest server;
    server.answer(Path, {.body = "[1]"});
    FakeProxy proxy(kind);
    if (!user.isEmpty())
        proxy.requireUser(user, "s@cret");
    const QString address = scheme + u"127.0.0.1:"_s + QString::number(proxy.port());
    RestClient client(optionsFor(named(server, host), address), m_clock);
    RestResults results;
    results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 1);
    QVERIFY2(results.at(0), qPrintable(results.text()));
    QCOMPARE(results.text(), u"[1]"_s);
    QVERIFY(proxy.connectionCount() > 0);
    QCOMPARE(proxy.targets(), QStringList{host + u':' + QString::number(server.port())});
}

void TestRestAccess::testProxyRefuses_data()
{
    QTest::addColumn<FakeProxy::Kind>("kind");
    QTest::addColumn<QString>("scheme");
    const auto http = FakeProxy::Kind::Http;
    const auto socks = FakeProxy::Kind::Socks5;
    QTest::newRow("HTTP, no user") << http << u"http://"_s;
    QTest::newRow("HTTP, other password") << http << u"http://me:geheim@"_s;
    QTest::newRow("SOCKS5, no user") << socks << u"socks5h://"_s;
    QTest::newRow("SOCKS5, other password") << socks << u"socks5h://me:geheim@"_s;
}

void TestRestAccess::testProxyRefuses()
{
    QFETCH(FakeProxy::Kind, kind);
    QFETCH(QString, scheme);
    ScriptedRest server;
    FakeProxy proxy(kind);
    proxy.requireUser("me", "secret");
    const QString address = scheme + u"127.0.0.1:"_s + QString::number(proxy.port());
    RestClient client(optionsFor(named(server, u"exchange.test"_s), address), m_clock);
    RestResults results;
    results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 1);
    QCOMPARE(results.error().kind, RestError::Kind::Unreachable);
    QVERIFY2(results.text().contains(u"proxy"_s, Qt::CaseInsensitive), qPrintable(results.text()));
    QVERIFY2(!results.text().contains(u"geheim"_s), qPrintable(results.text()));
    QVERIFY(proxy.refusedCount() > 0);
    QCOMPARE(server.paths(), QStringList());
}

void TestRestAccess::testProxyIsGone()
{
    ScriptedRest server;
    const quint16 port = FakeProxy(FakeProxy::Kind::Http).port();
    const QString way = u"(through the proxy 127.0.0.1:%1)"_s.arg(port);
    RestClient client(
        optionsFor(named(server, u"exchange.test"_s), u"http://127.0.0.1:%1"_s.arg(port)), m_clock);
    RestResults results;
    results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 1);
    QCOMPARE(results.error().kind, RestError::Kind::Unreachable);
    QVERIFY2(results.text().endsWith(way), qPrintable(results.text()));
    QVERIFY2(!results.text().contains(u"geheim"_s), qPrintable(results.text()));
}

void TestRestAccess::testNoProxyForThisMachine()
{
    ScriptedRest server;
    server.answer(Path, {});
    FakeProxy proxy(FakeProxy::Kind::Http);
    RestClient client(optionsFor(server.url(), u"http://127.0.0.1:%1"_s.arg(proxy.port())),
                      m_clock);
    RestResults results;
    results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 1);
    QVERIFY2(results.at(0), qPrintable(results.text()));
    QCOMPARE(proxy.connectionCount(), 0);
}

void TestRestAccess::testCertificates_data()
{
    QTest::addColumn<TestCertificates::Kind>("kind");
    QTest::addColumn<bool>("trustsAuthority");
    QTest::addColumn<QString>("fault");
    using Kind = TestCertificates::Kind;
    QTest::newRow("valid") << Kind::Valid << true << QString();
    QTest::newRow("expired") << Kind::Expired << true << u"expired"_s;
    QTest::newRow("wrong host") << Kind::WrongHost << true << u"host name"_s;
    QTest::newRow("unknown authority") << Kind::Valid << false << u"issuer"_s;
    QTest::newRow("self-signed") << Kind::SelfSigned << true << u"self-signed"_s;
}

void TestRestAccess::testCertificates()
{
    if (!TestCertificates::isAvailable())
        QSKIP(TestCertificates::skipReason());
    QFETCH(TestCertificates::Kind, kind);
    QFETCH(bool, trustsAuthority);
    QFETCH(QString, fault);
    const TestCertificates certificates;
    ScriptedRest server(serverTls(certificates.identity(kind)));
    server.answer(Path, {.body = "[1]"});
    RestClientOptions options = quickOptions(server.url());
    options.maxAttempts = 1;
    const auto tls = tlsConfiguration(trustsAuthority ? certificates.authorityFile() : QString());
    QVERIFY2(tls, qPrintable(tls ? QString() : tls.error()));
    options.network.tls = *tls;
    RestClient client(options, m_clock);
    RestResults results;
    results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 1);
    QCOMPARE(results.at(0).has_value(), fault.isEmpty());
    if (results.at(0))
        return;
    QCOMPARE(results.error().kind, RestError::Kind::Unreachable);
    QVERIFY2(results.text().contains(u"certificate is not accepted: "_s),
             qPrintable(results.text()));
    QVERIFY2(results.text().contains(fault), qPrintable(results.text()));
    QCOMPARE(server.paths(), QStringList());
}

void TestRestAccess::testTlsThroughAProxy()
{
    if (!TestCertificates::isAvailable())
        QSKIP(TestCertificates::skipReason());
    const TestCertificates certificates;
    ScriptedRest server(serverTls(certificates.identity(TestCertificates::Kind::WrongHost)));
    server.answer(Path, {.body = "[1]"});
    FakeProxy proxy(FakeProxy::Kind::Http);
    RestClientOptions options = optionsFor(named(server, u"elsewhere.example"_s),
                                           u"http://127.0.0.1:%1"_s.arg(proxy.port()));
    options.network.tls = *tlsConfiguration(certificates.authorityFile());
    RestClient client(options, m_clock);
    RestResults results;
    results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 1);
    QVERIFY2(results.at(0), qPrintable(results.text()));
    QCOMPARE(proxy.targets().size(), 1);
}

QTEST_GUILESS_MAIN(TestRestAccess)
#include "tst_restaccess.moc"
