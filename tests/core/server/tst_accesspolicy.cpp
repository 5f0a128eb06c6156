#include "server/accesspolicy.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestAccessPolicy : public QObject
{
    Q_OBJECT

private slots:
    void testWithoutToken_data();
    void testWithoutToken();
    void testWithToken_data();
    void testWithToken();
};

namespace {

const QString Token = u"0123456789abcdef"_s;

/// 200 where nothing keeps it from being answered.
int statusOf(const AccessPolicy &policy, const QByteArray &line, const QByteArray &fields)
{
    const QByteArray text = line + " HTTP/1.1\r\n" + fields + "\r\n";
    const auto head = RequestHead::parse(text);
    if (!head)
        qFatal("The head is broken");
    const auto refusal = policy.refusal(*head);
    return refusal ? refusal->status : 200;
}

const QByteArray UpgradeOnly = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
const QByteArray Upgrade =
    UpgradeOnly + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

} // namespace

void TestAccessPolicy::testWithoutToken_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<int>("status");
    const QByteArray host = "Host: 127.0.0.1:9464\r\n";
    const auto row = [](const char *name, const char *line, const QByteArray &fields, int status) {
        QTest::newRow(name) << QByteArray(line) << fields << status;
    };
    row("a page", "GET /metrics", host, 200);
    row("a page with a query", "GET /metrics?name=x", host, 200);
    row("the head of a page", "HEAD /healthz", host, 200);
    row("an unknown page", "GET /metrics/", host, 404);
    row("a file", "GET /../../etc/passwd", host, 404);
    row("another method", "POST /metrics", host, 405);
    row("a WebSocket", "GET /live", host + Upgrade, 200);
    row("no WebSocket at its path", "GET /live", host, 426);
    row("a WebSocket without a key", "GET /live",
        host + UpgradeOnly + "Sec-WebSocket-Version: 13\r\n", 400);
    row("a WebSocket with a short key", "GET /live",
        host + UpgradeOnly + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: YWJj\r\n", 400);
    row("an old WebSocket", "GET /live",
        host + UpgradeOnly +
            "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
        400);
    row("a WebSocket with a huge field", "GET /live",
        host + Upgrade + "Cookie: " + QByteArray(5'000, 'a') + "\r\n", 400);
    row("a WebSocket with many fields", "GET /live",
        host + Upgrade + QByteArray("A: b\r\n").repeated(50), 400);
    row("the head of a WebSocket", "HEAD /live", host + Upgrade, 400);
    row("a WebSocket elsewhere", "GET /status", host + Upgrade, 400);
    row("localhost", "GET /status", "Host: localhost:9464\r\n", 200);
    row("IPv6", "GET /status", "Host: [::1]:9464\r\n", 200);
    row("a name that leads here", "GET /status", "Host: evil.example:9464\r\n", 403);
    row("a probe under any name", "GET /healthz", "Host: recorder\r\n", 200);
    row("a page elsewhere", "GET /live", host + Upgrade + "Origin: http://evil.example\r\n", 403);
    row("a file as a page", "GET /live", host + Upgrade + "Origin: null\r\n", 403);
    row("a page of its own", "GET /live", host + Upgrade + "Origin: http://127.0.0.1:9464\r\n",
        200);
}

void TestAccessPolicy::testWithoutToken()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, fields);
    QTEST(statusOf(AccessPolicy(QString()), line, fields), "status");
}

void TestAccessPolicy::testWithToken_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *line, const QByteArray &fields, int status) {
        QTest::newRow(name) << QByteArray(line) << "Host: recorder\r\n" + fields << status;
    };
    const QByteArray shown = "Authorization: Bearer 0123456789abcdef\r\n";
    row("shown", "GET /status", shown, 200);
    row("shown in another case", "GET /status", "authorization: bearer 0123456789abcdef\r\n", 200);
    row("not shown", "GET /status", {}, 401);
    row("not shown to a probe", "GET /healthz", {}, 200);
    row("not shown to the other probe", "GET /readyz", {}, 401);
    row("not shown for an unknown page", "GET /nothing", {}, 401);
    row("a wrong one", "GET /status", "Authorization: Bearer 0123456789abcdeF\r\n", 401);
    row("a longer one", "GET /status", "Authorization: Bearer 0123456789abcdef0\r\n", 401);
    row("a shorter one", "GET /status", "Authorization: Bearer 0123456789abcde\r\n", 401);
    row("an empty one", "GET /status", "Authorization: Bearer \r\n", 401);
    row("without its scheme", "GET /status", "Authorization: 0123456789abcdef\r\n", 401);
    row("of another scheme", "GET /status", "Authorization: Basic 0123456789abcdef\r\n", 401);
    row("in the address", "GET /status?token=0123456789abcdef", {}, 401);
    row("shown for an unknown page", "GET /nothing", shown, 404);
    row("shown with another method", "DELETE /status", shown, 405);
    row("a WebSocket", "GET /live", shown + Upgrade + "Origin: http://dash.example\r\n", 200);
    row("a WebSocket without", "GET /live", Upgrade, 401);
}

void TestAccessPolicy::testWithToken()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, fields);
    QTEST(statusOf(AccessPolicy(Token), line, fields), "status");
}

QTEST_APPLESS_MAIN(TestAccessPolicy)
#include "tst_accesspolicy.moc"
