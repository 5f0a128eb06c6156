// What a RestClient sends when: the budget, holds, priorities and the bounds of its queue.

#include "fakes/manualclock.h"
#include "resttesting.h"

#include <QRegularExpression>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Kind = RestError::Kind;

const QString Path = u"/fapi/v1/time"_s;

} // namespace

class TestRestLimits : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testBudgetIsShared();
    void testServersCountHolds();
    void testHold_data();
    void testHold();
    void testNoHammeringAfterFirewall();
    void testImpatientRequestsFail_data();
    void testImpatientRequestsFail();
    void testOrder();
    void testQueueIsBounded();

private:
    SystemClock m_systemClock;
    std::unique_ptr<ScriptedRest> m_server;
};

void TestRestLimits::init()
{
    m_server = std::make_unique<ScriptedRest>();
}

void TestRestLimits::testBudgetIsShared()
{
    m_server->answer(u"/a"_s, {});
    m_server->answer(u"/b"_s, {});
    ManualClock clock;
    RestClientOptions options = quickOptions(m_server->url());
    options.weightPerMinute = 30;
    RestClient client(options, clock);
    RestResults one;
    RestResults other;
    one.ask(client, {.path = u"/a"_s, .weight = 20});
    other.ask(client, {.path = u"/b"_s, .weight = 20});
    other.ask(client, {.path = u"/b"_s, .weight = 5});
    QTRY_COMPARE(one.count(), 1);
    // The light one does not overtake: a heavy one would never have its turn.
    QCOMPARE(client.pendingCount(), std::size_t(2));
    clock.advance(60s);
    QTRY_COMPARE(other.count(), 2);
    QVERIFY(other.at(0) && other.at(1));
}

void TestRestLimits::testServersCountHolds()
{
    m_server->answer(Path, {.headers = {{"X-MBX-USED-WEIGHT-1M", "1990"}}});
    ManualClock clock;
    RestClient client(quickOptions(m_server->url()), clock);
    RestResults results;
    results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 1);
    results.ask(client, {.path = Path, .weight = 10});
    QTRY_COMPARE(results.count(), 2);
    results.ask(client, {.path = Path, .weight = 11, .patience = 0ms});
    QTRY_COMPARE(results.count(), 3);
    QCOMPARE(results.at(2).error().kind, Kind::RateLimited);
    QVERIFY(results.at(2).error().message.contains(u"weight of this minute is spent"_s));
}

void TestRestLimits::testHold_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<int>("seconds");
    // The manual clock begins at a full minute.
    QTest::newRow("429") << 429 << QByteArray() << 60;
    QTest::newRow("429, told") << 429 << QByteArray("7") << 7;
    QTest::newRow("418") << 418 << QByteArray() << 120;
    QTest::newRow("418, told") << 418 << QByteArray("300") << 300;
}

void TestRestLimits::testHold()
{
    QFETCH(int, status);
    QFETCH(QByteArray, retryAfter);
    QFETCH(int, seconds);
    ScriptedAnswer refusal{.status = status};
    if (!retryAfter.isEmpty())
        refusal.headers.append({"Retry-After", retryAfter});
    m_server->answer(Path, refusal);
    m_server->answer(Path, {});
    m_server->answer(u"/other"_s, {});
    ManualClock clock(29'816'666min);
    RestClient client(quickOptions(m_server->url()), clock);
    RestResults results;
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"HTTP %1.*nothing is asked for %2 s"_s.arg(
                             QString::number(status), QString::number(seconds))));
    results.ask(client, {.path = Path});
    QTRY_COMPARE(m_server->requestCount(Path), 1);
    QTRY_COMPARE(client.pendingCount(), std::size_t(1));
    results.ask(client, {.path = u"/other"_s, .priority = RestPriority::High});

    // An impatient one proves that the client has looked at its queue, and sent nothing.
    RestResults impatient;
    clock.advance(std::chrono::seconds(seconds) - 1ms);
    impatient.ask(client, {.path = Path, .patience = 0ms});
    QTRY_COMPARE(impatient.count(), 1);
    QCOMPARE(impatient.error().httpStatus, status);
    QCOMPARE(m_server->paths().size(), 1);

    clock.advance(1ms);
    QTRY_COMPARE(results.count(), 2);
    QVERIFY(results.at(0) && results.at(1));
    QCOMPARE(m_server->requestCount(Path), 2);
}

void TestRestLimits::testNoHammeringAfterFirewall()
{
    m_server->answer(Path, {.status = 451});
    ManualClock clock;
    RestClient client(quickOptions(m_server->url()), clock);
    RestResults results;
    int expected = 0;
    for (const auto length : {5min, 10min, 20min, 40min, 60min, 60min}) {
        const int seconds = int(std::chrono::seconds(length).count());
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(u"nothing is asked for %1 s"_s.arg(seconds)));
        results.ask(client, {.path = Path});
        ++expected;
        QTRY_COMPARE(results.count(), expected);
        QCOMPARE(results.at(expected - 1).error().kind, Kind::RestrictedLocation);
        QCOMPARE(m_server->requestCount(Path), expected);
        clock.advance(length);
    }
}

void TestRestLimits::testImpatientRequestsFail_data()
{
    QTest::addColumn<int>("patience");
    QTest::addColumn<bool>("fails");
    QTest::newRow("none") << 0 << true;
    QTest::newRow("too little") << 299'999 << true;
    QTest::newRow("enough") << 300'000 << false;
    QTest::newRow("for ever") << -1 << false;
}

void TestRestLimits::testImpatientRequestsFail()
{
    QFETCH(int, patience);
    QFETCH(bool, fails);
    m_server->answer(Path, {.status = 403});
    m_server->answer(Path, {});
    ManualClock clock;
    RestClient client(quickOptions(m_server->url()), clock);
    RestResults results;
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"nothing is asked for 300 s"_s));
    results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 1);
    results.ask(client, {.path = Path, .patience = std::chrono::milliseconds(patience)});
    if (!fails)
        clock.advance(5min);
    QTRY_COMPARE(results.count(), 2);
    QCOMPARE(!results.at(1), fails);
    if (fails)
        QCOMPARE(results.at(1).error().kind, Kind::Firewall);
}

void TestRestLimits::testOrder()
{
    for (const char *path : {"/a", "/b", "/c", "/d", "/e"})
        m_server->answer(QString::fromLatin1(path), {});
    RestClientOptions options = quickOptions(m_server->url());
    options.maxInFlight = 1;
    RestClient client(options, m_systemClock);
    RestResults results;
    results.ask(client, {.path = u"/a"_s, .priority = RestPriority::Low});
    results.ask(client, {.path = u"/b"_s});
    results.ask(client, {.path = u"/c"_s, .priority = RestPriority::High});
    results.ask(client, {.path = u"/d"_s});
    results.ask(client, {.path = u"/e"_s, .priority = RestPriority::High});
    QTRY_COMPARE(results.count(), 5);
    QCOMPARE(m_server->paths(), (QStringList{u"/c"_s, u"/e"_s, u"/b"_s, u"/d"_s, u"/a"_s}));
}

void TestRestLimits::testQueueIsBounded()
{
    m_server->answer(Path, {});
    RestClientOptions options = quickOptions(m_server->url());
    options.maxWaiting = 2;
    RestClient client(options, m_systemClock);
    RestResults results;
    for (int i = 0; i < 3; ++i)
        results.ask(client, {.path = Path});
    QTRY_COMPARE(results.count(), 3);
    QCOMPARE(results.error().kind, Kind::QueueFull);
    QVERIFY(results.at(1) && results.at(2));
}

QTEST_GUILESS_MAIN(TestRestLimits)
#include "tst_restlimits.moc"
