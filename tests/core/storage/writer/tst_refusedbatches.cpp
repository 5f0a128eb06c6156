// The writer with a spool, where the store refuses batches or the spool's own copy is damaged: what
// is written all the same, what is set aside, and what the ledger says.

#include "storage/writer/refusedbatches.h"

#include "core/storage/writer/spooledwritertesting.h"

using namespace SpooledWriterTesting;

class TestRefusedBatches : public QObject, private SpooledWriterFixture
{
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void testBadRowCostsOnlyItself();
    void testMisconfiguredTableSetsBatchesAside();
    void testRefusedRepairStaysOpen();
    void testLimitsHoldForDeadLetters();
    void testUnreadableBatch();
};

void TestRefusedBatches::testBadRowCostsOnlyItself()
{
    EventBatch batch;
    for (int id = 1; id <= 100; ++id)
        batch.add(StoreTesting::makeTrade(id));
    batch.add(StoreTesting::makeDepth(500));
    m_script->refuseTrade(42, Refused);
    const auto writer = startWriter();
    QVERIFY(m_queue->push(std::move(batch)));
    QVERIFY(m_queue->push(pairBatch(200)));
    QTRY_COMPARE(writer->status().read().tradesInserted, 100);
    stop(*writer, 103);

    const WriterStatus status = writer->status().read();
    QCOMPARE(status.eventsSetAside, 1);
    QCOMPARE(status.eventsLost, 0);
    QCOMPARE(status.depthUpdatesInserted, 2);
    QCOMPARE(status.spool.totals.deadLetters, 1);
    QCOMPARE(status.spool.totals.deadEvents, 1);
    QCOMPARE(status.spool.totals.batches, 0);
    auto expected = range(1, 100);
    expected.erase(expected.begin() + 41);
    expected.push_back(200);
    QCOMPARE(tradeIds(m_script->written()), expected);
    const auto gaps = gapsOf(m_script->written());
    QCOMPARE(gaps.size(), std::size_t(1));
    QCOMPARE(gaps[0].status, GapStatus::Open);
    QCOMPARE(gaps[0].reason, GapReason::WriteFailure);
    QCOMPARE(gaps[0].firstMissingId, 42);
    QCOMPARE(gaps[0].lastMissingId, 42);

    Spool spool(m_path, SqlAccess::Read);
    verify(spool.open());
    const auto letters = valueOf(spool.deadLetters(0, 10));
    QCOMPARE(letters.size(), std::size_t(1));
    QCOMPARE(letters[0].sqlState, u"23514"_s);
    QCOMPARE(letters[0].error, u"refused"_s);
    QCOMPARE((**valueOf(spool.deadLetter(letters[0].id))).trades[0].aggTradeId, 42);
}

void TestRefusedBatches::testMisconfiguredTableSetsBatchesAside()
{
    m_script->failWrites(1, Wrong);
    const auto writer = startWriter();
    push(1, 2);
    QTRY_COMPARE(writer->status().read().tradesInserted, 1);
    stop(*writer);
    // As a whole: it is no matter of rows.
    QCOMPARE(writer->status().read().spool.totals.deadLetters, 1);
    QCOMPARE(writer->status().read().eventsSetAside, 2);
    QCOMPARE(gapsOf(m_script->written()).size(), std::size_t(2));
    QCOMPARE(tradeIds(m_script->written()), std::vector<std::int64_t>{2});
}

void TestRefusedBatches::testRefusedRepairStaysOpen()
{
    m_script->failWrites(1, Refused);
    EventBatch repair = StoreTesting::makeBatch(StoreTesting::makeTrade(1));
    repair.repair = GapRepair{5, std::nullopt, {}};
    const auto writer = startWriter();
    QVERIFY(m_queue->push(std::move(repair)));
    push(2, 2);
    stop(*writer);
    QCOMPARE(writer->status().read().spool.totals, SpoolTotals());
    QVERIFY(gapsOf(m_script->written()).empty());
}

void TestRefusedBatches::testLimitsHoldForDeadLetters()
{
    StorageWriterOptions limited = options();
    limited.spool.limits.maxBytes = 1;
    m_script->failWrites(1, Wrong);
    const auto writer = startWriter(limited);
    push(1, 1);
    // The trade stays.
    QTRY_COMPARE(writer->status().read().spool.eventsDropped, 1);
    QTRY_COMPARE(writer->status().read().spool.totals.deadEvents, 1);
    stop(*writer);
    Spool spool(m_path, SqlAccess::Read);
    verify(spool.open());
    const auto letters = valueOf(spool.deadLetters(0, 10));
    QCOMPARE((**valueOf(spool.deadLetter(letters.at(0).id))).trades.size(), std::size_t(1));
    QCOMPARE(gapsOf(m_script->written()).size(), std::size_t(2));
}

void TestRefusedBatches::testUnreadableBatch()
{
    SpoolFixture before;
    before.setUp();
    before.append({pairBatch(1), pairBatch(2), pairBatch(3)});
    QVERIFY(before.spool->connection().run(u"UPDATE batches SET payload = x'0011' WHERE id = 2"_s));
    m_path = before.path;
    before.spool.reset();
    const auto writer = startWriter();
    stop(*writer);
    QCOMPARE(tradeIds(m_script->written()), (std::vector<std::int64_t>{1, 3}));
    const auto gaps = gapsOf(m_script->written());
    QCOMPARE(gaps.size(), std::size_t(1));
    QVERIFY(gaps[0].symbol.isEmpty());
    QCOMPARE(gaps[0].missingEvents, 2);
    QVERIFY(gaps[0].note.contains(u"damaged"_s));
    QCOMPARE(writer->status().read().eventsLost, 2);
    QCOMPARE(writer->status().read().spool.totals.deadLetters, 1);
}

QTEST_GUILESS_MAIN(TestRefusedBatches)
#include "tst_refusedbatches.moc"
