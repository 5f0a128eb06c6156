#include "storage/writer/storagethread.h"

#include "fakes/failingstore.h"
#include "storage/stores/storefactory.h"

#include <QSqlDatabase>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using State = WriterStatus::State;

class TestStorageThread : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void testWritesWhileRunning();
    void testFailedStart();
    void testDestructorWritesWhatWaits();
    void testNeverStarted();
    void testStopCutsTheWaitForAnAbsentStore();
    void testSqlite();

private:
    std::unique_ptr<StorageThread> makeThread(const StorageWriterOptions &options = {});

    SystemClock m_clock;
    std::shared_ptr<StoreScript> m_script;
    std::unique_ptr<BatchQueue> m_queue;
};

namespace {

/// Counts a signal of another thread, in this one; QSignalSpy would count in the other.
class SignalCounter : public QObject
{
public:
    SignalCounter(const StorageThread &thread, void (StorageThread::*signal)())
    {
        connect(&thread, signal, this, [this] { ++m_count; });
    }

    int count() const { return m_count; }

private:
    int m_count = 0;
};

EventBatch makeBatch(std::int64_t id)
{
    AggTrade trade;
    trade.symbol = *Symbol::parse(u"BTCUSDT");
    trade.aggTradeId = id;
    EventBatch batch;
    batch.add(trade);
    return batch;
}

} // namespace

void TestStorageThread::init()
{
    QTest::failOnWarning(QRegularExpression(u"."_s));
    m_script = std::make_shared<StoreScript>();
    m_queue = std::make_unique<BatchQueue>(1'000'000);
}

std::unique_ptr<StorageThread> TestStorageThread::makeThread(const StorageWriterOptions &options)
{
    return std::make_unique<StorageThread>(
        [script = m_script] { return std::make_unique<FailingStore>(script); }, *m_queue, m_clock,
        options);
}

void TestStorageThread::testWritesWhileRunning()
{
    const auto thread = makeThread();
    const SignalCounter ready(*thread, &StorageThread::ready);
    const SignalCounter failed(*thread, &StorageThread::failed);
    const SignalCounter ended(*thread, &StorageThread::ended);
    thread->start();
    QTRY_COMPARE(ready.count(), 1);
    QCOMPARE(thread->status().read().state, State::Ready);

    QVERIFY(m_queue->push(makeBatch(1)));
    QTRY_COMPARE(thread->status().read().tradesInserted, 1);
    QVERIFY(m_queue->push(makeBatch(2)));
    thread->stop({.received = 2});
    QTRY_COMPARE(ended.count(), 1);
    QCOMPARE(thread->status().read().state, State::Stopped);
    QCOMPARE(thread->status().read().tradesInserted, 2);
    QCOMPARE(failed.count(), 0);
    QCOMPARE(m_script->ended()->eventsReceived, 2);
}

void TestStorageThread::testFailedStart()
{
    m_script->failOpens(1, {StoreError::Kind::Misconfigured, u"wrong"_s, {}});
    const auto thread = makeThread();
    const SignalCounter ready(*thread, &StorageThread::ready);
    const SignalCounter failed(*thread, &StorageThread::failed);
    const SignalCounter ended(*thread, &StorageThread::ended);
    thread->start();
    QTRY_COMPARE(ended.count(), 1);
    QCOMPARE(failed.count(), 1);
    QCOMPARE(ready.count(), 0);
    QCOMPARE(thread->status().read().state, State::Failed);
    QCOMPARE(thread->status().read().lastError->message, u"wrong"_s);
}

void TestStorageThread::testDestructorWritesWhatWaits()
{
    auto thread = makeThread();
    for (int id = 1; id <= 100; ++id)
        QVERIFY(m_queue->push(makeBatch(id)));
    thread->start();
    thread.reset();
    QCOMPARE(m_script->written().size(), std::size_t(100));
    QVERIFY(m_script->ended());
}

void TestStorageThread::testNeverStarted()
{
    makeThread().reset();
    QCOMPARE(m_script->openCount(), 0);
}

void TestStorageThread::testStopCutsTheWaitForAnAbsentStore()
{
    // Without the cut, the test would last for an hour.
    StorageWriterOptions options;
    options.firstRetryDelay = 1h;
    options.longestRetryDelay = 1h;
    m_script->failWrites(1, {StoreError::Kind::Unavailable, u"away"_s, {}});
    QTest::ignoreMessage(QtWarningMsg, "away - trying again");
    const auto thread = makeThread(options);
    const SignalCounter ended(*thread, &StorageThread::ended);
    QVERIFY(m_queue->push(makeBatch(1)));
    thread->start();
    QTRY_COMPARE(thread->status().read().state, State::Retrying);
    thread->stop({.received = 1});
    QTRY_COMPARE(ended.count(), 1);
    QCOMPARE(thread->status().read().tradesInserted, 1);
    QCOMPARE(thread->status().read().eventsLost, 0);
}

void TestStorageThread::testSqlite()
{
    QTemporaryDir folder;
    const auto url = DatabaseUrl::parse(u"sqlite:///"_s + folder.filePath(u"flow.db"_s));
    QVERIFY(url);
    StorageThread thread([url] { return createStore(*url); }, *m_queue, m_clock, {});
    const SignalCounter ended(thread, &StorageThread::ended);
    thread.start();
    QVERIFY(m_queue->push(makeBatch(1)));
    thread.stop({.received = 1});
    QTRY_COMPARE(ended.count(), 1);
    QCOMPARE(thread.status().read().tradesInserted, 1);
    QVERIFY(QSqlDatabase::connectionNames().isEmpty());
}

QTEST_GUILESS_MAIN(TestStorageThread)
#include "tst_storagethread.moc"
