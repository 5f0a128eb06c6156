#include "alerts/alertwebhook.h"

#include "fakes/manualclock.h"
#include "fakes/webhookreceiver.h"

#include <QJsonDocument>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString Key = u"/hooks/k3y-of-the-service"_s;

AlertStatus alert(const QString &name, bool isActive)
{
    return {name, isActive, UtcMicroseconds(1'795'402'800'123ms), u"a message"_s};
}

QStringList s_logged;

void collect(QtMsgType, const QMessageLogContext &, const QString &message)
{
    s_logged << message;
}

} // namespace

class TestAlertWebhook : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testBody();
    void testPosts();
    void testTriesAgain_data();
    void testTriesAgain();
    void testGivesUp_data();
    void testGivesUp();
    void testNobodyThere();
    void testEndlessAnswer();
    void testAddressIsNotLogged();
    void testTellsWhatWasNotSent();

private:
    /// Lets time pass until `count` requests have come.
    void waitFor(qsizetype count);

    ManualClock m_clock;
    std::unique_ptr<WebhookReceiver> m_receiver;
    std::unique_ptr<AlertWebhook> m_webhook;
    QtMessageHandler m_handler = nullptr;
};

void TestAlertWebhook::init()
{
    s_logged.clear();
    m_receiver = std::make_unique<WebhookReceiver>();
    m_webhook = std::make_unique<AlertWebhook>(m_receiver->url(Key), NetworkAccess(), m_clock);
    m_webhook->setRecorder(u"host: db"_s);
    m_handler = qInstallMessageHandler(collect);
}

void TestAlertWebhook::cleanup()
{
    m_webhook.reset();
    m_receiver.reset();
    qInstallMessageHandler(m_handler);
}

void TestAlertWebhook::waitFor(qsizetype count)
{
    QTRY_VERIFY_WITH_TIMEOUT(
        (m_clock.advance(1s), m_webhook->tick(), m_receiver->bodies().size() >= count), 30'000);
}

void TestAlertWebhook::testBody()
{
    const QJsonObject raised =
        QJsonDocument::fromJson(webhookBody(alert(u"low_disk"_s, true), u"host: db"_s)).object();
    QCOMPARE(raised, (QJsonObject{{u"recorder"_s, u"host: db"_s},
                                  {u"name"_s, u"low_disk"_s},
                                  {u"state"_s, u"raised"_s},
                                  {u"since"_s, u"2026-11-23T03:00:00.123Z"_s},
                                  {u"message"_s, u"a message"_s},
                                  {u"text"_s, u"low_disk raised on host: db: a message"_s}}));
    const QJsonObject cleared =
        QJsonDocument::fromJson(webhookBody(alert(u"low_disk"_s, false), {})).object();
    QCOMPARE(cleared[u"state"_s].toString(), u"cleared"_s);
}

void TestAlertWebhook::testPosts()
{
    m_webhook->add(alert(u"a"_s, true));
    m_webhook->add(alert(u"b"_s, false));
    waitFor(2);
    QCOMPARE(m_receiver->paths(), (QStringList{Key, Key}));
    QCOMPARE(m_receiver->bodies()[0][u"name"_s].toString(), u"a"_s);
    QCOMPARE(m_receiver->bodies()[0][u"recorder"_s].toString(), u"host: db"_s);
    QCOMPARE(m_receiver->bodies()[1][u"name"_s].toString(), u"b"_s);
    QCOMPARE(s_logged, QStringList());
}

void TestAlertWebhook::testTriesAgain_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {408, 429, 500, 503})
        QTest::newRow(qPrintable(QString::number(status))) << status;
}

void TestAlertWebhook::testTriesAgain()
{
    QFETCH(int, status);
    m_receiver->answer(status, "Retry-After: 3\r\n");
    m_webhook->add(alert(u"a"_s, true));
    waitFor(2);
    QCOMPARE(m_receiver->bodies()[1], m_receiver->bodies()[0]);
    QCOMPARE(s_logged, QStringList{u"An alert did not get to the webhook at 127.0.0.1: HTTP %1; it "
                                   u"is tried again"_s.arg(status)});
}

void TestAlertWebhook::testGivesUp_data()
{
    QTest::addColumn<int>("status");
    // Nor is a redirection followed: the key in the address is for the host alone.
    for (const int status : {302, 308, 400, 401, 403, 404, 410})
        QTest::newRow(qPrintable(QString::number(status))) << status;
}

void TestAlertWebhook::testGivesUp()
{
    QFETCH(int, status);
    WebhookReceiver elsewhere;
    m_receiver->answer(status, "Location: " + elsewhere.url(u"/x"_s).toEncoded() + "\r\n");
    m_webhook->add(alert(u"a"_s, true));
    waitFor(1);
    m_webhook->add(alert(u"b"_s, true));
    waitFor(2);
    QCOMPARE(m_receiver->bodies()[1][u"name"_s].toString(), u"b"_s);
    QVERIFY(elsewhere.paths().isEmpty());
    QCOMPARE(s_logged.size(), 1);
    QVERIFY2(s_logged.first().endsWith(u"HTTP %1; look at ALERT_WEBHOOK_URL"_s.arg(status)),
             qPrintable(s_logged.first()));
}

void TestAlertWebhook::testNobodyThere()
{
    m_receiver.reset();
    m_webhook->add(alert(u"a"_s, true));
    QTRY_VERIFY_WITH_TIMEOUT((m_clock.advance(1s), m_webhook->tick(), s_logged.size() >= 2),
                             30'000);
    QVERIFY2(s_logged.first().contains(u"127.0.0.1: ConnectionRefusedError; it is tried again"_s),
             qPrintable(s_logged.first()));
}

void TestAlertWebhook::testEndlessAnswer()
{
    m_receiver->flood();
    m_webhook->add(alert(u"a"_s, true));
    waitFor(1);
    // The first arrived, whatever its answer says on and on.
    m_webhook->add(alert(u"b"_s, true));
    waitFor(2);
    QCOMPARE(m_receiver->bodies()[1][u"name"_s].toString(), u"b"_s);
    QCOMPARE(s_logged, QStringList());
}

void TestAlertWebhook::testAddressIsNotLogged()
{
    for (const int status : {404, 500, 301})
        m_receiver->answer(status);
    m_webhook->add(alert(u"a"_s, true));
    waitFor(1);
    m_webhook->add(alert(u"b"_s, true));
    waitFor(3);
    m_receiver.reset();
    m_webhook->add(alert(u"c"_s, true));
    QTRY_VERIFY_WITH_TIMEOUT((m_clock.advance(1s), m_webhook->tick(), s_logged.size() >= 4),
                             30'000);
    for (const QString &line : std::as_const(s_logged))
        QVERIFY2(!line.contains(u"k3y"_s) && !line.contains(u"hooks"_s), qPrintable(line));
}

void TestAlertWebhook::testTellsWhatWasNotSent()
{
    m_webhook->add(alert(u"a"_s, true));
    m_webhook.reset();
    QCOMPARE(s_logged, QStringList{u"1 alerts were not sent to 127.0.0.1 before the end"_s});
}

QTEST_GUILESS_MAIN(TestAlertWebhook)
#include "tst_alertwebhook.moc"
