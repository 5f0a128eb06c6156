// The writer with a spool: what waits on disk, in which order it reaches the store, and what the
// ledger says, whatever the store does meanwhile.

#include "storage/storagethread.h"

#include "core/storage/spooltesting.h"
#include "fakes/failingstore.h"
#include "fakes/manualclock.h"
#include "storage/spoollock.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <numeric>

using namespace Orderflow;
using namespace SpoolTesting;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using State = WriterStatus::State;

class TestSpooledWriter : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

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
    void testBadRowCostsOnlyItself();
    void testMisconfiguredTableSetsBatchesAside();
    void testRefusedRepairStaysOpen();
    void testRepairsWaitInTheirTurn();
    void testLimitsDropTheOldestDepth();
    void testLimitsHoldForDeadLetters();
    void testKilledWhileTheStoreIsSilent();
    void testUnreadableBatch();
    void testDamagedSpoolAtStart();
    void testSpoolInUse();

private:
    StorageWriterOptions options() const;
    std::unique_ptr<StorageThread> startWriter(const StorageWriterOptions &options);
    std::unique_ptr<StorageThread> startWriter() { return startWriter(options()); }
    static void stop(StorageThread &writer, std::int64_t eventsReceived = 0);
    void push(int from, int to);
    void goAway();
    void copySpool(const QString &to) const;

    ManualClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::shared_ptr<StoreScript> m_script;
    std::unique_ptr<BatchQueue> m_queue;
};

namespace {

const StoreError Away{StoreError::Kind::Unavailable, u"away"_s, u"57P01"_s};
const StoreError Refused{StoreError::Kind::Rejected, u"refused"_s, u"23514"_s};
const StoreError Wrong{StoreError::Kind::Misconfigured, u"wrong"_s, u"42P01"_s};

std::vector<std::int64_t> range(std::int64_t from, std::int64_t to)
{
    std::vector<std::int64_t> ids(std::size_t(to - from + 1));
    std::iota(ids.begin(), ids.end(), from);
    return ids;
}

} // namespace

void TestSpooledWriter::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"spool.db"_s);
    m_script = std::make_shared<StoreScript>();
    m_queue = std::make_unique<BatchQueue>(1'000'000);
}

void TestSpooledWriter::cleanup()
{
    m_queue.reset();
    m_folder.reset();
}

StorageWriterOptions TestSpooledWriter::options() const
{
    StorageWriterOptions options;
    options.session = StoreTesting::makeSession();
    options.firstRetryDelay = 1ms;
    options.longestRetryDelay = 2ms;
    options.stopGrace = 60s;
    options.spool.filePath = m_path;
    options.spool.feedInterval = 5ms;
    return options;
}

std::unique_ptr<StorageThread> TestSpooledWriter::startWriter(const StorageWriterOptions &options)
{
    auto writer = std::make_unique<StorageThread>(
        [script = m_script] { return std::make_unique<FailingStore>(script); }, *m_queue, m_clock,
        options);
    writer->start();
    const bool hasStarted = QTest::qWaitFor(
        [&writer] { return writer->status().read().state != State::Starting; }, 10'000);
    if (!hasStarted)
        qFatal("the writer does not start");
    return writer;
}

void TestSpooledWriter::stop(StorageThread &writer, std::int64_t eventsReceived)
{
    writer.stop(eventsReceived);
    QTRY_COMPARE_WITH_TIMEOUT(writer.status().read().state, State::Stopped, 20'000);
}

void TestSpooledWriter::push(int from, int to)
{
    for (int id = from; id <= to; ++id)
        QVERIFY(m_queue->push(pairBatch(id)));
}

/// Until the script recovers.
void TestSpooledWriter::goAway()
{
    m_script->failOpens(1'000'000, Away);
    m_script->failWrites(1, Away);
}

void TestSpooledWriter::copySpool(const QString &to) const
{
    for (const QString &part : {u""_s, u"-wal"_s}) {
        if (QFile::exists(m_path + part))
            QVERIFY(QFile::copy(m_path + part, to + part));
    }
}

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
        writer->stop(80);
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

void TestSpooledWriter::testBadRowCostsOnlyItself()
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

void TestSpooledWriter::testMisconfiguredTableSetsBatchesAside()
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

void TestSpooledWriter::testRefusedRepairStaysOpen()
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

void TestSpooledWriter::testLimitsHoldForDeadLetters()
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

void TestSpooledWriter::testUnreadableBatch()
{
    SpoolFixture before;
    before.setUp();
    before.append({pairBatch(1), pairBatch(2), pairBatch(3)});
    QVERIFY(before.spool->connection().run(u"UPDATE batches SET payload = x'0011' WHERE id = 2"_s));
    m_path = before.path;
    before.spool.reset();
    QTest::failOnWarning(QRegularExpression(u"^nothing like this$"_s));
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
