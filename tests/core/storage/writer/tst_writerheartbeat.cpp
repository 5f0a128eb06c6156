// The signs of life of the writer: an outage of the database is none of a hung thread.

#include "storage/writer/storagewriter.h"

#include "fakes/failingstore.h"
#include "fakes/manualclock.h"

#include <QTest>

#include <thread>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const StoreError Away{StoreError::Kind::Unavailable, u"away"_s, {}};

EventBatch makeBatch()
{
    AggTrade trade;
    trade.symbol = *Symbol::parse(u"BTCUSDT");
    trade.aggTradeId = 1;
    EventBatch batch;
    batch.add(trade);
    return batch;
}

} // namespace

class TestWriterHeartbeat : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testIdle();
    void testOutage_data();
    void testOutage();
    void testHeldByTheDatabase();
    void testEnd();

private:
    void start();
    void stop();
    /// Whether the writer gives a sign of life each of many minutes.
    bool beatsForAnHour();
    Heartbeat heartbeat() const { return m_writer->status().read().heartbeat; }
    bool isOverdue() const { return heartbeat().isOverdue(m_clock.now().monotonic); }

    ManualClock m_clock;
    std::shared_ptr<StoreScript> m_script;
    std::unique_ptr<BatchQueue> m_queue;
    std::unique_ptr<StorageWriter> m_writer;
    std::thread m_thread;
};

void TestWriterHeartbeat::init()
{
    m_script = std::make_shared<StoreScript>();
    m_queue = std::make_unique<BatchQueue>(1'000'000);
    StorageWriterOptions options;
    options.firstRetryDelay = 1ms;
    options.longestRetryDelay = 2ms;
    options.idleInterval = 1ms;
    options.stopGrace = 60s;
    m_writer = std::make_unique<StorageWriter>(
        [script = m_script] { return std::make_unique<FailingStore>(script); }, *m_queue, m_clock,
        options);
}

void TestWriterHeartbeat::cleanup()
{
    m_script->holdWrites(false);
    m_script->recover();
    stop();
    m_writer.reset();
}

void TestWriterHeartbeat::start()
{
    QVERIFY(m_writer->start());
    m_thread = std::thread([this] { m_writer->writeUntilClosed(); });
}

void TestWriterHeartbeat::stop()
{
    m_writer->stop({});
    if (m_thread.joinable())
        m_thread.join();
}

bool TestWriterHeartbeat::beatsForAnHour()
{
    for (int minute = 0; minute < 60; ++minute) {
        m_clock.advance(1min);
        const auto now = m_clock.now().monotonic;
        if (!QTest::qWaitFor([&] { return heartbeat().at == now; }, 30'000))
            return false;
    }
    return !isOverdue();
}

void TestWriterHeartbeat::testIdle()
{
    start();
    QVERIFY(beatsForAnHour());
}

void TestWriterHeartbeat::testOutage_data()
{
    QTest::addColumn<bool>("isAtOpen");
    QTest::newRow("of the connection") << true;
    QTest::newRow("of each write") << false;
}

void TestWriterHeartbeat::testOutage()
{
    QFETCH(bool, isAtOpen);
    constexpr int Long = 50'000;
    start();
    m_script->failWrites(isAtOpen ? 1 : Long, Away);
    if (isAtOpen)
        m_script->failOpens(Long, Away);
    QVERIFY(m_queue->push(makeBatch()));
    QTRY_COMPARE(m_writer->status().read().state, WriterStatus::State::Retrying);
    QVERIFY(beatsForAnHour());
}

void TestWriterHeartbeat::testHeldByTheDatabase()
{
    start();
    m_script->holdWrites(true);
    QVERIFY(m_queue->push(makeBatch()));
    QTRY_COMPARE(m_script->writeCount(), 1);
    // Several statements, each as long as it may be.
    m_clock.advance(9min);
    QVERIFY(!isOverdue());
    m_clock.advance(2min);
    QVERIFY(isOverdue());
    m_script->holdWrites(false);
    QTRY_VERIFY(!isOverdue());
}

void TestWriterHeartbeat::testEnd()
{
    start();
    stop();
    m_clock.advance(24h);
    QVERIFY(!isOverdue());
}

QTEST_GUILESS_MAIN(TestWriterHeartbeat)
#include "tst_writerheartbeat.moc"
