#include "binance/connection/httprefusal.h"

#include <QTest>
#include <QTimeZone>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestHttpRefusal : public QObject
{
    Q_OBJECT

private slots:
    void testStatus_data();
    void testStatus();
    void testRetryAfter_data();
    void testRetryAfter();
    void testNoHttpAnswer_data();
    void testNoHttpAnswer();

private:
    const QDateTime m_now{QDate(2026, 10, 21), QTime(7, 28), QTimeZone::utc()};
};

void TestHttpRefusal::testStatus_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("detail");
    QTest::newRow("429") << QByteArray("HTTP/1.1 429 Too Many Requests\r\n\r\n") << 429
                         << u"Too Many Requests"_s;
    QTest::newRow("418 without words") << QByteArray("HTTP/1.1 418\r\n\r\n") << 418 << QString();
    QTest::newRow("418 with a space") << QByteArray("HTTP/1.1 418 \r\n\r\n") << 418 << QString();
    QTest::newRow("403 of a cache")
        << QByteArray("HTTP/1.0 403 Forbidden\r\nServer: x\r\n\r\n") << 403 << u"Forbidden"_s;
    QTest::newRow("451") << QByteArray("HTTP/1.1 451 Unavailable For Legal Reasons\r\n\r\n{}")
                         << 451 << u"Unavailable For Legal Reasons"_s;
    QTest::newRow("503 cut off") << QByteArray("HTTP/1.1 503 Service Unavail") << 503
                                 << u"Service Unavail"_s;
    QTest::newRow("an upgrade") << QByteArray("HTTP/1.1 101 Switching Protocols\r\n\r\n") << 101
                                << u"Switching Protocols"_s;
    QTest::newRow("words beyond ASCII") << QByteArray("HTTP/1.1 503 Au\xdf"
                                                      "er Betrieb\r\n\r\n")
                                        << 503 << u"Außer Betrieb"_s;
}

void TestHttpRefusal::testStatus()
{
    QFETCH(QByteArray, head);
    const std::optional<ConnectionEnd> end = parseHttpRefusal(head, m_now);
    QVERIFY(end);
    QCOMPARE(end->kind, ConnectionEnd::Kind::HttpStatus);
    QTEST(end->httpStatus, "status");
    QTEST(end->detail, "detail");
    QVERIFY(!end->retryAfter);
}

void TestHttpRefusal::testRetryAfter_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<qint64>("seconds");
    constexpr qint64 None = -1;
    QTest::newRow("seconds") << QByteArray("Retry-After: 7") << qint64(7);
    QTest::newRow("in another case") << QByteArray("retry-AFTER: 7") << qint64(7);
    QTest::newRow("without a space") << QByteArray("Retry-After:7") << qint64(7);
    QTest::newRow("with spaces") << QByteArray("Retry-After: \t 7  ") << qint64(7);
    QTest::newRow("none at all") << QByteArray("Retry-After: 0") << qint64(0);
    QTest::newRow("three days") << QByteArray("Retry-After: 259200") << qint64(259'200);
    QTest::newRow("below nothing") << QByteArray("Retry-After: -5") << qint64(0);
    QTest::newRow("a date") << QByteArray("Retry-After: Wed, 21 Oct 2026 07:30:00 GMT")
                            << qint64(120);
    QTest::newRow("a date after midnight")
        << QByteArray("Retry-After: Thu, 22 Oct 2026 00:00:01 GMT") << qint64(59'521);
    QTest::newRow("a date that is over")
        << QByteArray("Retry-After: Wed, 21 Oct 2026 07:27:00 GMT") << qint64(0);
    QTest::newRow("a date that is none")
        << QByteArray("Retry-After: Wed, 41 Oct 2026 07:27:00 GMT") << None;
    QTest::newRow("words") << QByteArray("Retry-After: soon") << None;
    QTest::newRow("with a unit") << QByteArray("Retry-After: 7 s") << None;
    QTest::newRow("a fraction") << QByteArray("Retry-After: 7.5") << None;
    QTest::newRow("more than there are") << QByteArray("Retry-After: 99999999999999999999") << None;
    QTest::newRow("empty") << QByteArray("Retry-After:") << None;
    QTest::newRow("missing") << QByteArray("Server: x") << None;
    QTest::newRow("a header of another name") << QByteArray("X-Retry-After: 7") << None;
    QTest::newRow("in the body") << QByteArray("Server: x\r\n\r\nRetry-After: 7") << None;
}

void TestHttpRefusal::testRetryAfter()
{
    QFETCH(QByteArray, header);
    QFETCH(qint64, seconds);
    const std::optional<ConnectionEnd> end = parseHttpRefusal(
        "HTTP/1.1 429 Too Many Requests\r\nDate: x\r\n" + header + "\r\nServer: y\r\n\r\n{}",
        m_now);
    QVERIFY(end);
    QCOMPARE(end->retryAfter ? qint64(end->retryAfter->count()) : qint64(-1), seconds);
}

void TestHttpRefusal::testNoHttpAnswer_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("garbage") << QByteArray("\x00\x01\xff\r\n\r\n", 7);
    QTest::newRow("another protocol") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n");
    QTest::newRow("no status") << QByteArray("HTTP/1.1 Too Many Requests\r\n\r\n");
    QTest::newRow("a status of two digits") << QByteArray("HTTP/1.1 42 x\r\n\r\n");
    QTest::newRow("in the second line") << QByteArray("\r\nHTTP/1.1 429 x\r\n\r\n");
}

void TestHttpRefusal::testNoHttpAnswer()
{
    QFETCH(QByteArray, head);
    QVERIFY(!parseHttpRefusal(head, m_now));
}

QTEST_APPLESS_MAIN(TestHttpRefusal)
#include "tst_httprefusal.moc"
