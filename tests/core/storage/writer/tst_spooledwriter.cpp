// The writer with a spool: what waits on disk, in which order it reaches the store, and what the
// ledger says, whatever the store does meanwhile.

#include "storage/writer/storagethread.h"

#include "core/storage/writer/spooledwritertesting.h"
#include "storage/spool/spoollock.h"

#include <algorithm>

using namespace SpooledWriterTesting;

class TestSpooledWriter : public QObject, private SpooledWriterFixture
{
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void testNothingIsSpooledWhereAllIsWell();
    void testAwayGoesToDiskAndBackInOrder();
    void testSlowStoreGoesToDisk();
    void testLiveBatchesGoBehindTheSpool();
    void testKilledWhileAway();
    void testKilledBetweenWriteAndRemove();
    void testStopWhileAwayLosesNothing();
    void testStartWhileAway();
    void testStartWhileAwayAfterAKill();
    void testStartWithAWrongDatabaseFails();
    void testStreamEndsAreThoseOfTheSpool();
    void testAnotherDatabaseGetsItsOwnSession();
    void testRepairsWaitInTheirTurn();
    void testLimitsDropTheOldestDepth();
    void testKilledWhileTheStoreIsSilent();
    void testDamagedSpoolAtStart();
    void testSpoolInUse();
};

void TestSpooledWriter::testNothingIsSpooledWhereAllIsWell()
{
    const auto writer = startWriter();
    push(1, 20);
    stop(*writer, 40);
    const WriterStatus status = writer->status().read();
    QCOMPARE(tradeIds(m_script->written()), range(1, 20));
    QCOMPARE(status.spool.totals, SpoolTotals());
    QCOMPARE(status.eventsLost, 0);
    Spool spool(m_path, SqlAccess::Read);
    verify(spool.open());
    QVERIFY(valueOf(SpoolSessions(spool).all()).empty());
    QCOMPARE(m_script->ended()->eventsWritten, 40);
}

void TestSpooledWriter::testAwayGoesToDiskAndBackInOrder()
{
    const auto writer = startWriter();
    push(1, 3);
    QTRY_COMPARE(m_script->written().size(), std::size_t(3));
    goAway();
    push(4, 30);
    QTRY_COMPARE(writer->status().read().spool.totals.batches, 27);
    QCOMPARE(m_queue->depth(), QueueDepth{});
    QCOMPARE(writer->status().read().state, State::Retrying);
    m_script->recover();
    QTRY_COMPARE(m_script->written().size(), std::size_t(30));
    QCOMPARE(tradeIds(m_script->written()), range(1, 30));
    QTRY_COMPARE(writer->status().read().spool.totals, SpoolTotals());
    stop(*writer, 60);
    const WriterStatus status = writer->status().read();
    QCOMPARE(status.tradesInserted, 30);
    QCOMPARE(status.eventsLost, 0);
    QCOMPARE(m_script->ended()->eventsWritten, 60);
    QCOMPARE(m_script->sessions().size(), std::size_t(1));
}

void TestSpooledWriter::testSlowStoreGoesToDisk()
{
    // Room for some ten batches.
    m_queue = std::make_unique<BatchQueue>(pairBatch(1).bytes * 10);
    const auto writer = startWriter();
    m_script->holdWrites(true);
    for (int id = 1; id <= 200; ++id) {
        QVERIFY(QTest::qWaitFor([this] { return m_queue->depth().batches < 9; }));
        QVERIFY(m_queue->push(pairBatch(id)));
    }
    QVERIFY(writer->status().read().spool.totals.batches > 150);
    m_script->holdWrites(false);
    QTRY_COMPARE(m_script->written().size(), std::size_t(200));
    QCOMPARE(tradeIds(m_script->written()), range(1, 200));
    stop(*writer);
    QCOMPARE(writer->status().read().eventsLost, 0);
}

void TestSpooledWriter::testLiveBatchesGoBehindTheSpool()
{
    const auto writer = startWriter();
    goAway();
    push(1, 50);
    QTRY_COMPARE(writer->status().read().spool.totals.batches, 50);
    m_script->holdWrites(true);
    m_script->recover();
    // The first of the spool is being written while these come.
    push(51, 60);
    QTRY_COMPARE(writer->status().read().spool.totals.batches, 60);
    m_script->holdWrites(false);
    push(61, 70);
    QTRY_COMPARE(m_script->written().size(), std::size_t(70));
    QCOMPARE(tradeIds(m_script->written()), range(1, 70));
    stop(*writer);
}

void TestSpooledWriter::testKilledWhileAway()
{
    const QString afterKill = m_folder->filePath(u"killed.db"_s);
    {
        const auto writer = startWriter();
        push(1, 2);
        QTRY_COMPARE(m_script->written().size(), std::size_t(2));
        goAway();
        push(3, 10);
        QTRY_COMPARE(writer->status().read().spool.totals.batches, 8);
        copySpool(afterKill);
        m_script->recover();
        stop(*writer);
    }
    // As the next run finds it, on the store as it was.
    m_script = std::make_shared<StoreScript>();
    m_script->setLastSession(1);
    m_queue = std::make_unique<BatchQueue>(1'000'000);
    StorageWriterOptions next = options();
    next.spool.filePath = afterKill;
    next.session.startedAt += 1h;
    const auto writer = startWriter(next);
    push(11, 12);
    stop(*writer, 4);
    QCOMPARE(tradeIds(m_script->written()), range(3, 12));
    const std::vector<CaptureSession> sessions = m_script->sessions();
    QCOMPARE(m_script->writtenSessions(),
             (std::vector<std::int64_t>{1, 1, 1, 1, 1, 1, 1, 1, 2, 2}));
    QCOMPARE(m_script->endedSessions(), std::vector<std::int64_t>{2});
    QVERIFY(sessions.back().startedAt == next.session.startedAt);
    const WriterStatus status = writer->status().read();
    QCOMPARE(status.rowsOfEarlierRuns, 16);
    QCOMPARE(status.tradesInserted, 2);
    QCOMPARE(status.spool.totals, SpoolTotals());
}

void TestSpooledWriter::testKilledBetweenWriteAndRemove()
{
    SpoolFixture before;
    before.setUp();
    before.append({pairBatch(1), pairBatch(2)});
    m_path = before.path;
    before.spool.reset();
    // The store has the first one already, and says so.
    const auto writer = startWriter();
    stop(*writer);
    QCOMPARE(tradeIds(m_script->written()), range(1, 2));
}

void TestSpooledWriter::testStopWhileAwayLosesNothing()
{
    StorageWriterOptions impatient = options();
    impatient.stopGrace = 20ms;
    {
        const auto writer = startWriter(impatient);
        goAway();
        push(1, 40);
        writer->stop({.received = 80});
        QTRY_COMPARE(writer->status().read().state, State::Stopped);
        const WriterStatus status = writer->status().read();
        QCOMPARE(status.eventsLost, 0);
        QCOMPARE(status.spool.totals.batches, 40);
        QCOMPARE(status.spool.totals.events, 80);
        QVERIFY(!m_script->ended());
    }
    m_script->recover();
    m_queue = std::make_unique<BatchQueue>(1'000'000);
    StorageWriterOptions next = options();
    next.session.startedAt += 1h;
    const auto writer = startWriter(next);
    QTRY_COMPARE(m_script->written().size(), std::size_t(40));
    QCOMPARE(tradeIds(m_script->written()), range(1, 40));
    QTRY_COMPARE(m_script->endedSessions(), std::vector<std::int64_t>{1});
    QCOMPARE(m_script->ended()->eventsReceived, 80);
    QCOMPARE(m_script->ended()->eventsWritten, 80);
    stop(*writer);
    QCOMPARE(m_script->endedSessions(), (std::vector<std::int64_t>{1, 2}));
}

void TestSpooledWriter::testStartWhileAway()
{
    const AggTrade last = pairBatch(1).trades[0];
    m_script->setStreamEnds({{last.symbol, "aggTrade", 1, last.receiveTime.utc, last.tradeTime}});
    m_script->failOpens(1'000'000, Away);
    const auto writer = startWriter();
    QCOMPARE(writer->status().read().state, State::Retrying);
    QVERIFY(writer->streamEnds());
    QVERIFY(writer->streamEnds()->empty());
    push(5, 8);
    QTRY_COMPARE(writer->status().read().spool.totals.batches, 4);
    QVERIFY(m_script->sessions().empty());
    m_script->recover();
    QTRY_COMPARE(m_script->written().size(), std::size_t(4));
    stop(*writer, 8);
    QCOMPARE(m_script->migrateCount(), 1);
    QCOMPARE(m_script->sessions().size(), std::size_t(1));
    QCOMPARE(m_script->endedSessions(), std::vector<std::int64_t>{1});
    // What is missing since the end of the stream that nobody could know of.
    const auto gaps = gapsOf(m_script->written());
    QCOMPARE(gaps.size(), std::size_t(1));
    QCOMPARE(gaps[0].reason, GapReason::Shutdown);
    QCOMPARE(gaps[0].firstMissingId, 2);
    QCOMPARE(gaps[0].lastMissingId, 4);
}

void TestSpooledWriter::testStartWhileAwayAfterAKill()
{
    const QString afterKill = m_folder->filePath(u"killed.db"_s);
    m_script->failOpens(1'000'000, Away);
    {
        const auto writer = startWriter();
        push(5, 6);
        QTRY_COMPARE(writer->status().read().spool.totals.batches, 2);
        copySpool(afterKill);
        m_script->recover();
        stop(*writer);
    }
    m_script = std::make_shared<StoreScript>();
    const AggTrade last = pairBatch(1).trades[0];
    m_script->setStreamEnds({{last.symbol, "aggTrade", 1, last.receiveTime.utc, last.tradeTime}});
    m_queue = std::make_unique<BatchQueue>(1'000'000);
    StorageWriterOptions next = options();
    next.spool.filePath = afterKill;
    next.session.startedAt += 1h;
    const auto writer = startWriter(next);
    // The next run goes on behind the spool, and the gap of the first belongs to the first.
    const StreamEnds ends = writer->streamEnds();
    const auto trades = std::ranges::find(*ends, std::string("aggTrade"), &StreamEnd::stream);
    QVERIFY(trades != ends->end());
    QCOMPARE(trades->lastId, 6);
    stop(*writer);
    QCOMPARE(m_script->writtenSessions(), (std::vector<std::int64_t>{1, 1}));
    const auto gaps = gapsOf({m_script->written().front()});
    QCOMPARE(gaps.size(), std::size_t(1));
    QCOMPARE(gaps[0].firstMissingId, 2);
    QCOMPARE(gaps[0].lastMissingId, 4);
}

void TestSpooledWriter::testStartWithAWrongDatabaseFails()
{
    m_script->failOpens(1, Wrong);
    const auto writer = startWriter();
    QCOMPARE(writer->status().read().state, State::Failed);
    QCOMPARE(writer->status().read().lastError->message, u"wrong"_s);
}

void TestSpooledWriter::testStreamEndsAreThoseOfTheSpool()
{
    SpoolFixture before;
    before.setUp();
    before.append({pairBatch(7)});
    m_path = before.path;
    before.spool.reset();
    const StreamEnd other{*Symbol::parse(u"XRPUSDT"), "aggTrade", 9, Now, StoreTesting::Time};
    const AggTrade trade = pairBatch(3).trades[0];
    m_script->setStreamEnds(
        {{trade.symbol, "aggTrade", 3, trade.receiveTime.utc, trade.tradeTime}, other});
    const auto writer = startWriter();
    const StreamEnds ends = writer->streamEnds();
    QCOMPARE(ends->size(), std::size_t(3));
    QVERIFY(std::ranges::count(*ends, other) == 1);
    QVERIFY(std::ranges::any_of(
        *ends, [](const StreamEnd &end) { return end.symbol.is("BTCUSDT") && end.lastId == 7; }));
    stop(*writer);
}

void TestSpooledWriter::testAnotherDatabaseGetsItsOwnSession()
{
    SpoolFixture before;
    before.setUp();
    before.append({pairBatch(7)});
    SpoolSessions sessions(*before.spool);
    SpoolSession session = valueOf(sessions.all()).front();
    session.captureSessionId = 777;
    session.databaseName = u"some other database"_s;
    verify(sessions.save(session));
    m_path = before.path;
    before.spool.reset();
    const auto writer = startWriter();
    stop(*writer);
    QCOMPARE(m_script->writtenSessions(), std::vector<std::int64_t>{1});
    QCOMPARE(m_script->sessions().size(), std::size_t(2));
}

void TestSpooledWriter::testRepairsWaitInTheirTurn()
{
    const auto writer = startWriter();
    goAway();
    push(10, 10);
    EventBatch repair = StoreTesting::makeBatch(StoreTesting::makeTrade(1));
    repair.repair = GapRepair{5, GapStatus::Unfillable, u"no more"_s};
    const EventBatch same = repair;
    QVERIFY(m_queue->push(std::move(repair)));
    push(11, 11);
    QTRY_COMPARE(writer->status().read().spool.totals.batches, 3);
    m_script->recover();
    QTRY_COMPARE(m_script->written().size(), std::size_t(3));
    QVERIFY(m_script->written()[1] == same);
    stop(*writer);
    QCOMPARE(writer->status().read().tradesRepaired, 1);
}

void TestSpooledWriter::testLimitsDropTheOldestDepth()
{
    StorageWriterOptions small = options();
    small.spool.limits.maxBytes = 8'000;
    const auto writer = startWriter(small);
    goAway();
    push(1, 100);
    QTRY_COMPARE(m_queue->depth(), QueueDepth{});
    QTRY_VERIFY(writer->status().read().spool.eventsDropped > 0);
    m_script->recover();
    QTRY_COMPARE(tradeIds(m_script->written()).size(), std::size_t(100));
    stop(*writer, 200);
    QCOMPARE(tradeIds(m_script->written()), range(1, 100));

    const std::int64_t dropped = writer->status().read().spool.eventsDropped;
    const auto gaps = gapsOf(m_script->written());
    std::int64_t missing = 0;
    for (const CaptureGap &gap : gaps) {
        QCOMPARE(gap.reason, GapReason::Overflow);
        missing += *gap.missingEvents;
    }
    QCOMPARE(missing, dropped);
    QCOMPARE(std::int64_t(depthIds(m_script->written()).size()), 100 - dropped);
    // Each update is there, or in a gap: after its first id, up to its last.
    for (std::int64_t id = 1; id <= 100; ++id) {
        const std::int64_t update = 1000 + 10 * id;
        const auto ids = depthIds(m_script->written());
        const bool isThere = std::ranges::count(ids, update) == 1;
        const bool isMissing = std::ranges::any_of(gaps, [update](const CaptureGap &gap) {
            return *gap.firstMissingId < update && update <= *gap.lastMissingId;
        });
        QVERIFY2(isThere != isMissing, qPrintable(QString::number(update)));
    }
    QCOMPARE(m_script->ended()->eventsLost, dropped);
}

/// A database that says nothing for a while is as good as away.
void TestSpooledWriter::testKilledWhileTheStoreIsSilent()
{
    StorageWriterOptions impatient = options();
    impatient.spool.stallTime = 20ms;
    const auto writer = startWriter(impatient);
    m_script->holdWrites(true);
    push(1, 5);
    // The one that is being written among them.
    QTRY_COMPARE(writer->status().read().spool.totals.batches, 5);
    copySpool(m_folder->filePath(u"killed.db"_s));
    push(6, 7);
    QTRY_COMPARE(writer->status().read().spool.totals.batches, 7);
    m_script->holdWrites(false);
    QTRY_COMPARE(writer->status().read().spool.totals, SpoolTotals());
    stop(*writer, 14);
    QCOMPARE(tradeIds(m_script->written()), range(1, 7));
    QCOMPARE(writer->status().read().duplicates, 0);
    QCOMPARE(m_script->ended()->eventsWritten, 14);

    Spool killed(m_folder->filePath(u"killed.db"_s), SqlAccess::Write);
    verify(killed.open());
    std::vector<EventBatch> kept;
    while (const auto oldest = valueOf(killed.oldest())) {
        kept.push_back(*oldest->batch);
        verify(killed.remove(*oldest, 0));
    }
    QCOMPARE(tradeIds(kept), range(1, 5));
}

void TestSpooledWriter::testDamagedSpoolAtStart()
{
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(10'000, 'x'));
    file.close();
    const auto writer = startWriter();
    push(1, 1);
    stop(*writer);
    QCOMPARE(tradeIds(m_script->written()), range(1, 1));
    const QStringList files = QDir(m_folder->path()).entryList({u"*.damaged-*"_s}, QDir::Files);
    QCOMPARE(files.size(), 1);
    QCOMPARE(QFileInfo(m_folder->filePath(files.first())).size(), 10'000);
}

void TestSpooledWriter::testSpoolInUse()
{
    const auto lock = SpoolLock::take(m_path);
    QVERIFY(lock);
    const auto writer = startWriter();
    const WriterStatus status = writer->status().read();
    QCOMPARE(status.state, State::Failed);
    QVERIFY2(status.lastError->message.contains(u"in use by process"_s),
             qPrintable(status.lastError->message));
    QCOMPARE(m_script->openCount(), 0);
}

QTEST_GUILESS_MAIN(TestSpooledWriter)
#include "tst_spooledwriter.moc"
