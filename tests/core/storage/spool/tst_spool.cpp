#include "storage/spool/spool.h"

#include "core/storage/spool/spooltesting.h"
#include "storage/spool/batchcodec.h"
#include "storage/spool/spoollimits.h"
#include "storage/spool/spoollock.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTest>

#include <thread>

using namespace Orderflow;
using namespace SpoolTesting;
using namespace Qt::StringLiterals;

class TestSpool : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_fixture.setUp(); }
    void cleanup() { m_fixture = {}; }

    void testOldestFirst();
    void testPrependGoesBeforeAll();
    void testOutlivesClosing();
    void testTotals();
    void testStreamEnds();
    void testSessions();
    void testSessionWithBatchesStays();
    void testDeadLetters();
    void testUnreadableBatchIsSetAside();
    void testDamagedFileIsQuarantined_data();
    void testDamagedFileIsQuarantined();
    void testDamageOnTheWayIsNoEnd();
    void testOtherFilesAreLeftAlone_data();
    void testOtherFilesAreLeftAlone();
    void testTwoThreads();
    void testShrinks();
    void testLock();
    void testNoSuchFolder();

private:
    void execute(const QString &statement);

    SpoolFixture m_fixture;
};

void TestSpool::execute(const QString &statement)
{
    const auto done = m_fixture.spool->connection().run(statement);
    QVERIFY2(done, done ? "" : qPrintable(done.error().message));
}

void TestSpool::testOldestFirst()
{
    m_fixture.append({pairBatch(1), pairBatch(2)});
    m_fixture.append({pairBatch(3)});
    const auto batches = m_fixture.drain();
    QVERIFY((batches == std::vector<EventBatch>{pairBatch(1), pairBatch(2), pairBatch(3)}));
    QVERIFY(!valueOf(m_fixture.spool->oldest()));
}

void TestSpool::testPrependGoesBeforeAll()
{
    for (int id = 9; id >= 5; --id)
        valueOf(m_fixture.spool->prepend(m_fixture.sessionKey, pairBatch(id), Now));
    m_fixture.append({pairBatch(10)});
    valueOf(m_fixture.spool->prepend(m_fixture.sessionKey, pairBatch(4), Now));
    QCOMPARE(tradeIds(m_fixture.drain()), (std::vector<std::int64_t>{4, 5, 6, 7, 8, 9, 10}));
}

void TestSpool::testOutlivesClosing()
{
    m_fixture.append({pairBatch(1)});
    m_fixture.spool.reset();
    m_fixture.spool = std::make_unique<Spool>(m_fixture.path, SqlAccess::Write);
    QCOMPARE(valueOf(m_fixture.spool->openOrReplace(Now)), QString());
    QVERIFY(m_fixture.drain() == std::vector<EventBatch>{pairBatch(1)});
}

void TestSpool::testTotals()
{
    QCOMPARE(valueOf(m_fixture.spool->totals()), SpoolTotals());
    m_fixture.append({pairBatch(1), pairBatch(2)});
    const std::int64_t bytes =
        BatchCodec::encode(pairBatch(1)).size() + BatchCodec::encode(pairBatch(2)).size();
    QCOMPARE(valueOf(m_fixture.spool->totals()), (SpoolTotals{2, 4, bytes, 0, 0, 0}));
    valueOf(m_fixture.spool->setAside(m_fixture.sessionKey, pairBatch(1), {}, Now));
    const std::int64_t deadBytes = BatchCodec::encode(pairBatch(1)).size();
    QCOMPARE(valueOf(m_fixture.spool->totals()), (SpoolTotals{2, 4, bytes, 1, 2, deadBytes}));
    m_fixture.drain();
    verify(m_fixture.spool->removeDeadLetter(1));
    QCOMPARE(valueOf(m_fixture.spool->totals()), SpoolTotals());
}

void TestSpool::testStreamEnds()
{
    EventBatch repair = StoreTesting::makeBatch(StoreTesting::makeTrade(900));
    repair.repair = GapRepair{1, std::nullopt, {}};
    m_fixture.append({pairBatch(7), pairBatch(8), repair});
    m_fixture.append({pairBatch(3)});
    const auto ends = valueOf(m_fixture.spool->streamEnds());
    QCOMPARE(ends.size(), std::size_t(2));
    const AggTrade trade = pairBatch(8).trades[0];
    const DepthUpdate update = pairBatch(8).depthUpdates[0];
    const StreamEnd trades{trade.symbol, "aggTrade", 8, trade.receiveTime.utc, trade.tradeTime};
    const StreamEnd depth{update.symbol, update.depthKind, 1080, update.receiveTime.utc,
                          update.transactionTime};
    QVERIFY(ends[0] == trades);
    QVERIFY(ends[1] == depth);

    // Ids that start over come with new times.
    EventBatch restart = pairBatch(9);
    restart.trades[0].aggTradeId = 1;
    m_fixture.append({restart});
    QCOMPARE(valueOf(m_fixture.spool->streamEnds())[0].lastId, 1);

    m_fixture.drain();
    QVERIFY(valueOf(m_fixture.spool->streamEnds()).empty());
}

void TestSpool::testSessions()
{
    SpoolSessions sessions(*m_fixture.spool);
    SpoolSession session = valueOf(sessions.all()).front();
    QCOMPARE(session.session.host, u"höst"_s);
    QCOMPARE(session.session.processId, 4'000'000'000);
    QVERIFY(!session.captureSessionId);
    session.captureSessionId = 12;
    session.databaseName = u"postgresql://host/db"_s;
    session.session.endedAt = Now;
    session.session.eventsReceived = 5;
    session.session.eventsWritten = 4;
    session.session.eventsLost = 1;
    session.isResumePending = true;
    verify(sessions.save(session));
    QVERIFY(valueOf(sessions.find(session.key)) == session);
    QVERIFY(!valueOf(sessions.find(77)));
    verify(sessions.remove(session.key));
    QVERIFY(valueOf(sessions.all()).empty());
}

void TestSpool::testSessionWithBatchesStays()
{
    SpoolSessions sessions(*m_fixture.spool);
    m_fixture.append({pairBatch(1)});
    QVERIFY(valueOf(sessions.hasBatches(m_fixture.sessionKey)));
    verify(sessions.remove(m_fixture.sessionKey));
    QCOMPARE(valueOf(sessions.all()).size(), std::size_t(1));

    // What was inserted counts for the run.
    const auto oldest = valueOf(m_fixture.spool->oldest());
    verify(m_fixture.spool->remove(*oldest, 2));
    QCOMPARE(valueOf(sessions.all())[0].session.eventsWritten, 2);
    QVERIFY(!valueOf(sessions.hasBatches(m_fixture.sessionKey)));

    valueOf(m_fixture.spool->setAside(m_fixture.sessionKey, pairBatch(1), {}, Now));
    verify(sessions.remove(m_fixture.sessionKey));
    QCOMPARE(valueOf(sessions.all()).size(), std::size_t(1));
    verify(m_fixture.spool->removeDeadLetter(1));
    verify(sessions.remove(m_fixture.sessionKey));
    QVERIFY(valueOf(sessions.all()).empty());
}

void TestSpool::testDeadLetters()
{
    const StoreError refused{StoreError::Kind::Rejected, u"no “such” row"_s, u"23514"_s};
    const std::int64_t id =
        valueOf(m_fixture.spool->setAside(m_fixture.sessionKey, pairBatch(1), refused, Now));
    const auto letters = valueOf(m_fixture.spool->deadLetters(0, 10));
    QCOMPARE(letters.size(), std::size_t(1));
    QCOMPARE(letters[0].id, id);
    QCOMPARE(letters[0].sqlState, u"23514"_s);
    QCOMPARE(letters[0].error, u"no “such” row"_s);
    QCOMPARE(letters[0].trades, 1);
    QCOMPARE(letters[0].depthUpdates, 1);
    QVERIFY(letters[0].time == Now);
    QVERIFY(**valueOf(m_fixture.spool->deadLetter(id)) == pairBatch(1));
    QVERIFY(!valueOf(m_fixture.spool->deadLetter(id + 1)));
    QVERIFY(valueOf(m_fixture.spool->deadLetters(id, 10)).empty());
}

void TestSpool::testUnreadableBatchIsSetAside()
{
    m_fixture.append({pairBatch(1), pairBatch(2)});
    execute(u"UPDATE batches SET payload = x'0011' WHERE id = 1"_s);
    const auto oldest = valueOf(m_fixture.spool->oldest());
    QVERIFY(!oldest->batch);
    QCOMPARE(oldest->events, 2);
    verify(m_fixture.spool->setAsideUnreadable(*oldest, Now));
    QCOMPARE(tradeIds(m_fixture.drain()), std::vector<std::int64_t>{2});
    const auto letters = valueOf(m_fixture.spool->deadLetters(0, 10));
    QCOMPARE(letters.size(), std::size_t(1));
    QVERIFY(letters[0].error.contains(u"damaged"_s));
    QVERIFY(!*valueOf(m_fixture.spool->deadLetter(letters[0].id)));
}

void TestSpool::testDamagedFileIsQuarantined_data()
{
    QTest::addColumn<int>("from");
    QTest::newRow("header") << 0;
    QTest::newRow("pages") << 4096;
}

void TestSpool::testDamagedFileIsQuarantined()
{
    QFETCH(int, from);
    for (int id = 1; id <= 200; ++id)
        m_fixture.append({pairBatch(id)});
    m_fixture.spool.reset();
    QFile file(m_fixture.path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    const QByteArray whole = file.readAll();
    QVERIFY(whole.size() > from + 20'000);
    QVERIFY(file.seek(from));
    QCOMPARE(file.write(QByteArray(20'000, 'x')), 20'000);
    file.close();

    m_fixture.spool = std::make_unique<Spool>(m_fixture.path, SqlAccess::Write);
    const QString newName = valueOf(m_fixture.spool->openOrReplace(Now));
    QCOMPARE(newName, m_fixture.path + u".damaged-2024-07-18T235702"_s);
    QCOMPARE(QFileInfo(newName).size(), whole.size());
    QCOMPARE(valueOf(m_fixture.spool->totals()), SpoolTotals());
}

void TestSpool::testDamageOnTheWayIsNoEnd()
{
    constexpr int Count = 400;
    for (int id = 1; id <= Count; ++id)
        m_fixture.append({pairBatch(id)});
    m_fixture.spool.reset();
    QFile file(m_fixture.path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qint64 damaged = file.size() / 4;
    QVERIFY(file.seek(file.size() - damaged));
    QCOMPARE(file.write(QByteArray(damaged, '\x55')), damaged);
    file.close();

    Spool spool(m_fixture.path, SqlAccess::Write);
    verify(spool.open());
    // The first ones are whole, those behind them are not.
    QCOMPARE(valueOf(spool.batches(0, 1)).size(), std::size_t(1));
    const auto all = spool.batches(0, Count);
    QVERIFY(!all);
    QVERIFY(spool.connection().isDamaged());
}

void TestSpool::testOtherFilesAreLeftAlone_data()
{
    QTest::addColumn<QString>("statement");
    QTest::addColumn<QString>("problem");
    QTest::newRow("another database") << u"PRAGMA application_id = 0"_s << u"something else"_s;
    QTest::newRow("later version") << u"PRAGMA user_version = 2"_s << u"newer program"_s;
}

void TestSpool::testOtherFilesAreLeftAlone()
{
    QFETCH(QString, statement);
    QFETCH(QString, problem);
    execute(statement);
    m_fixture.spool.reset();
    Spool spool(m_fixture.path, SqlAccess::Write);
    const auto opened = spool.openOrReplace(Now);
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, StoreError::Kind::Misconfigured);
    QVERIFY2(opened.error().message.contains(problem), qPrintable(opened.error().message));
    QVERIFY(QFile::exists(m_fixture.path));
}

void TestSpool::testTwoThreads()
{
    constexpr int Count = 100;
    std::thread feeder([this] {
        Spool spool(m_fixture.path, SqlAccess::Write);
        verify(spool.open());
        for (int id = 1; id <= Count; ++id)
            verify(spool.append(m_fixture.sessionKey, std::vector{pairBatch(id)}, Now));
    });
    std::vector<EventBatch> taken;
    while (taken.size() < Count) {
        const auto some = m_fixture.drain();
        taken.insert(taken.end(), some.begin(), some.end());
    }
    feeder.join();
    std::vector<std::int64_t> expected;
    for (int id = 1; id <= Count; ++id)
        expected.push_back(id);
    QCOMPARE(tradeIds(taken), expected);
}

void TestSpool::testShrinks()
{
    // Half of it stays.
    for (int i = 0; i < 10; ++i)
        m_fixture.append({largeBatch()});
    for (int i = 0; i < 5; ++i)
        verify(m_fixture.spool->remove(*valueOf(m_fixture.spool->oldest()), 0));
    QVERIFY(valueOf(m_fixture.spool->unusedBytes()) > 0);
    verify(m_fixture.spool->shrink());
    QCOMPARE(valueOf(m_fixture.spool->unusedBytes()), 0);
    QCOMPARE(m_fixture.drain().size(), std::size_t(5));

    for (int i = 0; i < 20; ++i)
        m_fixture.append({largeBatch()});
    execute(u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
    const qint64 full = QFileInfo(m_fixture.path).size();
    m_fixture.drain();
    QVERIFY(valueOf(m_fixture.spool->unusedBytes()) > full / 2);
    verify(m_fixture.spool->shrink());
    execute(u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
    QVERIFY(QFileInfo(m_fixture.path).size() < full / 4);
    QCOMPARE(valueOf(m_fixture.spool->unusedBytes()), 0);
}

void TestSpool::testLock()
{
    std::optional<SpoolLock> lock;
    {
        auto taken = SpoolLock::take(m_fixture.path);
        QVERIFY2(taken, taken ? "" : qPrintable(taken.error()));
        lock.emplace(std::move(*taken));
    }
    // Of one process as of two: the lock is the open file's.
    const auto second = SpoolLock::take(m_fixture.path);
    QVERIFY(!second);
    QVERIFY2(second.error().contains(u"SPOOL_FILE"_s) &&
                 second.error().contains(u"process %1"_s.arg(QCoreApplication::applicationPid())),
             qPrintable(second.error()));
    lock.reset();
    QVERIFY(SpoolLock::take(m_fixture.path));
    const auto nowhere = SpoolLock::take(m_fixture.folder->filePath(u"none/spool.db"_s));
    QVERIFY(!nowhere);
    QVERIFY(nowhere.error().contains(u"SPOOL_FILE"_s));
}

void TestSpool::testNoSuchFolder()
{
    Spool spool(m_fixture.folder->filePath(u"none/spool.db"_s), SqlAccess::Write);
    const auto opened = spool.open();
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, StoreError::Kind::Misconfigured);
    QVERIFY(opened.error().message.contains(u"does not exist; make it"_s));
}

QTEST_GUILESS_MAIN(TestSpool)
#include "tst_spool.moc"
