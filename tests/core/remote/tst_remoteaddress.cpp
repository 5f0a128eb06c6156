#include "remote/remoteaddress.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestRemoteAddress : public QObject
{
    Q_OBJECT

private slots:
    void testAddresses_data();
    void testAddresses();
    void testRefused_data();
    void testRefused();
};

void TestRemoteAddress::testAddresses_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("shortName");
    const auto add = [](const char *text, const char *url, const char *name) {
        QTest::newRow(text) << QString::fromLatin1(url) << QString::fromLatin1(name);
    };
    add("127.0.0.1", "ws://127.0.0.1:9464/live", "127.0.0.1:9464");
    add("recorder.example:8000", "ws://recorder.example:8000/live", "recorder.example:8000");
    add(" recorder.example:8000 ", "ws://recorder.example:8000/live", "recorder.example:8000");
    add("[::1]:9464", "ws://[::1]:9464/live", "[::1]:9464");
    add("ws://127.0.0.1:9464/live", "ws://127.0.0.1:9464/live", "127.0.0.1:9464");
    add("http://127.0.0.1:9464", "ws://127.0.0.1:9464/live", "127.0.0.1:9464");
    add("http://recorder.example/", "ws://recorder.example/live", "recorder.example:80");
    add("https://recorder.example", "wss://recorder.example/live", "recorder.example:443");
    add("wss://recorder.example:9464", "wss://recorder.example:9464/live", "recorder.example:9464");
    add("HTTPS://recorder.example/site/live", "wss://recorder.example/site/live",
        "recorder.example:443");
}

void TestRemoteAddress::testAddresses()
{
    const auto url = parseRemoteAddress(QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY2(url.has_value(), url ? "" : qPrintable(url.error()));
    QTEST(url->toString(), "url");
    QTEST(shortName(*url), "shortName");
}

void TestRemoteAddress::testRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("error");
    QTest::newRow("nothing") << u""_s << u"is no address"_s;
    QTest::newRow("no host") << u"ws://"_s << u"is no address"_s;
    QTest::newRow("port out of range") << u"host:99999"_s << u"is no address"_s;
    QTest::newRow("port 0") << u"host:0"_s << u"has the port 0"_s;
    QTest::newRow("scheme") << u"ftp://host"_s << u"has the scheme ftp://"_s;
    QTest::newRow("query") << u"ws://host/live?token=geheim"_s << u"has a ? or #"_s;
    QTest::newRow("password") << u"ws://me:geheim@host"_s << u"STATUS_TOKEN"_s;
    QTest::newRow("bare password") << u"me:geheim@host:1"_s << u"STATUS_TOKEN"_s;
}

void TestRemoteAddress::testRefused()
{
    QFETCH(QString, text);
    QFETCH(QString, error);
    const auto url = parseRemoteAddress(text);
    QVERIFY(!url.has_value());
    QVERIFY2(url.error().contains(error), qPrintable(url.error()));
    QVERIFY2(url.error().contains(u"ws://host:port"_s), qPrintable(url.error()));
    QVERIFY2(!text.contains(u'@') || !url.error().contains(u"geheim"_s), qPrintable(url.error()));
}

QTEST_APPLESS_MAIN(TestRemoteAddress)
#include "tst_remoteaddress.moc"
