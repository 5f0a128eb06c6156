#include "gui/source/ownledger.h"

#include "fakes/manualclock.h"
#include "fakes/scriptedrest.h"
#include "fakes/traderest.h"
#include "storage/stores/storefactory.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The ledger of a database that nothing records into, and gaps of it that are filled.
class TestOwnLedger : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testReads();
    void testNoDatabase();
    void testAnotherDatabase();
    void testFills();
    void testExchangeIsAway();
    void testStop();
    void testEndsWhileFilling();

private:
    QString urlOf(const QString &file) const { return u"sqlite:///"_s + m_folder->filePath(file); }
    OwnRecorderSettings settingsFor(const QString &file) const;
    /// A database with a gap of a hundred trades.
    void makeDatabase(const QString &file);
    std::vector<LedgerGap> read();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ScriptedRest> m_server;
    const SystemClock m_clock;
    ManualClock m_exchangeClock;
    std::unique_ptr<TradeRest> m_trades;
    std::unique_ptr<OwnRecorder> m_recorder;
    std::unique_ptr<OwnLedger> m_ledger;
};

void TestOwnLedger::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<ScriptedRest>();
    m_trades = std::make_unique<TradeRest>(m_exchangeClock);
    m_trades->serveAt(*m_server);
    m_recorder = std::make_unique<OwnRecorder>(settingsFor(u"test.db"_s), RecorderOptions());
    m_ledger = std::make_unique<OwnLedger>(*m_recorder, m_clock);
}

void TestOwnLedger::cleanup()
{
    m_ledger.reset();
    m_recorder.reset();
    m_trades.reset();
    m_server.reset();
    m_folder.reset();
}

OwnRecorderSettings TestOwnLedger::settingsFor(const QString &file) const
{
    OwnRecorderSettings settings;
    settings.recorder.databaseUrl = urlOf(file);
    settings.recorder.restBaseUrl = m_server->url();
    return settings;
}

void TestOwnLedger::makeDatabase(const QString &file)
{
    const auto store = createStore(*DatabaseUrl::parse(urlOf(file)));
    QVERIFY(store->open());
    QVERIFY(store->migrate());
    QVERIFY(store->beginSession({}));
    CaptureGap gap;
    gap.symbol = *Symbol::parse(u"BTCUSDT");
    gap.stream = "aggTrade";
    gap.firstMissingId = 1'001;
    gap.lastMissingId = 1'100;
    gap.missingEvents = 100;
    gap.toTime = m_clock.now().utc - 1min;
    gap.fromTime = gap.toTime - 30s;
    EventBatch batch;
    batch.add(gap);
    QVERIFY(store->write(batch));
    m_trades->add(gap.symbol, 900, 1'200);
}

std::vector<LedgerGap> TestOwnLedger::read()
{
    const std::int64_t number = m_ledger->answer().number;
    m_ledger->request(24h);
    if (!QTest::qWaitFor([this, number] { return m_ledger->answer().number > number; }))
        qFatal("the ledger was not read");
    return m_ledger->answer().span ? m_ledger->answer().span->gaps : std::vector<LedgerGap>();
}

void TestOwnLedger::testReads()
{
    makeDatabase(u"test.db"_s);
    const std::vector<LedgerGap> gaps = read();
    QCOMPARE(gaps.size(), std::size_t(1));
    QVERIFY(isRepairable(gaps.front().gap));
    QCOMPARE(m_ledger->answer().error, QString());
    QCOMPARE(m_ledger->fillRefusal(), QString());
}

void TestOwnLedger::testNoDatabase()
{
    QVERIFY(read().empty());
    QVERIFY2(m_ledger->answer().error.contains(u"test.db does not exist"_s),
             qPrintable(m_ledger->answer().error));
    m_recorder->setSettings({});
    m_ledger->request(24h);
    QVERIFY(!m_ledger->answer().error.isEmpty());
}

void TestOwnLedger::testAnotherDatabase()
{
    makeDatabase(u"test.db"_s);
    QCOMPARE(read().size(), std::size_t(1));
    const auto store = createStore(*DatabaseUrl::parse(urlOf(u"other.db"_s)));
    QVERIFY(store->open());
    QVERIFY(store->migrate());
    m_recorder->setSettings(settingsFor(u"other.db"_s));
    m_ledger->request(24h);
    // What was of the first is not shown for the other.
    QVERIFY(!m_ledger->answer().span);
    QTRY_VERIFY(m_ledger->answer().span);
    QVERIFY(m_ledger->answer().span->gaps.empty());
}

void TestOwnLedger::testFills()
{
    makeDatabase(u"test.db"_s);
    const std::vector<LedgerGap> gaps = read();
    QSignalSpy changed(m_ledger.get(), &LedgerSource::fillingChanged);
    m_ledger->fill(gaps);
    QVERIFY(m_ledger->filling().isRunning);
    m_ledger->fill(gaps);
    QTRY_VERIFY(!m_ledger->filling().isRunning);
    QCOMPARE(m_ledger->filling().error, QString());
    QCOMPARE(m_ledger->filling().filled, 1);
    QCOMPARE(m_ledger->filling().fetched, 100);
    QCOMPARE(m_server->requestCount(u"/fapi/v1/aggTrades"_s), 1);
    QTRY_COMPARE(read().front().gap.status, GapStatus::Filled);
    QCOMPARE(read().front().gap.filledRows, 100);
}

void TestOwnLedger::testExchangeIsAway()
{
    makeDatabase(u"test.db"_s);
    const std::vector<LedgerGap> gaps = read();
    m_server->stop();
    m_ledger->fill(gaps);
    QTRY_VERIFY(!m_ledger->filling().isRunning);
    QVERIFY2(m_ledger->filling().error.contains(u"127.0.0.1"_s),
             qPrintable(m_ledger->filling().error));
    QCOMPARE(m_ledger->filling().open, 1);
}

void TestOwnLedger::testStop()
{
    makeDatabase(u"test.db"_s);
    const std::vector<LedgerGap> gaps = read();
    m_server->answer(u"/fapi/v1/aggTrades"_s, {.way = ScriptedAnswer::Way::Held});
    m_ledger->fill(gaps);
    QTRY_COMPARE(m_server->requestCount(u"/fapi/v1/aggTrades"_s), 1);
    m_ledger->stopFilling();
    QTRY_VERIFY(!m_ledger->filling().isRunning);
    QCOMPARE(m_ledger->filling().open, 1);
    QCOMPARE(m_ledger->filling().fetched, 0);
}

void TestOwnLedger::testEndsWhileFilling()
{
    makeDatabase(u"test.db"_s);
    const std::vector<LedgerGap> gaps = read();
    m_server->answer(u"/fapi/v1/aggTrades"_s, {.way = ScriptedAnswer::Way::Held});
    m_ledger->fill(gaps);
    QElapsedTimer timer;
    timer.start();
    m_ledger.reset();
    QVERIFY(timer.elapsed() < 5'000);
}

QTEST_GUILESS_MAIN(TestOwnLedger)
#include "tst_ownledger.moc"
