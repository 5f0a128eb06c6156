#include "binance/connection/reconnectpolicy.h"

#include <QTest>

#include <vector>

using namespace Orderflow;
using namespace std::chrono_literals;
using Kind = ConnectionEnd::Kind;

namespace {

ConnectionEnd httpStatus(int status, std::optional<std::chrono::seconds> retryAfter = std::nullopt)
{
    ConnectionEnd end{.kind = Kind::HttpStatus};
    end.httpStatus = status;
    end.retryAfter = retryAfter;
    return end;
}

} // namespace

class TestReconnectPolicy : public QObject
{
    Q_OBJECT

private slots:
    void testWhatPasses_data();
    void testWhatPasses();
    void testTurnedAway_data();
    void testTurnedAway();
    void testStableResetsBoth();
    void testOneFeedDoesNotFollowAnother();

private:
    using Delays = std::vector<std::chrono::milliseconds>;
};

void TestReconnectPolicy::testWhatPasses_data()
{
    QTest::addColumn<ConnectionEnd>("end");
    const auto row = [](const char *name, Kind kind) {
        QTest::newRow(name) << ConnectionEnd{.kind = kind};
    };
    row("silence", Kind::Silence);
    row("half open", Kind::HalfOpen);
    row("closed by the exchange", Kind::ClosedByExchange);
    row("end of stream", Kind::EndOfStream);
    row("reset", Kind::Reset);
    row("protocol error", Kind::ProtocolError);
    row("timeout", Kind::Timeout);
    row("name not found", Kind::NameNotFound);
    row("refused", Kind::Refused);
    row("unreachable", Kind::Unreachable);
    row("TLS", Kind::TlsFailure);
    row("proxy", Kind::ProxyFailure);
    row("other", Kind::Other);
    QTest::newRow("HTTP 503") << httpStatus(503);
    QTest::newRow("HTTP 414") << httpStatus(414);
    // Where it ended otherwise, a leftover of an earlier answer means nothing.
    ConnectionEnd reset{.kind = Kind::Reset};
    reset.retryAfter = 90s;
    QTest::newRow("reset with a Retry-After") << reset;
}

void TestReconnectPolicy::testWhatPasses()
{
    QFETCH(ConnectionEnd, end);
    ReconnectPolicy policy(7);
    std::chrono::milliseconds bound = Backoff::First;
    std::chrono::milliseconds longest{};
    for (int i = 0; i < 100; ++i) {
        const RetryAdvice advice = policy.next(end);
        QVERIFY(!advice.isForAddress);
        QVERIFY(advice.delay >= 0ms);
        QVERIFY(advice.delay <= bound);
        bound = std::min(bound * 2, Backoff::Cap);
        longest = std::max(longest, advice.delay);
    }
    QVERIFY(longest > Backoff::Cap / 2);
}

void TestReconnectPolicy::testTurnedAway_data()
{
    QTest::addColumn<ConnectionEnd>("end");
    QTest::addColumn<Delays>("delays");
    const auto row = [](const char *name, const ConnectionEnd &end, const Delays &delays) {
        QTest::newRow(name) << end << delays;
    };
    row("429", httpStatus(429), {60s, 60s, 60s});
    row("429 with a time", httpStatus(429, 7s), {7s, 7s, 7s});
    row("418", httpStatus(418), {2min, 4min, 8min, 16min, 32min, 60min, 60min, 60min});
    row("418 with a time", httpStatus(418, 3h), {3h, 3h});
    row("403", httpStatus(403), {1min, 2min, 4min, 8min, 16min, 32min, 60min, 60min});
    row("403 with a time", httpStatus(403, 5s), {5s, 5s});
    row("451", httpStatus(451), {1min, 2min, 4min, 8min, 16min, 32min, 60min, 60min});
    row("451 with a time", httpStatus(451, 600s), {600s});
    row("503 with a time", httpStatus(503, 30s), {30s, 30s});
    row("at once", httpStatus(429, 0s), {1s});
    row("in the past", httpStatus(429, -5s), {1s});
    row("the longest ban", httpStatus(418, 72h), {72h});
    row("longer than any ban", httpStatus(418, 1000h), {72h});
    row("beyond all reckoning", httpStatus(429, std::chrono::seconds::max()), {72h});
}

void TestReconnectPolicy::testTurnedAway()
{
    QFETCH(ConnectionEnd, end);
    QFETCH(Delays, delays);
    ReconnectPolicy policy(7);
    for (const std::chrono::milliseconds delay : delays)
        QVERIFY((policy.next(end) == RetryAdvice{delay, true}));
}

void TestReconnectPolicy::testStableResetsBoth()
{
    ReconnectPolicy policy(7);
    for (int i = 0; i < 20; ++i) {
        policy.next(httpStatus(451));
        policy.next({.kind = Kind::Reset});
    }
    policy.noteStable();
    QVERIFY(policy.next({.kind = Kind::Reset}).delay <= Backoff::First);
    QVERIFY(policy.next(httpStatus(451)).delay == 1min);
}

void TestReconnectPolicy::testOneFeedDoesNotFollowAnother()
{
    ReconnectPolicy first(1);
    ReconnectPolicy second(2);
    Delays ofFirst;
    Delays ofSecond;
    for (int i = 0; i < 10; ++i) {
        ofFirst.push_back(first.next({.kind = Kind::Reset}).delay);
        ofSecond.push_back(second.next({.kind = Kind::Reset}).delay);
    }
    QVERIFY(ofFirst != ofSecond);
}

QTEST_APPLESS_MAIN(TestReconnectPolicy)
#include "tst_reconnectpolicy.moc"
