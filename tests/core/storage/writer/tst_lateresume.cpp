#include "storage/writer/lateresume.h"

#include "core/storage/storetesting.h"

#include <QTest>

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestLateResume : public QObject
{
    Q_OBJECT

private slots:
    void testTrades_data();
    void testTrades();
    void testDepth_data();
    void testDepth();
    void testOnlyTheFirstEventCounts();
    void testRepairsAreFromBefore();
    void testUnknownStreams();
};

namespace {

constexpr UtcMicroseconds EndReceived = Time - 10s;

/// Where the streams of makeTrade() and makeDepth() end.
std::vector<StreamEnd> ends()
{
    return {{makeTrade(1).symbol, "aggTrade", 100, EndReceived, Time - 11s},
            {makeDepth(1).symbol, "depth5@100ms", 5'000, EndReceived, Time - 11s}};
}

} // namespace

void TestLateResume::testTrades_data()
{
    QTest::addColumn<int>("firstId");
    QTest::addColumn<bool>("isOld");
    QTest::addColumn<int>("missing");
    QTest::newRow("follows") << 101 << false << 0;
    QTest::newRow("one is missing") << 102 << false << 1;
    QTest::newRow("many are") << 1101 << false << 1000;
    QTest::newRow("is there already") << 100 << true << -1;
    QTest::newRow("ids start over") << 1 << false << -1;
}

void TestLateResume::testTrades()
{
    QFETCH(int, firstId);
    QFETCH(bool, isOld);
    QFETCH(int, missing);
    LateResume resume(ends());
    AggTrade first = makeTrade(firstId);
    if (isOld)
        first.tradeTime = Time - 11s;
    const auto gaps = resume.gapsBefore(makeBatch(first));
    QCOMPARE(gaps.size(), std::size_t(missing < 0 ? 0 : 1));
    if (missing < 0)
        return;
    const CaptureGap &gap = gaps.front();
    QCOMPARE(gap.reason, GapReason::Shutdown);
    QCOMPARE(gap.missingEvents, missing);
    QCOMPARE(gap.status, missing == 0 ? GapStatus::Filled : GapStatus::Open);
    QVERIFY(gap.fromTime == EndReceived);
    QVERIFY(gap.toTime == first.receiveTime.utc);
    if (missing > 0) {
        QCOMPARE(gap.firstMissingId, 101);
        QCOMPARE(gap.lastMissingId, firstId - 1);
    }
}

void TestLateResume::testDepth_data()
{
    QTest::addColumn<int>("previousId");
    QTest::addColumn<GapStatus>("status");
    QTest::newRow("follows") << 5'000 << GapStatus::Filled;
    QTest::newRow("reaches back") << 4'990 << GapStatus::Filled;
    QTest::newRow("hole") << 6'000 << GapStatus::Unfillable;
    QTest::newRow("knows of none before") << -1 << GapStatus::Unfillable;
}

void TestLateResume::testDepth()
{
    QFETCH(int, previousId);
    QFETCH(GapStatus, status);
    LateResume resume(ends());
    DepthUpdate first = makeDepth(7'000);
    first.prevFinalUpdateId = previousId;
    const auto gaps = resume.gapsBefore(makeBatch(first));
    QCOMPARE(gaps.size(), std::size_t(1));
    QCOMPARE(gaps[0].status, status);
    if (status == GapStatus::Filled) {
        QCOMPARE(gaps[0].missingEvents, 0);
        return;
    }
    QCOMPARE(gaps[0].firstMissingId, 5'000);
    QCOMPARE(gaps[0].lastMissingId.has_value(), previousId >= 0);
    QVERIFY(!gaps[0].missingEvents);
    QCOMPARE(gaps[0].note, noHistoryNote());
}

void TestLateResume::testOnlyTheFirstEventCounts()
{
    LateResume resume(ends());
    QCOMPARE(resume.gapsBefore(makeBatch(makeTrade(101), makeTrade(200))).size(), std::size_t(1));
    QVERIFY(resume.gapsBefore(makeBatch(makeTrade(300))).empty());
    QVERIFY(!resume.isDone());
    QCOMPARE(resume.gapsBefore(makeBatch(makeDepth(7'000))).size(), std::size_t(1));
    QVERIFY(resume.isDone());
}

void TestLateResume::testRepairsAreFromBefore()
{
    LateResume resume(ends());
    EventBatch repair = makeBatch(makeTrade(150));
    repair.repair = GapRepair{1, std::nullopt, {}};
    QVERIFY(resume.gapsBefore(repair).empty());
    QCOMPARE(resume.gapsBefore(makeBatch(makeTrade(101)))[0].missingEvents, 0);
}

void TestLateResume::testUnknownStreams()
{
    LateResume resume({});
    QVERIFY(resume.isDone());
    QVERIFY(resume.gapsBefore(makeBatch(makeTrade(7), makeDepth(8))).empty());
}

QTEST_APPLESS_MAIN(TestLateResume)
#include "tst_lateresume.moc"
