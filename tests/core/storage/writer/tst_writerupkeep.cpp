#include "storage/writer/storagewriter.h"

#include "core/storage/writer/writertesting.h"
#include "fakes/manualclock.h"

using namespace Orderflow;
using namespace WriterTesting;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// When the writer gives its store time to keep its tables up.
class TestWriterUpkeep : public QObject, private WriterFixture
{
    Q_OBJECT

private slots:
    void init() { setUp(); }

    void testKeepsUpAtTheStart();
    void testKeepsUpBetweenBatches();
    void testKeepsUpWhileIdle();
    void testFailedUpkeepLosesNothing_data();
    void testFailedUpkeepLosesNothing();
    void testStopDoesNotWaitForUpkeep();
};

void TestWriterUpkeep::testKeepsUpAtTheStart()
{
    StorageWriterOptions limited = options();
    limited.retention = {.days = 30, .bytes = 5};
    const auto writer = makeWriter(limited);
    QVERIFY(writer->start());
    QCOMPARE(m_script->keptUpAt().size(), std::size_t(1));
    QCOMPARE(std::chrono::floor<std::chrono::seconds>(m_script->keptUpAt().front()),
             std::chrono::sys_seconds(1'700'000'000s));
    QCOMPARE(m_script->retention(), limited.retention);
    QCOMPARE(m_script->writeCount(), 0);
}

void TestWriterUpkeep::testKeepsUpBetweenBatches()
{
    // A part at a time: the batches go on.
    m_script->setUpkeep({UpkeepState::MoreToDo, UpkeepState::MoreToDo, UpkeepState::MoreToDo});
    for (int id = 1; id <= 2; ++id)
        QVERIFY(m_queue->push(makeBatch(id)));
    const auto writer = makeWriter(options());
    QVERIFY(writer->start());
    RunningWriter running(*writer);
    QTRY_COMPARE(m_script->keptUpAt().size(), std::size_t(4));
    running.stop();
    QCOMPARE(tradeIds(m_script->written()), (std::vector<std::int64_t>{1, 2}));
}

void TestWriterUpkeep::testKeepsUpWhileIdle()
{
    // Just before midnight.
    ManualClock clock(1'700'006'400'000ms - 1ms);
    StorageWriterOptions impatient = options();
    impatient.idleInterval = 1ms;
    StorageWriter writer([script = m_script] { return std::make_unique<FailingStore>(script); },
                         *m_queue, clock, impatient);
    QVERIFY(writer.start());
    RunningWriter running(writer);
    clock.advance(1ms);
    QTRY_COMPARE(m_script->keptUpAt().size(), std::size_t(2));
    QCOMPARE(m_script->keptUpAt().back(), UtcMicroseconds(1'700'006'400'000ms));
    clock.advance(10min);
    QTRY_COMPARE(m_script->keptUpAt().size(), std::size_t(3));
    running.stop();
    QCOMPARE(m_script->writeCount(), 0);
    QVERIFY(m_script->ended());
}

void TestWriterUpkeep::testFailedUpkeepLosesNothing_data()
{
    QTest::addColumn<bool>("isAway");
    QTest::newRow("away") << true;
    QTest::newRow("misconfigured") << false;
}

void TestWriterUpkeep::testFailedUpkeepLosesNothing()
{
    QFETCH(bool, isAway);
    m_script->setUpkeep({tl::unexpected(isAway ? Away : Wrong)});
    expectLog(QtWarningMsg, isAway ? u"^away$"_s : u"^wrong$"_s);
    QVERIFY(m_queue->push(makeBatch(1)));
    const WriterStatus status = runToEnd();
    QCOMPARE(status.eventsLost, 0);
    QCOMPARE(tradeIds(m_script->written()), (std::vector<std::int64_t>{1}));
    QCOMPARE(m_script->openCount(), isAway ? 2 : 1);
}

void TestWriterUpkeep::testStopDoesNotWaitForUpkeep()
{
    m_script->setUpkeep({UpkeepState::MoreToDo});
    QVERIFY(m_queue->push(makeBatch(1)));
    runToEnd();
    QCOMPARE(m_script->keptUpAt().size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(TestWriterUpkeep)
#include "tst_writerupkeep.moc"
