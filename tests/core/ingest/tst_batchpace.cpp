#include "ingest/batchpace.h"

#include <QTest>

using namespace Orderflow;
using namespace std::chrono_literals;

class TestBatchPace : public QObject
{
    Q_OBJECT

private slots:
    void testTimeToFlush_data();
    void testTimeToFlush();
};

void TestBatchPace::testTimeToFlush_data()
{
    QTest::addColumn<int>("minAge");
    QTest::addColumn<int>("maxAge");
    QTest::addColumn<int>("age");
    QTest::addColumn<bool>("isWriterFree");
    QTest::addColumn<int>("wait");
    QTest::newRow("just begun") << 50 << 250 << 0 << true << 50;
    QTest::newRow("before the least age") << 50 << 250 << 30 << true << 20;
    QTest::newRow("at the least age") << 50 << 250 << 50 << true << 0;
    QTest::newRow("after it") << 50 << 250 << 51 << true << 0;
    QTest::newRow("busy, just begun") << 50 << 250 << 0 << false << 50;
    QTest::newRow("busy, at the least age") << 50 << 250 << 50 << false << 50;
    QTest::newRow("busy, near the longest") << 50 << 250 << 220 << false << 30;
    QTest::newRow("busy, at the longest") << 50 << 250 << 250 << false << 0;
    QTest::newRow("busy, long after") << 50 << 250 << 9'000 << false << 0;
    QTest::newRow("one bound for both") << 100 << 100 << 60 << false << 40;
    QTest::newRow("least above the longest") << 500 << 100 << 60 << true << 40;
    QTest::newRow("least above the longest, due") << 500 << 100 << 100 << true << 0;
}

void TestBatchPace::testTimeToFlush()
{
    QFETCH(int, minAge);
    QFETCH(int, maxAge);
    QFETCH(int, age);
    QFETCH(bool, isWriterFree);
    QFETCH(int, wait);
    BatchLimits limits;
    limits.minAge = std::chrono::milliseconds(minAge);
    limits.maxAge = std::chrono::milliseconds(maxAge);
    const auto time = timeToFlush(limits, std::chrono::milliseconds(age), isWriterFree);
    QCOMPARE(time.count(), std::chrono::nanoseconds(std::chrono::milliseconds(wait)).count());
}

QTEST_GUILESS_MAIN(TestBatchPace)
#include "tst_batchpace.moc"
