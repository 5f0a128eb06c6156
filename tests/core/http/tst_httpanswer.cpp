#include "http/httpanswer.h"

#include <QTest>

using namespace Orderflow;

class TestHttpAnswer : public QObject
{
    Q_OBJECT

private slots:
    void testError();
    void testUnknownStatus();
};

void TestHttpAnswer::testError()
{
    HttpAnswer answer = HttpAnswer::error(429, "Say \"please\"");
    answer.fields.emplaceBack("Retry-After", "1");
    const QByteArray expected = "HTTP/1.1 429 Too Many Requests\r\n"
                                "Content-Type: application/json\r\n"
                                "Retry-After: 1\r\n"
                                "Content-Length: 26\r\n"
                                "Connection: close\r\n\r\n"
                                "{\"error\":\"Say \\\"please\\\"\"}";
    QCOMPARE(answer.closingText(), expected);
}

void TestHttpAnswer::testUnknownStatus()
{
    const HttpAnswer answer{599, {}, {}};
    QCOMPARE(answer.closingText(),
             QByteArray("HTTP/1.1 599 Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
}

QTEST_APPLESS_MAIN(TestHttpAnswer)
#include "tst_httpanswer.moc"
