#include "binance/connection/connectpacer.h"

#include <QTest>

#include <vector>

using namespace Orderflow;
using namespace std::chrono_literals;

class TestConnectPacer : public QObject
{
    Q_OBJECT

private slots:
    void testFirstIsAtOnce();
    void testOneASecond();
    void testWhatWasRefusedDoesNotCount();
    void testNoMoreThan300In5Minutes();
    void testHold();
    void testTheLongestHoldStands();
};

void TestConnectPacer::testFirstIsAtOnce()
{
    ConnectPacer pacer;
    QVERIFY(pacer.take(1000s));
}

void TestConnectPacer::testOneASecond()
{
    ConnectPacer pacer;
    int taken = 0;
    for (std::chrono::nanoseconds now = 1000s; now < 1010s; now += 50ms)
        taken += pacer.take(now) ? 1 : 0;
    QCOMPARE(taken, 10);
    QVERIFY(pacer.take(1500s));
}

void TestConnectPacer::testWhatWasRefusedDoesNotCount()
{
    ConnectPacer pacer;
    QVERIFY(pacer.take(1000s));
    QVERIFY(!pacer.take(1000s + 999ms));
    QVERIFY(pacer.take(1001s));
}

void TestConnectPacer::testNoMoreThan300In5Minutes()
{
    ConnectPacer pacer;
    std::vector<std::chrono::nanoseconds> moments;
    for (std::chrono::nanoseconds now = 1000s; now < 3000s; now += 500ms) {
        if (pacer.take(now))
            moments.push_back(now);
    }
    // One a second is what 300 in 5 minutes allow, so nothing is wasted either.
    QCOMPARE(moments.size(), std::size_t(2000));
    for (std::size_t i = ConnectPacer::MostInWindow; i < moments.size(); ++i)
        QVERIFY(moments[i] - moments[i - ConnectPacer::MostInWindow] >= ConnectPacer::Window);
}

void TestConnectPacer::testHold()
{
    ConnectPacer pacer;
    QVERIFY(pacer.take(1000s));
    pacer.holdUntil(1060s);
    QVERIFY(!pacer.take(1001s));
    QVERIFY(!pacer.take(1060s - 1ns));
    QVERIFY(pacer.take(1060s));
    // Those that waited meanwhile do not come all at once.
    QVERIFY(!pacer.take(1060s));
    QVERIFY(pacer.take(1061s));
}

void TestConnectPacer::testTheLongestHoldStands()
{
    ConnectPacer pacer;
    pacer.holdUntil(1060s);
    pacer.holdUntil(1010s);
    QVERIFY(!pacer.take(1030s));
    QVERIFY(pacer.take(1060s));
}

QTEST_APPLESS_MAIN(TestConnectPacer)
#include "tst_connectpacer.moc"
