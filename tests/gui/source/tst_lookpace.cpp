#include "gui/source/lookpace.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

class TestLookPace : public QObject
{
    Q_OBJECT

private slots:
    void testNext_data();
    void testNext();
    void testThreadTime();
};

void TestLookPace::testNext_data()
{
    QTest::addColumn<std::chrono::microseconds>("used");
    QTest::addColumn<std::chrono::milliseconds>("usual");
    QTest::addColumn<std::chrono::milliseconds>("next");
    using Micro = std::chrono::microseconds;
    using Milli = std::chrono::milliseconds;
    QTest::newRow("nothing") << Micro(0us) << Milli(100ms) << Milli(100ms);
    QTest::newRow("a tenth of a core") << Micro(10ms) << Milli(100ms) << Milli(100ms);
    QTest::newRow("more than that") << Micro(15'001us) << Milli(100ms) << Milli(151ms);
    QTest::newRow("much more") << Micro(80ms) << Milli(100ms) << Milli(250ms);
    QTest::newRow("while hidden") << Micro(80ms) << Milli(1000ms) << Milli(1000ms);
}

void TestLookPace::testNext()
{
    QFETCH(std::chrono::microseconds, used);
    QFETCH(std::chrono::milliseconds, usual);
    QTEST(LookPace::next(used, usual), "next");
}

void TestLookPace::testThreadTime()
{
    const std::chrono::nanoseconds before = LookPace::threadTime();
    volatile double sum = 0;
    while (LookPace::threadTime() - before < 2ms)
        sum = sum + 1;
    QVERIFY(sum > 0);
    // Waiting costs nothing.
    const std::chrono::nanoseconds then = LookPace::threadTime();
    QTest::qSleep(30);
    QVERIFY(LookPace::threadTime() - then < 15ms);
}

QTEST_GUILESS_MAIN(TestLookPace)
#include "tst_lookpace.moc"
