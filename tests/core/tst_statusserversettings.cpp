#include "statusserversettings.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestStatusServerSettings : public QObject
{
    Q_OBJECT

private slots:
    void testGood_data();
    void testGood();
    void testBad_data();
    void testBad();
};

void TestStatusServerSettings::testGood_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isLoopback");
    QTest::newRow("loopback") << u"127.0.0.1:9464"_s << true;
    QTest::newRow("another loopback") << u"127.3.2.1:1"_s << true;
    QTest::newRow("IPv6 loopback") << u"[::1]:9464"_s << true;
    QTest::newRow("any port") << u"127.0.0.1:0"_s << true;
    QTest::newRow("all addresses") << u"0.0.0.0:9464"_s << false;
    QTest::newRow("all IPv6 addresses") << u"[::]:65535"_s << false;
    QTest::newRow("a private address") << u"192.168.1.2:80"_s << false;
}

void TestStatusServerSettings::testGood()
{
    QFETCH(QString, text);
    QString error;
    const auto address = ListenAddress::parse(text, &error);
    QVERIFY2(address, qPrintable(error));
    QCOMPARE(address->toString(), text);
    QTEST(address->isLoopback(), "isLoopback");
}

void TestStatusServerSettings::testBad_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("a name") << u"localhost:9464"_s
                            << u"\"localhost:9464\" begins with no IP address; a name"_s;
    QTest::newRow("a short IPv4 address") << u"127.1:9464"_s << u"begins with no IP address"_s;
    QTest::newRow("a number") << u"2130706433:9464"_s << u"begins with no IP address"_s;
    QTest::newRow("too many digits") << u"127.0.0.256:9464"_s << u"begins with no IP address"_s;
    QTest::newRow("no port") << u"127.0.0.1"_s << u"\"127.0.0.1\" is no address with a port"_s;
    QTest::newRow("an empty port") << u"127.0.0.1:"_s << u"ends with no port"_s;
    QTest::newRow("a port that is too large") << u"127.0.0.1:65536"_s << u"ends with no port"_s;
    QTest::newRow("a negative port") << u"127.0.0.1:-1"_s << u"ends with no port"_s;
    QTest::newRow("a port with a plus") << u"127.0.0.1:+1"_s << u"ends with no port"_s;
    QTest::newRow("a port alone") << u":9464"_s << u"no address with a port"_s;
    QTest::newRow("IPv6 without brackets") << u"::1:9464"_s << u"no address with a port"_s;
    QTest::newRow("IPv4 in brackets") << u"[127.0.0.1]:9464"_s << u"no address with a port"_s;
    QTest::newRow("nothing") << QString() << u"no address with a port"_s;
    QTest::newRow("something long") << QString(500, u'x') << u"no address with a port"_s;
}

void TestStatusServerSettings::testBad()
{
    QFETCH(QString, text);
    QFETCH(QString, part);
    QString error;
    QVERIFY(!ListenAddress::parse(text, &error));
    QVERIFY2(error.contains(part), qPrintable(error));
    QVERIFY(error.size() < 200);
}

QTEST_APPLESS_MAIN(TestStatusServerSettings)
#include "tst_statusserversettings.moc"
