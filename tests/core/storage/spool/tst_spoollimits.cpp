#include "storage/spool/spoollimits.h"

#include "core/storage/spool/spooltesting.h"

#include <QTest>

using namespace Orderflow;
using namespace SpoolTesting;
using namespace Qt::StringLiterals;

class TestSpoolLimits : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_fixture.setUp(); }
    void cleanup() { m_fixture = {}; }

    void testWithinLimits();
    void testOldestDepthGoesFirst();
    void testGapsAreExact();
    void testTradesStayBeyondTheLimit();
    void testBatchInHandStaysWhole();
    void testEachRunHasItsOwnGap();
    void testDiskReserve();
    void testWhatIsDroppedCountsForTheReserve();
    void testUnreadableBatchesAreLeft();
    void testDeadLettersCount();
    void testDeadLettersOfBooksAlone();

private:
    SpoolTotals totals() { return valueOf(m_fixture.spool->totals()); }
    DroppedDepth trim(std::int64_t maxBytes, std::optional<std::int64_t> inHand = std::nullopt)
    {
        return valueOf(SpoolTrimmer(*m_fixture.spool, {maxBytes, 0}).trim(inHand));
    }

    SpoolFixture m_fixture;
};

namespace {

constexpr std::int64_t All = 20;

std::vector<EventBatch> pairs()
{
    std::vector<EventBatch> batches;
    for (std::int64_t id = 1; id <= All; ++id)
        batches.push_back(pairBatch(id));
    return batches;
}

} // namespace

void TestSpoolLimits::testWithinLimits()
{
    m_fixture.append(pairs());
    const DroppedDepth dropped = trim(totals().bytes);
    QCOMPARE(dropped.events, 0);
    QVERIFY(!dropped.isBeyond);
    QVERIFY(m_fixture.drain() == pairs());
}

void TestSpoolLimits::testOldestDepthGoesFirst()
{
    m_fixture.append(pairs());
    const std::int64_t before = totals().bytes;
    const DroppedDepth dropped = trim(before - 1);
    QVERIFY(dropped.events > 0 && dropped.events < All);
    QVERIFY(totals().bytes < before);
    QCOMPARE(totals().events, 2 * All - dropped.events);

    const auto batches = m_fixture.drain();
    QCOMPARE(tradeIds(batches), tradeIds(pairs()));
    auto depth = depthIds(pairs());
    depth.erase(depth.begin(), depth.begin() + dropped.events);
    QCOMPARE(depthIds(batches), depth);
}

void TestSpoolLimits::testGapsAreExact()
{
    m_fixture.append(pairs());
    const std::int64_t events = trim(totals().bytes * 3 / 4).events;
    QVERIFY(events >= 3);
    const auto batches = m_fixture.drain();
    const auto gaps = gapsOf(batches);
    // One for the whole hole, with the last of the batches that lost something.
    QCOMPARE(gaps.size(), std::size_t(1));
    QCOMPARE(batches[std::size_t(events) - 1].gaps.size(), std::size_t(1));
    QCOMPARE(gaps[0].symbol.toString(), u"ETHUSDT"_s);
    QCOMPARE(gaps[0].stream, std::string("depth5@100ms"));
    QCOMPARE(gaps[0].reason, GapReason::Overflow);
    QCOMPARE(gaps[0].status, GapStatus::Unfillable);
    QCOMPARE(gaps[0].missingEvents, events);
    QCOMPARE(gaps[0].firstMissingId, 1000);
    QCOMPARE(gaps[0].lastMissingId, 1000 + 10 * events);
    QVERIFY(gaps[0].fromTime == pairBatch(1).depthUpdates[0].receiveTime.utc);
    QVERIFY(gaps[0].toTime == pairBatch(events).depthUpdates[0].receiveTime.utc);
}

void TestSpoolLimits::testTradesStayBeyondTheLimit()
{
    m_fixture.append(pairs());
    DroppedDepth dropped = trim(1);
    QCOMPARE(dropped.events, All);
    QVERIFY(dropped.isBeyond);
    dropped = trim(1);
    QCOMPARE(dropped.events, 0);
    QVERIFY(dropped.isBeyond);
    const auto batches = m_fixture.drain();
    QCOMPARE(tradeIds(batches), tradeIds(pairs()));
    QVERIFY(depthIds(batches).empty());
    QCOMPARE(gapsOf(batches).size(), std::size_t(1));
    QCOMPARE(gapsOf(batches)[0].missingEvents, All);
}

void TestSpoolLimits::testBatchInHandStaysWhole()
{
    m_fixture.append(pairs());
    const std::int64_t inHand = valueOf(m_fixture.spool->oldest())->id;
    QCOMPARE(trim(1, inHand).events, All - 1);
    QCOMPARE(depthIds(m_fixture.drain()), std::vector<std::int64_t>{1010});
}

void TestSpoolLimits::testEachRunHasItsOwnGap()
{
    m_fixture.append({pairBatch(1), pairBatch(2)});
    SpoolSession other;
    other.session = StoreTesting::makeSession();
    m_fixture.sessionKey = valueOf(SpoolSessions(*m_fixture.spool).add(other));
    m_fixture.append({pairBatch(3), pairBatch(4)});
    QCOMPARE(trim(1).events, 4);
    const auto batches = m_fixture.drain();
    QCOMPARE(batches[1].gaps.size(), std::size_t(1));
    QCOMPARE(batches[1].gaps[0].lastMissingId, 1020);
    QCOMPARE(batches[3].gaps.size(), std::size_t(1));
    QCOMPARE(batches[3].gaps[0].firstMissingId, 1020);
    QCOMPARE(gapsOf(batches).size(), std::size_t(2));
}

void TestSpoolLimits::testDiskReserve()
{
    m_fixture.append(pairs());
    std::int64_t free = 1'000'000;
    const SpoolLimits limits{std::int64_t(1) << 40, 1'000'000};
    SpoolTrimmer trimmer(*m_fixture.spool, limits, [&free] { return free; });
    QCOMPARE(valueOf(trimmer.trim(std::nullopt)).events, 0);
    free = 0;
    const DroppedDepth dropped = valueOf(trimmer.trim(std::nullopt));
    QCOMPARE(dropped.events, All);
    QVERIFY(dropped.isBeyond);
    QCOMPARE(tradeIds(m_fixture.drain()), tradeIds(pairs()));
}

void TestSpoolLimits::testWhatIsDroppedCountsForTheReserve()
{
    // What the file has and does not use is as good as free.
    m_fixture.append({largeBatch()});
    m_fixture.drain();
    const std::int64_t unused = valueOf(m_fixture.spool->unusedBytes());
    QVERIFY(unused > 4'096);
    m_fixture.append({pairBatch(1)});
    SpoolTrimmer trimmer(*m_fixture.spool, {std::int64_t(1) << 40, 4'096}, [] { return 0; });
    QCOMPARE(valueOf(trimmer.trim(std::nullopt)).events, 0);
}

void TestSpoolLimits::testUnreadableBatchesAreLeft()
{
    m_fixture.append({pairBatch(1), pairBatch(2)});
    QVERIFY(
        m_fixture.spool->connection().run(u"UPDATE batches SET payload = x'0011' WHERE id = 1"_s));
    QCOMPARE(trim(1).events, 1);
    QVERIFY(!valueOf(m_fixture.spool->oldest())->batch);
    QCOMPARE(valueOf(m_fixture.spool->oldest())->events, 2);
}

void TestSpoolLimits::testDeadLettersCount()
{
    m_fixture.append({pairBatch(1)});
    const std::int64_t bytes = totals().bytes;
    QCOMPARE(trim(bytes).events, 0);
    valueOf(m_fixture.spool->setAside(m_fixture.sessionKey, pairBatch(2), {}, Now));
    // As they were set aside before the others are written, theirs are the oldest.
    DroppedDepth dropped = trim(bytes + totals().deadBytes - 1);
    QCOMPARE(dropped.events, 1);
    QCOMPARE(totals().deadEvents, 1);
    QCOMPARE(totals().events, 2);
    dropped = trim(1);
    QCOMPARE(dropped.events, 1);
    QVERIFY(dropped.isBeyond);
    QCOMPARE(totals().deadEvents, 1);
    QCOMPARE(totals().events, 1);
}

void TestSpoolLimits::testDeadLettersOfBooksAlone()
{
    const std::int64_t before = totals().deadBytes;
    valueOf(m_fixture.spool->setAside(
        m_fixture.sessionKey, StoreTesting::makeBatch(StoreTesting::makeDepth(1)), {}, Now));
    QCOMPARE(trim(1).events, 1);
    QCOMPARE(totals().deadLetters, 0);
    QCOMPARE(totals().deadBytes, before);
}

QTEST_GUILESS_MAIN(TestSpoolLimits)
#include "tst_spoollimits.moc"
