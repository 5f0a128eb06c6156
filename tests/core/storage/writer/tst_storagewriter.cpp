#include "storage/writer/storagewriter.h"

#include "core/storage/writer/writertesting.h"

using namespace Orderflow;
using namespace WriterTesting;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using State = WriterStatus::State;

class TestStorageWriter : public QObject, private WriterFixture
{
    Q_OBJECT

private slots:
    void init() { setUp(); }

    void testWritesInOrder();
    void testWithoutMigrating();
    void testSession();
    void testFailedStart_data();
    void testFailedStart();
    void testFailedStartLosesWhatWaits();
    void testUnavailableIsTriedAgain();
    void testUnavailableOpenIsTriedAgain();
    void testMisconfiguredReconnectKeepsTheBatch();
    void testRefusedBatchBecomesGaps_data();
    void testRefusedBatchBecomesGaps();
    void testRefusedLossRecordIsTriedAgain();
    void testNeverBackWithinGrace();
    void testGraceDoesNotCutWorkingStore();
    void testLagAndDuration();
    void testTellsWhereStreamsEnd();
    void testReadsTheLedgerAgainAfterGaps();
    void testRefusedRepairIsNotLost_data();
    void testRefusedRepairIsNotLost();
    void testRepairsAreCountedApart();
};

void TestStorageWriter::testWritesInOrder()
{
    for (int id = 1; id <= 3; ++id)
        QVERIFY(m_queue->push(makeBatch(id)));
    const WriterStatus status = runToEnd();
    QCOMPARE(tradeIds(m_script->written()), (std::vector<std::int64_t>{1, 2, 3}));
    QCOMPARE(status.state, State::Stopped);
    QCOMPARE(status.batchesWritten, 3);
    QCOMPARE(status.tradesInserted, 3);
    QCOMPARE(status.depthUpdatesInserted, 3);
    QCOMPARE(status.duplicates, 0);
    QCOMPARE(status.eventsLost, 0);
    QCOMPARE(status.lastBatchEvents, std::size_t(2));
    QCOMPARE(status.queue, QueueDepth{});
    QVERIFY(!status.lastError);
    QCOMPARE(m_script->openCount(), 1);
    QCOMPARE(m_script->migrateCount(), 1);
}

void TestStorageWriter::testWithoutMigrating()
{
    StorageWriterOptions withoutMigrating = options();
    withoutMigrating.migrate = false;
    const auto writer = makeWriter(withoutMigrating);
    QVERIFY(writer->start());
    QCOMPARE(m_script->migrateCount(), 0);
    QCOMPARE(writer->status().read().state, State::Ready);
}

void TestStorageWriter::testSession()
{
    QVERIFY(m_queue->push(makeBatch(1)));
    QVERIFY(m_queue->push(makeBatch(2)));
    expectLog(QtCriticalMsg, u"^A batch of 2 events is lost.*refused$"_s);
    expectLog(QtCriticalMsg, u"^5 events were lost in this run$"_s);
    m_script->failWrites(1, Refused);
    runToEnd({.received = 99, .lost = 3});
    QVERIFY(m_script->begun());
    QCOMPARE(m_script->begun()->host, u"host"_s);
    QVERIFY(!m_script->begun()->endedAt);

    const std::optional<CaptureSession> ended = m_script->ended();
    QVERIFY(ended);
    QCOMPARE(ended->host, u"host"_s);
    QVERIFY(ended->endedAt);
    QCOMPARE(ended->eventsReceived, 99);
    QCOMPARE(ended->eventsWritten, 2);
    // Two of the batch, and three that never came because the queue was full.
    QCOMPARE(ended->eventsLost, 5);
}

void TestStorageWriter::testFailedStart_data()
{
    QTest::addColumn<bool>("isAtOpen");
    QTest::newRow("open") << true;
    QTest::newRow("migrate") << false;
}

void TestStorageWriter::testFailedStart()
{
    QFETCH(bool, isAtOpen);
    if (isAtOpen)
        m_script->failOpens(1, Wrong);
    else
        m_script->failMigrate(Wrong);
    const WriterStatus status = runToEnd();
    QCOMPARE(status.state, State::Failed);
    QVERIFY(status.lastError);
    QCOMPARE(status.lastError->message, u"wrong"_s);
    QCOMPARE(status.lastError->kind, StoreError::Kind::Misconfigured);
    QVERIFY(!m_script->begun());
}

void TestStorageWriter::testFailedStartLosesWhatWaits()
{
    QVERIFY(m_queue->push(makeBatch(1)));
    m_script->failOpens(1, Away);
    QCOMPARE(runToEnd().eventsLost, 2);
    QVERIFY(!m_queue->push(makeBatch(2)));
}

void TestStorageWriter::testUnavailableIsTriedAgain()
{
    for (int id = 1; id <= 2; ++id)
        QVERIFY(m_queue->push(makeBatch(id)));
    m_script->failWrites(3, Away);
    for (int i = 0; i < 3; ++i)
        expectLog(QtWarningMsg, u"^away - trying again$"_s);
    const WriterStatus status = runToEnd();
    QCOMPARE(tradeIds(m_script->written()), (std::vector<std::int64_t>{1, 2}));
    QCOMPARE(status.eventsLost, 0);
    QCOMPARE(status.lastError->message, u"away"_s);
    QCOMPARE(m_script->openCount(), 4);
    QVERIFY(m_script->ended());
}

void TestStorageWriter::testUnavailableOpenIsTriedAgain()
{
    QVERIFY(m_queue->push(makeBatch(1)));
    const auto writer = makeWriter(options());
    QVERIFY(writer->start());
    m_script->failWrites(1, Away);
    m_script->failOpens(2, Away);
    for (int i = 0; i < 3; ++i)
        expectLog(QtWarningMsg, u"^away - trying again$"_s);
    writer->stop({.received = 2});
    writer->writeUntilClosed();
    QCOMPARE(tradeIds(m_script->written()), (std::vector<std::int64_t>{1}));
    QCOMPARE(m_script->openCount(), 4);
    QCOMPARE(m_script->writeCount(), 2);
}

void TestStorageWriter::testMisconfiguredReconnectKeepsTheBatch()
{
    QVERIFY(m_queue->push(makeBatch(1)));
    const auto writer = makeWriter(options());
    QVERIFY(writer->start());
    m_script->failWrites(1, Away);
    m_script->failOpens(1, Wrong);
    expectLog(QtWarningMsg, u"^away - trying again$"_s);
    expectLog(QtWarningMsg, u"^wrong - trying again$"_s);
    writer->stop({.received = 2});
    writer->writeUntilClosed();
    QCOMPARE(tradeIds(m_script->written()), (std::vector<std::int64_t>{1}));
    QCOMPARE(writer->status().read().eventsLost, 0);
}

void TestStorageWriter::testRefusedBatchBecomesGaps_data()
{
    QTest::addColumn<bool>("isRejected");
    QTest::newRow("rejected") << true;
    QTest::newRow("misconfigured") << false;
}

void TestStorageWriter::testRefusedBatchBecomesGaps()
{
    QFETCH(bool, isRejected);
    EventBatch refused = makeBatch(1);
    CaptureGap carried;
    carried.symbol = *Symbol::parse(u"ETHUSDT");
    carried.reason = GapReason::Sequence;
    refused.add(carried);
    QVERIFY(m_queue->push(std::move(refused)));
    QVERIFY(m_queue->push(makeBatch(2)));
    m_script->failWrites(1, isRejected ? Refused : Wrong);
    expectLog(QtCriticalMsg, u"^A batch of 2 events is lost, because the database refused it"_s);
    expectLog(QtCriticalMsg, u"^2 events were lost in this run$"_s);

    const WriterStatus status = runToEnd();
    QCOMPARE(status.eventsLost, 2);
    QCOMPARE(status.tradesInserted, 1);
    QCOMPARE(status.state, State::Stopped);
    const std::vector<EventBatch> written = m_script->written();
    QCOMPARE(written.size(), std::size_t(2));
    QCOMPARE(written[0].eventCount(), std::size_t(0));
    QCOMPARE(written[0].gaps.size(), std::size_t(3));
    QCOMPARE(written[0].gaps[0].reason, GapReason::Sequence);
    QCOMPARE(written[0].gaps[1].stream, std::string("aggTrade"));
    QCOMPARE(written[0].gaps[1].reason, GapReason::WriteFailure);
    QCOMPARE(written[0].gaps[1].missingEvents, 1);
    QCOMPARE(written[0].gaps[2].stream, std::string("depth5@100ms"));
    QCOMPARE(tradeIds(written), (std::vector<std::int64_t>{2}));
}

void TestStorageWriter::testRefusedLossRecordIsTriedAgain()
{
    QVERIFY(m_queue->push(makeBatch(1)));
    m_script->failWrites(3, Wrong);
    expectLog(QtCriticalMsg, u"^A batch of 2 events is lost"_s);
    expectLog(QtWarningMsg, u"^wrong - trying again$"_s);
    expectLog(QtWarningMsg, u"^wrong - trying again$"_s);
    expectLog(QtCriticalMsg, u"^2 events were lost in this run$"_s);
    const WriterStatus status = runToEnd();
    QCOMPARE(status.eventsLost, 2);
    QCOMPARE(m_script->written().size(), std::size_t(1));
    QCOMPARE(m_script->written()[0].gaps.size(), std::size_t(2));
}

void TestStorageWriter::testNeverBackWithinGrace()
{
    for (int id = 1; id <= 3; ++id)
        QVERIFY(m_queue->push(makeBatch(id)));
    StorageWriterOptions impatient = options();
    impatient.stopGrace = 30ms;
    impatient.firstRetryDelay = 1h;
    const auto writer = makeWriter(impatient);
    QVERIFY(writer->start());
    m_script->failWrites(1, Away);
    m_script->failOpens(1'000'000, Away);

    expectLog(QtWarningMsg, u"^away - trying again$"_s);
    expectLog(QtCriticalMsg, u"^Everything that still waits.*within 30 ms of the stop. away$"_s);
    expectLog(QtWarningMsg, u"^The session stays without its end. away$"_s);
    expectLog(QtCriticalMsg, u"^6 events were lost in this run$"_s);
    writer->stop({.received = 6});
    writer->writeUntilClosed();

    const WriterStatus status = writer->status().read();
    QCOMPARE(status.state, State::Stopped);
    QCOMPARE(status.eventsLost, 6);
    QCOMPARE(status.batchesWritten, 0);
    QVERIFY(m_script->written().empty());
    QVERIFY(!m_script->ended());
    // The later batches are not tried on a store that is known to be away.
    QCOMPARE(m_script->writeCount(), 1);
    QCOMPARE(m_script->openCount(), 1);
}

void TestStorageWriter::testGraceDoesNotCutWorkingStore()
{
    for (int id = 1; id <= 3; ++id)
        QVERIFY(m_queue->push(makeBatch(id)));
    StorageWriterOptions impatient = options();
    impatient.stopGrace = 0ms;
    const auto writer = makeWriter(impatient);
    QVERIFY(writer->start());
    writer->stop({.received = 6});
    writer->writeUntilClosed();
    QCOMPARE(writer->status().read().eventsLost, 0);
    QCOMPARE(tradeIds(m_script->written()), (std::vector<std::int64_t>{1, 2, 3}));
    QVERIFY(m_script->ended());
}

void TestStorageWriter::testLagAndDuration()
{
    // The clock steps at: receipt of the trade and of the depth update, the first status, two signs
    // of life and the upkeep at the start, reading the ledger, the status behind it, signs of life
    // of the loop and of the write, the write's start, its end, and the count of it.
    QVERIFY(m_queue->push(makeBatch(1)));
    WriterStatus status = runToEnd();
    QCOMPARE(status.lastCommitDuration, std::chrono::microseconds(1ms));
    QVERIFY(status.lastLag);
    QCOMPARE(*status.lastLag, std::chrono::microseconds(12ms));
}

void TestStorageWriter::testTellsWhereStreamsEnd()
{
    const StreamEnd end{*Symbol::parse(u"BTCUSDT"), "aggTrade", 77, UtcMicroseconds(5us),
                        UtcMilliseconds(4ms)};
    m_script->setStreamEnds({end});
    const auto writer = makeWriter(options());
    QVERIFY(!writer->streamEnds());
    QVERIFY(writer->start());
    QVERIFY(writer->streamEnds());
    QVERIFY(*writer->streamEnds() == std::vector<StreamEnd>{end});
    writer->stop({});
    writer->writeUntilClosed();
}

void TestStorageWriter::testReadsTheLedgerAgainAfterGaps()
{
    LedgerGap gap;
    gap.id = 5;
    m_script->setRepairableGaps({gap});
    const auto writer = makeWriter(options());
    QVERIFY(writer->start());
    const LedgerGaps atStart = writer->repairableGaps();
    QVERIFY(*atStart == std::vector<LedgerGap>{gap});

    QVERIFY(m_queue->push(makeBatch(1)));
    EventBatch withGap;
    withGap.add(CaptureGap());
    LedgerGap another = gap;
    another.id = 6;
    m_script->setRepairableGaps({another, gap});
    QVERIFY(m_queue->push(std::move(withGap)));
    writer->stop({.received = 2});
    writer->writeUntilClosed();
    QVERIFY((*writer->repairableGaps() == std::vector<LedgerGap>{another, gap}));
    // What was handed out stays as it was.
    QVERIFY(*atStart == std::vector<LedgerGap>{gap});
}

void TestStorageWriter::testRefusedRepairIsNotLost_data()
{
    QTest::addColumn<StoreError>("error");
    QTest::newRow("rejected") << Refused;
    QTest::newRow("misconfigured") << Wrong;
}

void TestStorageWriter::testRefusedRepairIsNotLost()
{
    QFETCH(StoreError, error);
    m_script->failWrites(1, error);
    EventBatch repair = makeBatch(1);
    repair.depthUpdates.clear();
    repair.repair = GapRepair{5, std::nullopt, {}};
    QVERIFY(m_queue->push(std::move(repair)));
    QVERIFY(m_queue->push(makeBatch(2)));
    expectLog(QtCriticalMsg, u"its gap stays open"_s);
    const WriterStatus status = runToEnd();
    // No second gap for what is in the ledger already.
    QCOMPARE(tradeIds(m_script->written()), std::vector<std::int64_t>{2});
    QCOMPARE(m_script->written().front().gaps.size(), std::size_t(0));
    QCOMPARE(status.eventsLost, 0);
}

void TestStorageWriter::testRepairsAreCountedApart()
{
    EventBatch repair = makeBatch(1);
    repair.depthUpdates.clear();
    repair.repair = GapRepair{5, std::nullopt, {}};
    QVERIFY(m_queue->push(std::move(repair)));
    QVERIFY(m_queue->push(makeBatch(2)));
    const WriterStatus status = runToEnd();
    QCOMPARE(status.tradesRepaired, 1);
    QCOMPARE(status.tradesInserted, 1);
}

QTEST_GUILESS_MAIN(TestStorageWriter)
#include "tst_storagewriter.moc"
