#include "http/requesthead.h"

#include <QTest>

using namespace Orderflow;

class TestRequestHead : public QObject
{
    Q_OBJECT

private slots:
    void testParse();
    void testRefused_data();
    void testRefused();
    void testUpgrade_data();
    void testUpgrade();
    void testKeepsAlive_data();
    void testKeepsAlive();
};

void TestRequestHead::testParse()
{
    const auto head = RequestHead::parse("GET /status?a=b%20c HTTP/1.1\r\n"
                                         "Host: 127.0.0.1:9464\r\n"
                                         "X-Thing:  one \r\n"
                                         "x-thing: two\r\n\r\n");
    QVERIFY(head);
    QCOMPARE(head->method, QByteArray("GET"));
    QCOMPARE(head->target, QByteArray("/status?a=b%20c"));
    QCOMPARE(head->path(), QByteArray("/status"));
    QCOMPARE(head->minorVersion, 1);
    QCOMPARE(head->value("host"), QByteArray("127.0.0.1:9464"));
    QCOMPARE(head->value("x-thing"), QByteArray("one"));
    QCOMPARE(head->count("x-thing"), 2);
    QCOMPARE(head->value("accept"), QByteArray());
}

void TestRequestHead::testRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *text, int status) {
        QTest::newRow(name) << QByteArray(text) << status;
    };
    row("nothing", "\r\n", 400);
    row("a word", "GET\r\n\r\n", 400);
    row("no version", "GET /\r\n\r\n", 400);
    row("HTTP/2", "PRI * HTTP/2.0\r\n\r\n", 505);
    row("HTTP/0.9 by name", "GET / HTTP/0.9\r\n\r\n", 505);
    row("junk behind the version", "GET / HTTP/1.1 x\r\nHost: a\r\n\r\n", 505);
    row("a proxy's target", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("a control character in the target", "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("no host", "GET / HTTP/1.1\r\n\r\n", 400);
    row("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400);
    row("a field without a colon", "GET / HTTP/1.1\r\nHost: a\r\nfield\r\n\r\n", 400);
    row("a folded field", "GET / HTTP/1.1\r\nHost: a\r\n more\r\n\r\n", 400);
    row("a space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400);
    row("a bare CR in a field", "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", 400);
}

void TestRequestHead::testRefused()
{
    QFETCH(QByteArray, text);
    const auto head = RequestHead::parse(text);
    QVERIFY(!head);
    QTEST(head.error().status, "status");
}

void TestRequestHead::testUpgrade_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<bool>("isUpgrade");
    QTest::newRow("none") << QByteArray() << false;
    QTest::newRow("WebSocket") << QByteArray("Connection: Upgrade\r\nUpgrade: websocket\r\n")
                               << true;
    QTest::newRow("as Firefox says it")
        << QByteArray("connection: keep-alive, Upgrade\r\nupgrade: WebSocket\r\n") << true;
    QTest::newRow("another protocol")
        << QByteArray("Connection: Upgrade\r\nUpgrade: h2c\r\n") << false;
    QTest::newRow("half of it") << QByteArray("Upgrade: websocket\r\n") << false;
}

void TestRequestHead::testUpgrade()
{
    QFETCH(QByteArray, fields);
    const QByteArray text = "GET /live HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
    const auto head = RequestHead::parse(text);
    QVERIFY(head);
    QTEST(head->isWebSocketUpgrade(), "isUpgrade");
}

void TestRequestHead::testKeepsAlive_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("keepsAlive");
    QTest::newRow("HTTP/1.1") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n") << true;
    QTest::newRow("HTTP/1.1, close")
        << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: TE, Close\r\n\r\n") << false;
    QTest::newRow("HTTP/1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << false;
    QTest::newRow("HTTP/1.0, keep-alive")
        << QByteArray("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") << true;
}

void TestRequestHead::testKeepsAlive()
{
    QFETCH(QByteArray, text);
    const auto head = RequestHead::parse(text);
    QVERIFY(head);
    QTEST(head->keepsAlive(), "keepsAlive");
}

QTEST_APPLESS_MAIN(TestRequestHead)
#include "tst_requesthead.moc"
