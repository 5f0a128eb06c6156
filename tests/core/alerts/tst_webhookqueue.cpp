#include "alerts/webhookqueue.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

AlertStatus alert(const QString &name, bool isActive = true)
{
    return {name, isActive, UtcMicroseconds(1s), u"a message"_s};
}

QString nameOf(const std::optional<AlertStatus> &alert)
{
    return alert ? alert->name : u"none"_s;
}

} // namespace

class TestWebhookQueue : public QObject
{
    Q_OBJECT

private slots:
    void testOneAtATime();
    void testNewestStateOfEach();
    void testFailedIsSentAgain();
    void testFailedAndOutdated();
    void testPausesGrowUpToABound();
    void testRetryAfter_data();
    void testRetryAfter();
    void testRefusedIsDropped();
    void testIsBounded();
};

void TestWebhookQueue::testOneAtATime()
{
    WebhookQueue queue;
    QCOMPARE(nameOf(queue.next(0s)), u"none"_s);
    queue.add(alert(u"a"_s));
    queue.add(alert(u"b"_s));
    QCOMPARE(nameOf(queue.next(0s)), u"a"_s);
    QCOMPARE(nameOf(queue.next(100s)), u"none"_s);
    queue.arrived(100s);
    QCOMPARE(nameOf(queue.next(100s)), u"none"_s);
    QCOMPARE(nameOf(queue.next(100s + WebhookQueue::Spacing)), u"b"_s);
    queue.arrived(102s);
    QCOMPARE(nameOf(queue.next(200s)), u"none"_s);
}

void TestWebhookQueue::testNewestStateOfEach()
{
    WebhookQueue queue;
    queue.add(alert(u"a"_s, true));
    queue.add(alert(u"b"_s, true));
    queue.add(alert(u"a"_s, false));
    QCOMPARE(queue.size(), std::size_t(2));
    QCOMPARE(nameOf(queue.next(0s)), u"b"_s);
    queue.arrived(0s);
    QCOMPARE(*queue.next(10s), alert(u"a"_s, false));
}

void TestWebhookQueue::testFailedIsSentAgain()
{
    WebhookQueue queue;
    queue.add(alert(u"a"_s));
    queue.add(alert(u"b"_s));
    QCOMPARE(nameOf(queue.next(0s)), u"a"_s);
    queue.failed(0s);
    QCOMPARE(nameOf(queue.next(Backoff::Cap)), u"a"_s);
}

void TestWebhookQueue::testFailedAndOutdated()
{
    WebhookQueue queue;
    queue.add(alert(u"a"_s, true));
    QVERIFY(queue.next(0s));
    queue.add(alert(u"a"_s, false));
    queue.failed(0s);
    QCOMPARE(queue.size(), std::size_t(1));
    QCOMPARE(*queue.next(Backoff::Cap), alert(u"a"_s, false));
}

void TestWebhookQueue::testPausesGrowUpToABound()
{
    WebhookQueue queue{Backoff(1)};
    queue.add(alert(u"a"_s));
    std::chrono::nanoseconds now{};
    std::chrono::nanoseconds longest{};
    for (int attempt = 0; attempt < 50; ++attempt) {
        const std::chrono::nanoseconds failedAt = now;
        while (!queue.next(now))
            now += 100ms;
        longest = std::max(longest, now - failedAt);
        queue.failed(now);
    }
    QVERIFY(longest > 10s);
    QVERIFY(longest <= Backoff::Cap + 100ms);
}

void TestWebhookQueue::testRetryAfter_data()
{
    QTest::addColumn<int>("atLeast");
    QTest::addColumn<int>("pause");
    QTest::newRow("some minutes") << 120 << 120;
    QTest::newRow("a year") << 365 * 86'400 << 600;
}

void TestWebhookQueue::testRetryAfter()
{
    QFETCH(int, atLeast);
    QFETCH(int, pause);
    WebhookQueue queue;
    queue.add(alert(u"a"_s));
    QVERIFY(queue.next(0s));
    queue.failed(0s, std::chrono::seconds(atLeast));
    QVERIFY(!queue.next(std::chrono::seconds(pause - 1)));
    QVERIFY(queue.next(std::chrono::seconds(pause)));
}

void TestWebhookQueue::testRefusedIsDropped()
{
    WebhookQueue queue;
    queue.add(alert(u"a"_s));
    queue.add(alert(u"b"_s));
    QVERIFY(queue.next(0s));
    queue.refused(0s);
    QVERIFY(!queue.next(0s));
    QCOMPARE(nameOf(queue.next(Backoff::Cap)), u"b"_s);
    QCOMPARE(queue.size(), std::size_t(0));
}

void TestWebhookQueue::testIsBounded()
{
    WebhookQueue queue;
    for (int i = 0; i < 10'000; ++i)
        queue.add(alert(QString::number(i % 7), i % 2 == 0));
    QCOMPARE(queue.size(), std::size_t(7));
}

QTEST_APPLESS_MAIN(TestWebhookQueue)
#include "tst_webhookqueue.moc"
