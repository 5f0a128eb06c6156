#include "binance/backoff.h"

#include <QTest>

#include <algorithm>

using namespace Orderflow;
using namespace std::chrono_literals;

class TestBackoff : public QObject
{
    Q_OBJECT

private slots:
    void testBoundDoublesUpToTheCap();
    void testResetStartsAgain();
    void testOtherFirstBound();
    void testJitterDiffersBetweenRecorders();
};

void TestBackoff::testBoundDoublesUpToTheCap()
{
    // Over many seeds the longest delay of each attempt comes close to its bound.
    std::array<std::chrono::milliseconds, 9> longest{};
    for (quint32 seed = 0; seed < 500; ++seed) {
        Backoff backoff(seed);
        for (std::chrono::milliseconds &delay : longest)
            delay = std::max(delay, backoff.next());
    }
    std::chrono::milliseconds bound = Backoff::First;
    for (const std::chrono::milliseconds delay : longest) {
        QVERIFY(delay <= bound);
        QVERIFY(delay > bound * 9 / 10);
        bound = std::min(bound * 2, Backoff::Cap);
    }
    QCOMPARE(bound, Backoff::Cap);
}

void TestBackoff::testResetStartsAgain()
{
    Backoff backoff(1);
    for (int i = 0; i < 20; ++i)
        backoff.next();
    backoff.reset();
    QVERIFY(backoff.next() <= Backoff::First);
}

void TestBackoff::testOtherFirstBound()
{
    Backoff backoff(2ms);
    QVERIFY(backoff.next() <= 2ms);
    QVERIFY(backoff.next() <= 4ms);
    backoff.reset();
    QVERIFY(backoff.next() <= 2ms);
}

void TestBackoff::testJitterDiffersBetweenRecorders()
{
    Backoff first(1);
    Backoff second(2);
    bool differs = false;
    for (int i = 0; i < 10; ++i)
        differs |= first.next() != second.next();
    QVERIFY(differs);
}

QTEST_APPLESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
