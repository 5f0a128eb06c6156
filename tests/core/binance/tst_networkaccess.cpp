#include "binance/networkaccess.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

using Variables = QMap<QString, QString>;

/// `http://user:password@host:port`, `socks5…://…` or `direct`.
QString describe(const QNetworkProxy &proxy)
{
    if (proxy.type() == QNetworkProxy::NoProxy)
        return u"direct"_s;
    QString scheme = u"http"_s;
    if (proxy.type() == QNetworkProxy::Socks5Proxy) {
        const bool looksUpThere =
            proxy.capabilities().testFlag(QNetworkProxy::HostNameLookupCapability);
        scheme = looksUpThere ? u"socks5h"_s : u"socks5"_s;
    }
    const QString user =
        proxy.user().isEmpty() ? QString() : proxy.user() + u':' + proxy.password() + u'@';
    return u"%1://%2%3:%4"_s.arg(scheme, user, proxy.hostName(), QString::number(proxy.port()));
}

} // namespace

class TestNetworkAccess : public QObject
{
    Q_OBJECT

private slots:
    void testVariables_data();
    void testVariables();
    void testValues_data();
    void testValues();
    void testRefused_data();
    void testRefused();
    void testNoProxy_data();
    void testNoProxy();
    void testTls();
    void testCaFileRefused_data();
    void testCaFileRefused();
};

void TestNetworkAccess::testVariables_data()
{
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<QString>("encrypted");
    QTest::addColumn<QString>("plain");
    const QString direct = u"direct"_s;
    const QString a = u"http://a:1"_s;
    const QString b = u"http://b:2"_s;
    QTest::newRow("none") << Variables{} << direct << direct;
    QTest::newRow("HTTPS_PROXY") << Variables{{u"HTTPS_PROXY"_s, a}} << a << direct;
    QTest::newRow("https_proxy") << Variables{{u"https_proxy"_s, a}} << a << direct;
    QTest::newRow("HTTP_PROXY") << Variables{{u"HTTP_PROXY"_s, a}} << direct << a;
    QTest::newRow("http_proxy") << Variables{{u"http_proxy"_s, a}} << direct << a;
    QTest::newRow("ALL_PROXY") << Variables{{u"ALL_PROXY"_s, a}} << a << a;
    QTest::newRow("all_proxy") << Variables{{u"all_proxy"_s, a}} << a << a;
    QTest::newRow("both") << Variables{{u"HTTPS_PROXY"_s, a}, {u"HTTP_PROXY"_s, b}} << a << b;
    QTest::newRow("one of its own and ALL_PROXY")
        << Variables{{u"ALL_PROXY"_s, a}, {u"HTTPS_PROXY"_s, b}} << b << a;
    QTest::newRow("lower case wins")
        << Variables{{u"HTTPS_PROXY"_s, a}, {u"https_proxy"_s, b}} << b << direct;
    QTest::newRow("empty counts as none")
        << Variables{{u"https_proxy"_s, QString()}, {u"HTTPS_PROXY"_s, a}} << a << direct;
    QTest::newRow("NO_PROXY=*") << Variables{{u"ALL_PROXY"_s, a}, {u"NO_PROXY"_s, u"*"_s}} << direct
                                << direct;
    QTest::newRow("others") << Variables{{u"FTP_PROXY"_s, a}, {u"PATH"_s, b}} << direct << direct;
}

void TestNetworkAccess::testVariables()
{
    QFETCH(Variables, variables);
    const auto settings = ProxySettings::fromVariables(variables);
    QVERIFY2(settings, qPrintable(settings ? QString() : settings.error()));
    QTEST(describe(settings->proxyFor(QUrl(u"https://fapi.binance.com/x"_s))), "encrypted");
    QTEST(describe(settings->proxyFor(QUrl(u"wss://fstream.binance.com"_s))), "encrypted");
    QTEST(describe(settings->proxyFor(QUrl(u"http://fapi.binance.com"_s))), "plain");
    QTEST(describe(settings->proxyFor(QUrl(u"ws://fstream.binance.com"_s))), "plain");
    for (const char *own : {"https://localhost", "wss://127.0.0.1:9443", "http://127.1.2.3",
                            "ws://[::1]:1", "https://LOCALHOST.", "http://a.localhost"})
        QCOMPARE(describe(settings->proxyFor(QUrl(QString::fromLatin1(own)))), u"direct"_s);
}

void TestNetworkAccess::testValues_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("proxy");
    QTest::newRow("host and port") << u"proxy.lan:3128"_s << u"http://proxy.lan:3128"_s;
    QTest::newRow("host alone") << u"proxy.lan"_s << u"http://proxy.lan:1080"_s;
    QTest::newRow("slash") << u"http://proxy.lan:3128/"_s << u"http://proxy.lan:3128"_s;
    QTest::newRow("blanks around") << u" http://proxy.lan:3128 "_s << u"http://proxy.lan:3128"_s;
    QTest::newRow("upper case scheme") << u"HTTP://proxy.lan:3128"_s << u"http://proxy.lan:3128"_s;
    QTest::newRow("user") << u"http://me:secret@proxy.lan:3128"_s
                          << u"http://me:secret@proxy.lan:3128"_s;
    QTest::newRow("user without a scheme")
        << u"me:secret@proxy.lan:3128"_s << u"http://me:secret@proxy.lan:3128"_s;
    QTest::newRow("encoded password")
        << u"http://me:s%40c%2Fr%25t@proxy.lan:3128"_s << u"http://me:s@c/r%t@proxy.lan:3128"_s;
    QTest::newRow("SOCKS5") << u"socks5://proxy.lan:9050"_s << u"socks5://proxy.lan:9050"_s;
    QTest::newRow("SOCKS5, names there")
        << u"socks5h://me:x@proxy.lan"_s << u"socks5h://me:x@proxy.lan:1080"_s;
    QTest::newRow("IPv4") << u"10.0.0.1:8080"_s << u"http://10.0.0.1:8080"_s;
    QTest::newRow("IPv6") << u"http://[fe80::1]:8080"_s << u"http://fe80::1:8080"_s;
}

void TestNetworkAccess::testValues()
{
    QFETCH(QString, value);
    const auto settings = ProxySettings::fromVariables({{u"HTTPS_PROXY"_s, value}});
    QVERIFY2(settings, qPrintable(settings ? QString() : settings.error()));
    QTEST(describe(settings->proxyFor(QUrl(u"https://fapi.binance.com"_s))), "proxy");
}

void TestNetworkAccess::testRefused_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("reason");
    QTest::newRow("bad port") << u"http://me:secret@proxy.lan:99999"_s << u"is no address"_s;
    QTest::newRow("port 0") << u"http://me:secret@proxy.lan:0"_s << u"port 0"_s;
    QTest::newRow("no host") << u"http://:3128"_s << u"is no address"_s;
    QTest::newRow("password with #") << u"http://me:sec#secret@proxy.lan:1"_s << QString();
    QTest::newRow("password with /") << u"http://me:sec/secret@proxy.lan:1"_s << QString();
    QTest::newRow("path") << u"http://me:secret@proxy.lan/pac"_s << u"after host and port"_s;
    QTest::newRow("encrypted proxy") << u"https://me:secret@proxy.lan:1"_s << u"https://"_s;
    QTest::newRow("SOCKS4") << u"socks4://proxy.lan:1"_s << u"socks4://"_s;
    QTest::newRow("words") << u"my proxy"_s << u"is no address"_s;
}

void TestNetworkAccess::testRefused()
{
    QFETCH(QString, value);
    QFETCH(QString, reason);
    const auto settings = ProxySettings::fromVariables({{u"all_proxy"_s, value}});
    QVERIFY(!settings);
    QVERIFY2(settings.error().startsWith(u"all_proxy "_s), qPrintable(settings.error()));
    QVERIFY2(settings.error().contains(reason), qPrintable(settings.error()));
    QVERIFY2(settings.error().contains(u"socks5h://host:port"_s), qPrintable(settings.error()));
    QVERIFY2(!settings.error().contains(u"sec"_s), qPrintable(settings.error()));
}

void TestNetworkAccess::testNoProxy_data()
{
    QTest::addColumn<QString>("noProxy");
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isDirect");
    const QString rest = u"https://fapi.binance.com/fapi/v1/time"_s;
    QTest::newRow("host") << u"fapi.binance.com"_s << rest << true;
    QTest::newRow("case") << u"FAPI.Binance.COM"_s << rest << true;
    QTest::newRow("domain") << u"binance.com"_s << rest << true;
    QTest::newRow("domain with a dot") << u".binance.com"_s << rest << true;
    QTest::newRow("dot, host itself") << u".fapi.binance.com"_s << rest << true;
    QTest::newRow("last of a list") << u"a.lan, b.lan,fapi.binance.com"_s << rest << true;
    QTest::newRow("blanks between") << u"a.lan fapi.binance.com"_s << rest << true;
    QTest::newRow("part of a label") << u"nance.com"_s << rest << false;
    QTest::newRow("below the host") << u"x.fapi.binance.com"_s << rest << false;
    QTest::newRow("other host") << u"example.com"_s << rest << false;
    QTest::newRow("star in a list is no wildcard") << u"*.com,a"_s << rest << false;
    QTest::newRow("empty entries") << u",, ,"_s << rest << false;
    QTest::newRow("default port") << u"fapi.binance.com:443"_s << rest << true;
    QTest::newRow("other port") << u"fapi.binance.com:80"_s << rest << false;
    QTest::newRow("port of the address")
        << u"binance.com:9443"_s << u"wss://fstream.binance.com:9443/stream"_s << true;
    QTest::newRow("dot at the end") << u"binance.com"_s << u"https://fapi.binance.com."_s << true;
    QTest::newRow("IPv4") << u"10.1.2.3"_s << u"https://10.1.2.3:8443"_s << true;
    QTest::newRow("IPv4 and port") << u"10.1.2.3:443"_s << u"https://10.1.2.3:8443"_s << false;
    QTest::newRow("subnet") << u"10.0.0.0/8"_s << u"https://10.1.2.3"_s << true;
    QTest::newRow("other subnet") << u"192.168.0.0/16"_s << u"https://10.1.2.3"_s << false;
    QTest::newRow("end of an address") << u"2.3"_s << u"https://10.1.2.3"_s << false;
    QTest::newRow("IPv6") << u"[fd00::1]"_s << u"https://[fd00::1]:1"_s << true;
    QTest::newRow("IPv6 without brackets") << u"fd00::1"_s << u"https://[fd00::1]:1"_s << true;
    QTest::newRow("IPv6 and port") << u"[fd00::1]:2"_s << u"https://[fd00::1]:1"_s << false;
}

void TestNetworkAccess::testNoProxy()
{
    QFETCH(QString, noProxy);
    QFETCH(QString, url);
    const auto settings = ProxySettings::fromVariables(
        {{u"HTTPS_PROXY"_s, u"http://proxy.lan:3128"_s}, {u"NO_PROXY"_s, noProxy}});
    QVERIFY(settings);
    QTEST(settings->proxyFor(QUrl(url)).type() == QNetworkProxy::NoProxy, "isDirect");
}

void TestNetworkAccess::testTls()
{
    const auto tls = tlsConfiguration({});
    QVERIFY2(tls, qPrintable(tls ? QString() : tls.error()));
    QCOMPARE(tls->protocol(), QSsl::TlsV1_2OrLater);
    QCOMPARE(tls->peerVerifyMode(), QSslSocket::VerifyPeer);
}

void TestNetworkAccess::testCaFileRefused_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("reason");
    QTest::newRow("missing") << QByteArray("none.pem") << QByteArray() << u"does not exist"_s;
    QTest::newRow("folder") << QByteArray(".") << QByteArray() << u"is a folder"_s;
    QTest::newRow("empty") << QByteArray("ca.pem") << QByteArray() << u"no certificate"_s;
    QTest::newRow("other text") << QByteArray("ca.pem") << QByteArray("hello") << u"PEM form"_s;
    QTest::newRow("a key") << QByteArray("ca.pem")
                           << QByteArray("-----BEGIN PRIVATE KEY-----\nAAAA\n"
                                         "-----END PRIVATE KEY-----\n")
                           << u"no certificate"_s;
}

void TestNetworkAccess::testCaFileRefused()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, content);
    QFETCH(QString, reason);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QString::fromUtf8(name));
    if (name == "ca.pem") {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }
    const auto tls = tlsConfiguration(path);
    QVERIFY(!tls);
    QVERIFY2(tls.error().contains(reason), qPrintable(tls.error()));
    QVERIFY2(tls.error().contains(path), qPrintable(tls.error()));
}

QTEST_GUILESS_MAIN(TestNetworkAccess)
#include "tst_networkaccess.moc"
