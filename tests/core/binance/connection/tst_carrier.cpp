#include "connectiontesting.h"

#include "binance/connection/carrier.h"

#include <QTest>

#include <memory>
#include <vector>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Event = Carrier::Event;
using Kind = ConnectionEnd::Kind;
using Purpose = Carrier::Purpose;

class TestCarrier : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testDue();
    void testReportsOfAConnection();
    void testOpenedAndEndedInBetween();
    void testFailuresAlikeShareARow();
    void testAnotherFailureMakesANewRow();
    void testFailureAfterAConnectionMakesANewRow();
    void testConnectTimeoutIsAFailure();
    void testRetryDelays();
    void testStableConnectionResetsTheDelays_data();
    void testStableConnectionResetsTheDelays();
    void testTurnedAwayHoldsAllConnects_data();
    void testTurnedAwayHoldsAllConnects();
    void testStreamsWhileOpen();
    void testRescueReportsFirst();
    void testClose();
    void testCloseBeforeFollow();
    void testCloseWhileConnecting();
    void testCloseWithoutConnection();

private:
    void makeCarrier(Purpose purpose);
    /// Starts a connection a second later, as the pacer would, and follows it until something
    /// happens.
    Event start();
    Event runUntilEvent(std::chrono::nanoseconds most);
    /// Fails once more, and says how long to wait.
    std::chrono::milliseconds failAndRetry();
    /// Opens and delivers data for so long, and is reset then.
    void deliverAndEnd(std::chrono::nanoseconds time);
    const std::vector<ConnectionReport> &reports() const { return m_bench->listener.reports; }

    std::unique_ptr<ConnectionBench> m_bench;
    FeedStatus m_feed;
    std::vector<std::chrono::nanoseconds> m_holds;
    std::unique_ptr<Carrier> m_carrier;
};

void TestCarrier::init()
{
    m_carrier.reset();
    m_bench = std::make_unique<ConnectionBench>(3);
    m_holds.clear();
    m_bench->context.holdConnects = [this](std::chrono::nanoseconds until) {
        m_holds.push_back(until);
    };
    m_feed = {};
    m_feed.route = Route::Market;
    m_feed.url = m_bench->url.toString();
    m_feed.shard = 4;
    m_feed.side = 2;
    makeCarrier(Purpose::Carry);
}

void TestCarrier::makeCarrier(Purpose purpose)
{
    m_carrier = std::make_unique<Carrier>(purpose, m_bench->now(), m_feed, m_bench->context);
    m_carrier->addStreams(m_bench->streams(2));
}

Event TestCarrier::start()
{
    m_bench->clock.advance(1s);
    m_carrier->start();
    return runUntilEvent(1min);
}

Event TestCarrier::runUntilEvent(std::chrono::nanoseconds most)
{
    Event event = Event::None;
    for (const auto end = m_bench->now() + most; event == Event::None && m_bench->now() < end;) {
        m_bench->run(50ms,
                     [&] { event = m_carrier->follow(m_bench->now(), ConnectionBench::NoLimit); });
    }
    return event;
}

std::chrono::milliseconds TestCarrier::failAndRetry()
{
    if (start() != Event::Failed)
        qFatal("the connection was to fail");
    return m_carrier->retry(m_bench->now());
}

void TestCarrier::deliverAndEnd(std::chrono::nanoseconds time)
{
    if (start() != Event::Opened)
        qFatal("the connection was to open");
    m_bench->sendEvent(0);
    m_bench->run(time, [&] {
        m_bench->sendEvent(0);
        m_carrier->follow(m_bench->now(), ConnectionBench::NoLimit);
    });
    m_bench->exchange.peers().last()->reset();
    if (runUntilEvent(1s) != Event::Ended)
        qFatal("the connection was to end");
    m_carrier->retry(m_bench->now());
}

void TestCarrier::testDue()
{
    const Carrier carrier(Purpose::Carry, 1h, m_feed, m_bench->context);
    QVERIFY(!carrier.isDue(1h - 1ns));
    QVERIFY(carrier.isDue(1h));
    QVERIFY(m_carrier->isDue(m_bench->now()));
    m_carrier->start();
    QVERIFY(!m_carrier->isDue(m_bench->now() + 1h));
    QVERIFY(!m_carrier->isOpen());
}

void TestCarrier::testReportsOfAConnection()
{
    const UtcMicroseconds attemptedAt = m_bench->clock.now().utc + 1s;
    QCOMPARE(start(), Event::Opened);
    QVERIFY(m_carrier->isOpen());
    QCOMPARE(reports().size(), std::size_t(1));
    const ConnectionReport opened = reports()[0];
    QCOMPARE(opened.number, 1);
    QCOMPARE(opened.route, Route::Market);
    QCOMPARE(opened.url, u"wss://fstream.binance.com/market/stream"_s);
    QCOMPARE(opened.shard, std::size_t(4));
    QCOMPARE(opened.side, 2);
    QCOMPARE(opened.streams, std::size_t(2));
    QCOMPARE(opened.attemptedAt, attemptedAt);
    QCOMPARE(opened.attempts, 1);
    QVERIFY(opened.openedAt > attemptedAt);
    QVERIFY(!opened.closedAt);
    QVERIFY(!opened.end);

    m_bench->sendEvent(0);
    QCOMPARE(runUntilEvent(25s), Event::None);
    m_bench->exchange.peers().last()->closeWith(1001, u"going away"_s);
    QCOMPARE(runUntilEvent(1s), Event::Ended);
    QCOMPARE(reports().size(), std::size_t(2));
    const ConnectionReport &ended = reports()[1];
    QCOMPARE(ended.number, 1);
    QCOMPARE(ended.openedAt, opened.openedAt);
    QCOMPARE(ended.attemptedAt, attemptedAt);
    QCOMPARE(ended.closedAt, std::optional(m_bench->clock.now().utc));
    QCOMPARE(ended.end->closeCode, 1001);
    // The data, and the answer to SUBSCRIBE.
    QCOMPARE(ended.frames, 2);
    QVERIFY(ended.bytes > 0);
    QCOMPARE(m_feed.frames, 2);
    QCOMPARE(m_feed.bytes, ended.bytes);
    QCOMPARE(m_feed.pongs, 1);
    // Still there to be looked at.
    QCOMPARE(m_carrier->connection()->state(), StreamConnection::State::Ended);
    QVERIFY(!m_carrier->isOpen());
}

void TestCarrier::testOpenedAndEndedInBetween()
{
    m_carrier->start();
    m_bench->exchange.advance();
    m_bench->exchange.peers().last()->reset();
    m_bench->exchange.advance();
    QCOMPARE(m_carrier->follow(m_bench->now(), ConnectionBench::NoLimit), Event::Opened);
    QCOMPARE(m_carrier->follow(m_bench->now(), ConnectionBench::NoLimit), Event::Ended);
    QCOMPARE(reports().size(), std::size_t(2));
    QCOMPARE(reports()[0].number, reports()[1].number);
    QCOMPARE(reports()[1].end->kind, Kind::Reset);
}

void TestCarrier::testFailuresAlikeShareARow()
{
    m_bench->exchange.refuseConnections(3);
    const UtcMicroseconds firstAttempt = m_bench->clock.now().utc + 1s;
    for (int i = 1; i <= 3; ++i) {
        failAndRetry();
        QCOMPARE(reports().size(), std::size_t(i));
        const ConnectionReport &report = reports().back();
        QCOMPARE(report.number, 1);
        QCOMPARE(report.attempts, i);
        QCOMPARE(report.attemptedAt, firstAttempt);
        QCOMPARE(report.closedAt, std::optional(m_bench->clock.now().utc));
        QVERIFY(!report.openedAt);
        QCOMPARE(report.end->kind, Kind::Refused);
    }
    QCOMPARE(start(), Event::Opened);
    QCOMPARE(reports().back().number, 2);
    QCOMPARE(reports().back().attempts, 1);
}

void TestCarrier::testAnotherFailureMakesANewRow()
{
    m_bench->exchange.refuseConnections(2);
    m_bench->exchange.failConnections({.kind = Kind::NameNotFound}, 1);
    m_bench->exchange.answerUpgrade({451, {}}, 1);
    m_bench->exchange.answerUpgrade({403, {}}, 1);
    std::vector<std::int64_t> numbers;
    std::vector<std::int64_t> attempts;
    for (int i = 0; i < 5; ++i) {
        failAndRetry();
        numbers.push_back(reports().back().number);
        attempts.push_back(reports().back().attempts);
    }
    QCOMPARE(numbers, (std::vector<std::int64_t>{1, 1, 2, 3, 4}));
    QCOMPARE(attempts, (std::vector<std::int64_t>{1, 2, 1, 1, 1}));
    QCOMPARE(reports().back().end->httpStatus, 403);
}

void TestCarrier::testFailureAfterAConnectionMakesANewRow()
{
    m_bench->exchange.refuseConnections(1);
    failAndRetry();
    QCOMPARE(reports().back().number, 1);
    deliverAndEnd(1s);
    QCOMPARE(reports().back().number, 2);
    m_bench->exchange.refuseConnections(1);
    failAndRetry();
    QCOMPARE(reports().back().number, 3);
    QCOMPARE(reports().back().attempts, 1);
}

void TestCarrier::testConnectTimeoutIsAFailure()
{
    m_bench->exchange.neverOpen(1);
    QCOMPARE(start(), Event::Failed);
    QCOMPARE(reports().back().end->kind, Kind::Timeout);
    QVERIFY(!reports().back().openedAt);
}

void TestCarrier::testRetryDelays()
{
    m_bench->exchange.refuseConnections(12);
    std::chrono::milliseconds bound = Backoff::First;
    for (int i = 0; i < 12; ++i) {
        const std::chrono::milliseconds delay = failAndRetry();
        QVERIFY(delay <= bound);
        bound = std::min(bound * 2, Backoff::Cap);
        QVERIFY(!m_carrier->connection());
        QCOMPARE(m_carrier->dueAt(), m_bench->now() + delay);
        QVERIFY(!m_carrier->isDue(m_bench->now() + delay - 1ns));
        QVERIFY(m_carrier->isDue(m_bench->now() + delay));
    }
    QVERIFY(m_holds.empty());
}

void TestCarrier::testStableConnectionResetsTheDelays_data()
{
    QTest::addColumn<std::chrono::nanoseconds>("time");
    QTest::addColumn<int>("minutes");
    QTest::newRow("long enough") << std::chrono::nanoseconds(11s) << 1;
    QTest::newRow("too short") << std::chrono::nanoseconds(8s) << 4;
}

void TestCarrier::testStableConnectionResetsTheDelays()
{
    QFETCH(std::chrono::nanoseconds, time);
    QFETCH(int, minutes);
    // The delays of this one are not drawn by lot.
    m_bench->exchange.answerUpgrade({451, {}}, 2);
    QVERIFY(failAndRetry() == 1min);
    QVERIFY(failAndRetry() == 2min);
    deliverAndEnd(time);
    m_bench->exchange.answerUpgrade({451, {}}, 1);
    QVERIFY(failAndRetry() == std::chrono::minutes(minutes));
}

void TestCarrier::testTurnedAwayHoldsAllConnects_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<int>("seconds");
    QTest::newRow("429") << 429 << QByteArray("7") << 7;
    QTest::newRow("429 without a time") << 429 << QByteArray() << 60;
    QTest::newRow("418") << 418 << QByteArray("7200") << 7200;
    QTest::newRow("503 with a time") << 503 << QByteArray("20") << 20;
    QTest::newRow("503") << 503 << QByteArray() << 0;
}

void TestCarrier::testTurnedAwayHoldsAllConnects()
{
    QFETCH(int, status);
    QFETCH(QByteArray, retryAfter);
    QFETCH(int, seconds);
    UpgradeAnswer answer{status, {}};
    if (!retryAfter.isEmpty())
        answer.headers.append({"Retry-After", retryAfter});
    m_bench->exchange.answerUpgrade(answer, 1);
    const std::chrono::milliseconds delay = failAndRetry();
    QCOMPARE(reports().back().end->httpStatus, status);
    if (seconds == 0) {
        QVERIFY(m_holds.empty());
        QVERIFY(delay <= Backoff::First);
    } else {
        QVERIFY(delay == std::chrono::seconds(seconds));
        QCOMPARE(m_holds, std::vector{m_bench->now() + delay});
    }
}

void TestCarrier::testStreamsWhileOpen()
{
    QCOMPARE(start(), Event::Opened);
    m_carrier->addStreams(m_bench->streams(1, 2));
    runUntilEvent(1s);
    ScriptedPeer *peer = m_bench->exchange.peers().last();
    QCOMPARE(peer->streams().size(), 3);
    const auto requests = m_bench->exchange.requests().size();
    m_carrier->removeStreams(m_bench->streams(1));
    // One that is not there is no reason for a request.
    m_carrier->removeStreams(m_bench->streams(1));
    runUntilEvent(1s);
    QCOMPARE(m_bench->exchange.requests().size(), requests + 1);
    QCOMPARE(peer->streams(), (QStringList{u"s1usdt@aggTrade"_s, u"s2usdt@aggTrade"_s}));
    QVERIFY(std::ranges::equal(m_carrier->streams(), m_bench->streams(2, 1)));
    // The next connection has them as they are now.
    peer->reset();
    QCOMPARE(runUntilEvent(1s), Event::Ended);
    m_carrier->retry(m_bench->now());
    QCOMPARE(start(), Event::Opened);
    QCOMPARE(m_bench->exchange.peers().last()->streams(),
             (QStringList{u"s1usdt@aggTrade"_s, u"s2usdt@aggTrade"_s}));
    QCOMPARE(reports().back().streams, std::size_t(2));
}

void TestCarrier::testRescueReportsFirst()
{
    makeCarrier(Purpose::Rescue);
    QCOMPARE(start(), Event::Opened);
    m_carrier->addStreams(m_bench->streams(1, 2));
    runUntilEvent(32s);
    const auto mute = m_carrier->connection()->watch().check(m_bench->now());
    QCOMPARE(mute.size(), std::size_t(3));
    for (const MuteStream &one : mute)
        QCOMPARE(one.remedy, Remedy::Report);
}

void TestCarrier::testClose()
{
    QCOMPARE(start(), Event::Opened);
    m_carrier->close({.kind = Kind::Replaced});
    QVERIFY(!m_carrier->connection());
    QCOMPARE(reports().size(), std::size_t(2));
    QCOMPARE(reports()[1].number, 1);
    QCOMPARE(reports()[1].end->kind, Kind::Replaced);
    QVERIFY(reports()[1].closedAt);
    QCOMPARE(m_bench->listener.ended.size(), std::size_t(1));
    QCOMPARE(m_bench->exchange.peers().last()->clientCloseCode(), std::optional(1000));
}

void TestCarrier::testCloseBeforeFollow()
{
    m_carrier->start();
    m_bench->exchange.advance();
    m_carrier->close({.kind = Kind::ClosedByRecorder});
    QCOMPARE(reports().size(), std::size_t(2));
    QVERIFY(!reports()[0].closedAt);
    QCOMPARE(reports()[1].number, reports()[0].number);
    QCOMPARE(reports()[1].end->kind, Kind::ClosedByRecorder);
}

void TestCarrier::testCloseWhileConnecting()
{
    m_bench->exchange.neverOpen(1);
    m_carrier->start();
    m_carrier->close({.kind = Kind::ClosedByRecorder});
    QVERIFY(!m_carrier->connection());
    // It neither was there nor failed.
    QVERIFY(reports().empty());
}

void TestCarrier::testCloseWithoutConnection()
{
    m_carrier->close({.kind = Kind::ClosedByRecorder});
    QVERIFY(reports().empty());
    QVERIFY(m_bench->listener.ended.empty());
}

QTEST_GUILESS_MAIN(TestCarrier)
#include "tst_carrier.moc"
