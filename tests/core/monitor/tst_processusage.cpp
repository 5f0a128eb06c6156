#include "monitor/processusage.h"

#include <QDir>
#include <QStorageInfo>
#include <QTemporaryDir>
#include <QTest>

#include <ctime>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestProcessUsage : public QObject
{
    Q_OBJECT

private slots:
    void testMemory();
    void testProcessors();
    void testNotAskedTooOften();
    void testDisk();
};

void TestProcessUsage::testMemory()
{
    ProcessMeter meter({});
    // Less than this no Qt program has, and more not this one.
    QVERIFY(meter.read(0s).residentBytes > 1'000'000);
    QVERIFY(meter.read(0s).residentBytes < 1'000'000'000);
    QVERIFY(!meter.read(0s).diskFreeBytes);
}

void TestProcessUsage::testProcessors()
{
    ProcessMeter meter({});
    const auto before = meter.read(0s).cpuTime;
    QCOMPARE(meter.read(0s).cpuCores, 0.0);
    // Time of this process, not of the wall, so that a busy machine does not matter.
    const std::clock_t begun = std::clock();
    while (std::clock() - begun < CLOCKS_PER_SEC / 10) {
    }
    const ProcessUsage usage = meter.read(2s);
    QVERIFY(usage.cpuTime - before >= 90ms);
    QVERIFY(usage.cpuCores >= 0.045);
}

void TestProcessUsage::testNotAskedTooOften()
{
    ProcessMeter meter({});
    const auto before = meter.read(5s).cpuTime;
    const std::clock_t begun = std::clock();
    while (std::clock() - begun < CLOCKS_PER_SEC / 50) {
    }
    QCOMPARE(meter.read(5900ms).cpuTime, before);
    QVERIFY(meter.read(6s).cpuTime > before);
}

void TestProcessUsage::testDisk()
{
    const QTemporaryDir folder;
    // Made when the recorder opens its database; its disk is that of its parent.
    const QString later = folder.filePath(u"state/spool"_s);
    ProcessMeter meter({later});
    const ProcessUsage usage = meter.read(0s);
    QVERIFY(usage.diskFreeBytes);
    QVERIFY(*usage.diskFreeBytes > 0);
    QVERIFY(*usage.diskFreeBytes <= QStorageInfo(folder.path()).bytesTotal());
    QCOMPARE(usage.diskFolder, later);

    // The disk with the least counts.
    ProcessMeter both({folder.path(), u"/proc"_s});
    QVERIFY(*both.read(0s).diskFreeBytes <= *usage.diskFreeBytes * 2);
}

QTEST_APPLESS_MAIN(TestProcessUsage)
#include "tst_processusage.moc"
