#include "market/latencyhistogram.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(LatencyHistogram::Duration)

class TestLatencyHistogram : public QObject
{
    Q_OBJECT

private slots:
    void testNothing();
    void testBuckets_data();
    void testBuckets();
    void testOutOfRange();
    void testQuantiles();
    void testCountUpTo();
    void testAddAndSince();
};

void TestLatencyHistogram::testNothing()
{
    const LatencyHistogram empty;
    QCOMPARE(empty.count(), 0);
    QCOMPARE(empty.quantile(0.5), 0us);
    QCOMPARE(empty.quantile(1), 0us);
    QCOMPARE(empty.countUpTo(1h), 0);
}

void TestLatencyHistogram::testBuckets_data()
{
    QTest::addColumn<LatencyHistogram::Duration>("latency");
    QTest::addColumn<LatencyHistogram::Duration>("upperBound");
    QTest::newRow("exact below 16") << 15us << 15us;
    QTest::newRow("first of two") << 16us << 17us;
    QTest::newRow("second of two") << 17us << 17us;
    QTest::newRow("last of an octave") << 31us << 31us;
    QTest::newRow("four wide") << 32us << 35us;
    QTest::newRow("a millisecond") << 1'000us << 1'023us;
    QTest::newRow("past a power of two") << 1'024us << 1'151us;
    QTest::newRow("the longest") << LatencyHistogram::MaxLatency << LatencyHistogram::MaxLatency;
}

void TestLatencyHistogram::testBuckets()
{
    QFETCH(LatencyHistogram::Duration, latency);
    LatencyHistogram histogram;
    histogram.record(latency);
    QTEST(histogram.quantile(1), "upperBound");
    // Every latency is found within an eighth.
    QVERIFY(histogram.quantile(1) >= latency);
    QVERIFY(histogram.quantile(1) <= latency + latency / 8);
}

void TestLatencyHistogram::testOutOfRange()
{
    LatencyHistogram histogram;
    histogram.record(-5ms);
    QCOMPARE(histogram.quantile(1), 0us);
    QCOMPARE(histogram.sum(), 0us);
    histogram.record(10h);
    QCOMPARE(histogram.quantile(1), LatencyHistogram::MaxLatency);
    QCOMPARE(histogram.count(), 2);
}

void TestLatencyHistogram::testQuantiles()
{
    LatencyHistogram histogram;
    histogram.record(10us, 98);
    histogram.record(100ms);
    histogram.record(200ms);
    QCOMPARE(histogram.quantile(0.5), 10us);
    QCOMPARE(histogram.quantile(0.98), 10us);
    QVERIFY(histogram.quantile(0.99) >= 100ms && histogram.quantile(0.99) <= 113ms);
    QVERIFY(histogram.quantile(1) >= 200ms && histogram.quantile(1) <= 225ms);
    QCOMPARE(histogram.sum(), 300'980us);
}

void TestLatencyHistogram::testCountUpTo()
{
    LatencyHistogram histogram;
    for (const auto latency : {0us, 10us, 1'000us, 2'000us, 1'000'000us})
        histogram.record(latency);
    QCOMPARE(histogram.countUpTo(-1us), 0);
    QCOMPARE(histogram.countUpTo(0us), 1);
    QCOMPARE(histogram.countUpTo(10us), 2);
    QCOMPARE(histogram.countUpTo(1'500us), 3);
    QCOMPARE(histogram.countUpTo(1h), 5);
}

void TestLatencyHistogram::testAddAndSince()
{
    LatencyHistogram before;
    before.record(5us, 3);
    LatencyHistogram after = before;
    after.record(5us);
    after.record(70ms, 2);

    LatencyHistogram expected;
    expected.record(5us);
    expected.record(70ms, 2);
    QVERIFY(after.since(before) == expected);

    LatencyHistogram sum = before;
    sum.add(after.since(before));
    QVERIFY(sum == after);
}

QTEST_APPLESS_MAIN(TestLatencyHistogram)
#include "tst_latencyhistogram.moc"
