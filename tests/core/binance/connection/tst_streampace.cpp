#include "binance/connection/streampace.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t Source = 1;

/// So many events, one each `interval`; returns the time of the last.
std::chrono::nanoseconds play(StreamPace &pace, int events, std::chrono::nanoseconds interval,
                              std::chrono::nanoseconds from, std::uint32_t source = Source)
{
    for (int i = 0; i < events; ++i) {
        from += interval;
        pace.note(source, from);
    }
    return from;
}

double seconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double>(time).count();
}

} // namespace

class TestStreamPace : public QObject
{
    Q_OBJECT

private slots:
    void testFewEventsTellNothing();
    void testRegular_data();
    void testRegular();
    void testBursts();
    void testALongSilenceFades();
    void testTwoSourcesOfTheSameEvents();
    void testAnotherSourceTakesOver();
    void testAnInterruptionIsNotForgottenAtOnce();
};

void TestStreamPace::testFewEventsTellNothing()
{
    StreamPace pace;
    QVERIFY(!pace.isKnown());
    play(pace, StreamPace::LeastEvents - 1, 1s, 1h);
    QVERIFY(!pace.isKnown());
    play(pace, 1, 1s, 1h + 7s);
    QVERIFY(pace.isKnown());
}

void TestStreamPace::testRegular_data()
{
    QTest::addColumn<std::chrono::nanoseconds>("interval");
    QTest::addColumn<double>("limit");
    const auto row = [](const char *name, std::chrono::nanoseconds interval, double limit) {
        QTest::newRow(name) << interval << limit;
    };
    row("all at once", 0ns, 5.0);
    row("26 a second", 38ms, 5.0);
    row("depth5@100ms", 100ms, 5.0);
    row("just the least limit", 250ms, 5.0);
    row("one a second", 1s, 20.0);
    row("one a minute", 60s, 1200.0);
    row("one in ten minutes", 600s, 3600.0);
}

void TestStreamPace::testRegular()
{
    QFETCH(std::chrono::nanoseconds, interval);
    QFETCH(double, limit);
    StreamPace pace;
    play(pace, 200, interval, 1h);
    QVERIFY(qAbs(seconds(pace.stalenessLimit()) - limit) < 0.01);
}

void TestStreamPace::testBursts()
{
    StreamPace pace;
    std::chrono::nanoseconds now = 1h;
    // A thousand trades at once, then nothing for a minute: the mean alone would say 1.2 s.
    for (int burst = 0; burst < 10; ++burst)
        now = play(pace, 1000, 1ms, now + 60s);
    now = play(pace, 1, 1ms, now + 60s);
    QVERIFY(pace.stalenessLimit() >= 60s);
    // Still so at the end of a short one.
    play(pace, 20, 1ms, now);
    QVERIFY(pace.stalenessLimit() >= 60s);
}

void TestStreamPace::testALongSilenceFades()
{
    StreamPace pace;
    std::chrono::nanoseconds now = play(pace, 100, 40ms, 1h);
    QCOMPARE(pace.stalenessLimit(), std::chrono::nanoseconds(5s));
    now = play(pace, 1, 300s, now);
    QVERIFY(pace.stalenessLimit() >= 300s);
    // Half a minute of such a stream.
    play(pace, 26 * 30, 38ms, now);
    QCOMPARE(pace.stalenessLimit(), std::chrono::nanoseconds(5s));
}

void TestStreamPace::testTwoSourcesOfTheSameEvents()
{
    StreamPace pace;
    for (int i = 0; i < 200; ++i) {
        pace.note(1, 1h + i * 1s);
        pace.note(2, 1h + i * 1s + 10ms);
    }
    // Not half the interval, and not 10 ms and 990 ms in turn.
    QVERIFY(qAbs(seconds(pace.stalenessLimit()) - 20.0) < 0.01);
}

void TestStreamPace::testAnotherSourceTakesOver()
{
    StreamPace pace;
    for (int i = 0; i < 100; ++i) {
        pace.note(1, 1h + i * 1s);
        pace.note(2, 1h + i * 1s + 10ms);
    }
    // The first is gone, and the stream slows down on the other.
    for (int i = 0; i < 300; ++i)
        pace.note(2, 1h + 100s + i * 4s);
    QVERIFY(qAbs(seconds(pace.stalenessLimit()) - 80.0) < 2.0);
}

void TestStreamPace::testAnInterruptionIsNotForgottenAtOnce()
{
    StreamPace pace;
    const std::chrono::nanoseconds now = play(pace, 100, 1s, 1h);
    // Back over another connection after 30 s.
    play(pace, 1, 30s, now, 2);
    QVERIFY(pace.stalenessLimit() >= 60s);
    QVERIFY(pace.isKnown());
}

QTEST_APPLESS_MAIN(TestStreamPace)
#include "tst_streampace.moc"
