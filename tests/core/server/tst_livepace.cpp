#include "server/liveclient.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;
using Decision = LivePace::Decision;

class TestLivePace : public QObject
{
    Q_OBJECT

private slots:
    void testClientThatReads();
    void testClientThatCatchesUp();
    void testClientThatStays();
    void testFlood();
};

void TestLivePace::testClientThatReads()
{
    LivePace pace;
    for (std::chrono::nanoseconds now{}; now < 1min; now += 250ms) {
        QCOMPARE(pace.decide(0, now), Decision::Send);
        pace.sent(1'000'000);
    }
}

void TestLivePace::testClientThatCatchesUp()
{
    LivePace pace;
    pace.sent(1'000);
    QCOMPARE(pace.decide(900, 1s), Decision::Skip);
    QCOMPARE(pace.decide(1, 1s + LivePace::Patience), Decision::Skip);
    QCOMPARE(pace.decide(0, 2s + LivePace::Patience), Decision::Send);
    // Its patience is whole again.
    QCOMPARE(pace.decide(900, 3s + LivePace::Patience), Decision::Skip);
    QCOMPARE(pace.decide(900, 3s + 2 * LivePace::Patience), Decision::Skip);
}

void TestLivePace::testClientThatStays()
{
    LivePace pace;
    pace.sent(1'000);
    QCOMPARE(pace.decide(1, 1s), Decision::Skip);
    QCOMPARE(pace.decide(1, 1s + LivePace::Patience), Decision::Skip);
    QCOMPARE(pace.decide(1, 1001ms + LivePace::Patience), Decision::Drop);
}

void TestLivePace::testFlood()
{
    LivePace pace;
    pace.sent(5'000'000);
    QCOMPARE(pace.decide(5'000'000 + LivePace::MaxOtherBytes, 0s), Decision::Skip);
    QCOMPARE(pace.decide(5'000'001 + LivePace::MaxOtherBytes, 0s), Decision::Drop);
}

QTEST_APPLESS_MAIN(TestLivePace)
#include "tst_livepace.moc"
