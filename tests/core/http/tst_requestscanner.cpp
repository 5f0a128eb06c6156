#include "http/requestscanner.h"

#include <QTest>

using namespace Orderflow;

namespace {

constexpr RequestLimits Limits{.headBytes = 200, .bodyBytes = 10};

const QByteArray Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

QByteArray post(int length, const QByteArray &body)
{
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(length) +
           "\r\n\r\n" + body;
}

} // namespace

class TestRequestScanner : public QObject
{
    Q_OBJECT

private slots:
    void testRequests_data();
    void testRequests();
    void testUnfinished_data();
    void testUnfinished();
    void testRefused_data();
    void testRefused();
    void testHeadOfExactlyTheLimit();
    void testHeadIsToldOnce();
};

void TestRequestScanner::testRequests_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("without a body") << Get;
    QTest::newRow("with a body") << post(10, "0123456789");
    QTest::newRow("with an empty body") << post(0, {});
    QTest::newRow("with bare line feeds") << QByteArray("GET / HTTP/1.1\nHost: a\n\n");
    QTest::newRow("with mixed line ends") << QByteArray("GET / HTTP/1.1\nHost: a\n\r\n");
}

/// Two of them, one after the other, in pieces of any size.
void TestRequestScanner::testRequests()
{
    QFETCH(QByteArray, request);
    for (qsizetype piece = 1; piece <= request.size(); ++piece) {
        RequestScanner scanner(Limits);
        for (int i = 0; i < 2; ++i) {
            int heads = 0;
            for (qsizetype at = 0; at < request.size(); at += piece) {
                QVERIFY(scanner.take(request.mid(at, piece)) != RequestScanner::State::Refused);
                heads += scanner.newHead() ? 1 : 0;
            }
            QCOMPARE(heads, 1);
            QCOMPARE(scanner.state(), RequestScanner::State::Idle);
        }
    }
}

void TestRequestScanner::testUnfinished_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("a letter") << QByteArray("G");
    QTest::newRow("a line") << QByteArray("GET / HTTP/1.1\r\n");
    QTest::newRow("a head without its end") << Get.chopped(1);
    QTest::newRow("a body without its end") << post(10, "012345678");
}

void TestRequestScanner::testUnfinished()
{
    QFETCH(QByteArray, bytes);
    RequestScanner scanner(Limits);
    QCOMPARE(scanner.take(bytes), RequestScanner::State::Reading);
}

void TestRequestScanner::testRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &bytes, int status) {
        QTest::newRow(name) << bytes << status;
    };
    row("a TLS hello", QByteArray::fromHex("16030100f8010000f40303"), 400);
    row("a null", QByteArray(1, '\0'), 400);
    row("a lower case method", "get / HTTP/1.1\r\n\r\n", 400);
    row("a method without an end", QByteArray(30, 'A'), 400);
    row("an empty line", "\r\n", 400);
    row("SSH", "SSH-2.0-OpenSSH_9.2\r\n", 400);
    row("a head that is too large", "GET /" + QByteArray(200, 'a'), 431);
    row("a body that is too large", post(11, {}), 413);
    row("a body far too large", post(2'000'000'000, {}), 413);
    row("a length that is too large a number",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400);
    row("a negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400);
    row("a length with a plus", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", 400);
    row("two lengths",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400);
    row("chunks", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 411);
    row("two requests at once", Get + Get, 400);
    row("more body than was said", post(2, "012"), 400);
}

void TestRequestScanner::testRefused()
{
    QFETCH(QByteArray, bytes);
    RequestScanner scanner(Limits);
    QCOMPARE(scanner.take(bytes), RequestScanner::State::Refused);
    QTEST(scanner.refusal().status, "status");
    QCOMPARE(scanner.take(Get), RequestScanner::State::Refused);
}

void TestRequestScanner::testHeadOfExactlyTheLimit()
{
    const QByteArray start = "GET /";
    const QByteArray end = " HTTP/1.1\r\nHost: a\r\n\r\n";
    const qsizetype room = Limits.headBytes - start.size() - end.size();
    RequestScanner fitting(Limits);
    QCOMPARE(fitting.take(QByteArray(start + QByteArray(room, 'a') + end)),
             RequestScanner::State::Idle);
    RequestScanner larger(Limits);
    QCOMPARE(larger.take(QByteArray(start + QByteArray(room + 1, 'a') + end)),
             RequestScanner::State::Refused);
    QCOMPARE(larger.refusal().status, 431);
}

void TestRequestScanner::testHeadIsToldOnce()
{
    RequestScanner scanner(Limits);
    scanner.take(post(2, "0"));
    QVERIFY(scanner.newHead());
    QCOMPARE(scanner.newHead()->method, QByteArray("POST"));
    scanner.take("1");
    QVERIFY(!scanner.newHead());
}

QTEST_APPLESS_MAIN(TestRequestScanner)
#include "tst_requestscanner.moc"
