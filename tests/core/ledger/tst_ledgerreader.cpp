#include "core/storage/storetesting.h"
#include "fakes/manualclock.h"
#include "ledger/databaseledger.h"

#include <QTest>

#include <atomic>

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A reader that makes up what it reads.
class MadeUpLedger final : public LedgerReader
{
public:
    using LedgerReader::LedgerReader;
    ~MadeUpLedger() override
    {
        stop();
        join();
    }

    std::atomic<int> reads = 0;
    std::atomic<bool> fails = false;
    std::atomic<std::int64_t> hours = 0;

protected:
    Result read(std::chrono::hours span) override
    {
        ++reads;
        hours = span.count();
        if (fails)
            return tl::make_unexpected(u"the disk is full"_s);
        LedgerSpan ledger;
        ledger.to = ledger.from + span;
        return ledger;
    }
};

} // namespace

class TestLedgerReader : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void cleanup() { m_fixture.tearDown(); }

    void testReadsWhatIsThere();
    void testWhatIsOutsideTheSpan();
    void testTheNewestOfTooMany();
    void testFileThatIsNotThere();
    void testFollowsTheDatabase();
    void testPace();
    void testFailureKeepsTheSpan();
    void testSpanIsBounded_data();
    void testSpanIsBounded();

private:
    /// What was read of the last `hours` before `at`.
    std::shared_ptr<const LedgerSpan> read(UtcMicroseconds at, std::chrono::hours hours = 24h);

    StoreFixture m_fixture;
};

std::shared_ptr<const LedgerSpan> TestLedgerReader::read(UtcMicroseconds at,
                                                         std::chrono::hours hours)
{
    const ManualClock clock(std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()));
    DatabaseLedger ledger(m_fixture.database->url(), clock);
    ledger.start();
    ledger.request(hours);
    if (!QTest::qWaitFor([&ledger] { return ledger.answer().number == 1; }))
        return nullptr;
    if (const LedgerAnswer answer = ledger.answer(); !answer.error.isEmpty())
        qFatal("%s", qPrintable(answer.error));
    return ledger.answer().span;
}

void TestLedgerReader::testReadsWhatIsThere()
{
    QFETCH_GLOBAL(SqlDialect, dialect);
    m_fixture.setUp(dialect);
    if (!m_fixture.store)
        return;
    CaptureGap seamless = makeGap();
    seamless.fromTime -= 1min;
    seamless.toTime -= 1min;
    seamless.missingEvents = 0;
    m_fixture.write(makeBatch(makeTrade(1), makeTrade(3), makeDepth(500), makeConnection(),
                              makeGap(), seamless));
    const auto span = read(Time + 1h);
    QVERIFY(span);
    QCOMPARE(span->to, UtcMicroseconds(Time + 1h));
    QCOMPARE(span->from, UtcMicroseconds(Time - 23h));
    QCOMPARE(span->streams.size(), std::size_t(2));
    QCOMPARE(span->streams[0].stream.symbol.toString(), u"BTCUSDT"_s);
    QCOMPARE(span->streams[0].stream.stream, std::string("aggTrade"));
    QCOMPARE(span->streams[1].first, UtcMicroseconds(makeDepth(500).transactionTime));
    QCOMPARE(span->streams[1].last, UtcMicroseconds(makeDepth(500).transactionTime));
    QCOMPARE(span->sessions.size(), std::size_t(1));
    QCOMPARE(span->sessions[0].id, m_fixture.sessionId);
    QVERIFY(span->sessions[0].session == makeSession());
    QCOMPARE(span->connections.size(), std::size_t(1));
    QVERIFY(span->connections[0].connection == makeConnection());
    QCOMPARE(span->gaps.size(), std::size_t(2));
    QVERIFY(span->gaps[0].gap == seamless);
    QVERIFY(span->gaps[1].gap == makeGap());
    QVERIFY(!isHole(seamless));
    QVERIFY(isRepairable(span->gaps[1].gap));
    QVERIFY(!span->areGapsCut && !span->areStreamsCut && !span->areConnectionsCut);
}

void TestLedgerReader::testWhatIsOutsideTheSpan()
{
    QFETCH_GLOBAL(SqlDialect, dialect);
    m_fixture.setUp(dialect);
    if (!m_fixture.store)
        return;
    CaptureConnection closed = makeConnection();
    closed.closedAt = Time + 1s;
    m_fixture.write(makeBatch(makeTrade(1), closed, makeGap()));
    const auto before = read(Time + 30min, 1h);
    QVERIFY(before);
    QCOMPARE(before->gaps.size(), std::size_t(1));
    QCOMPARE(before->connections.size(), std::size_t(1));
    const auto after = read(Time + 2h, 1h);
    QVERIFY(after);
    QCOMPARE(after->gaps.size(), std::size_t(0));
    QCOMPARE(after->connections.size(), std::size_t(0));
    // The run has no end, and streams are there whenever they were recorded.
    QCOMPARE(after->sessions.size(), std::size_t(1));
    QCOMPARE(after->streams.size(), std::size_t(1));
}

void TestLedgerReader::testTheNewestOfTooMany()
{
    QFETCH_GLOBAL(SqlDialect, dialect);
    m_fixture.setUp(dialect);
    if (!m_fixture.store)
        return;
    EventBatch batch;
    for (std::size_t i = 0; i < LedgerSpan::MaxGaps + 5; ++i) {
        CaptureGap gap = makeGap();
        gap.fromTime += std::chrono::seconds(i);
        gap.toTime += std::chrono::seconds(i);
        // The oldest tell of holes, and stay before newer ones that do not.
        gap.missingEvents = i < 3 ? 5 : 0;
        batch.add(gap);
    }
    m_fixture.write(batch);
    const auto span = read(Time + 6h);
    QVERIFY(span);
    QVERIFY(span->areGapsCut);
    QCOMPARE(span->gaps.size(), LedgerSpan::MaxGaps);
    QCOMPARE(span->gaps.front().gap.fromTime, UtcMicroseconds(Time));
    QCOMPARE(span->gaps[2].gap.fromTime, UtcMicroseconds(Time + 2s));
    QCOMPARE(span->gaps[3].gap.fromTime, UtcMicroseconds(Time + 8s));
}

void TestLedgerReader::testFileThatIsNotThere()
{
    QFETCH_GLOBAL(SqlDialect, dialect);
    if (dialect != SqlDialect::Sqlite)
        QSKIP("only SQLite has files");
    const QTemporaryDir folder;
    const auto url = DatabaseUrl::parse(u"sqlite:///%1"_s.arg(folder.filePath(u"no.db"_s)));
    QVERIFY(url);
    const SystemClock clock;
    DatabaseLedger ledger(*url, clock, 1ms);
    ledger.start();
    ledger.request(1h);
    QTRY_COMPARE(ledger.answer().number, 1);
    QVERIFY(!ledger.answer().span);
    QVERIFY2(ledger.answer().error.contains(u"no.db does not exist"_s),
             qPrintable(ledger.answer().error));
    QVERIFY(!QFile::exists(folder.filePath(u"no.db"_s)));
    // And there once it is made.
    const auto store = createStore(*url);
    QVERIFY(store->open());
    QVERIFY(store->migrate());
    ledger.request(1h);
    QTRY_COMPARE(ledger.answer().number, 2);
    QCOMPARE(ledger.answer().error, QString());
    QVERIFY(ledger.answer().span);
}

void TestLedgerReader::testFollowsTheDatabase()
{
    QFETCH_GLOBAL(SqlDialect, dialect);
    m_fixture.setUp(dialect);
    if (!m_fixture.store)
        return;
    const ManualClock clock(Time.time_since_epoch() + 1h);
    DatabaseLedger ledger(m_fixture.database->url(), clock, 1ms);
    ledger.start();
    for (std::int64_t number = 1; number <= 2; ++number) {
        CaptureGap gap = makeGap();
        gap.fromTime += std::chrono::seconds(number);
        gap.toTime += std::chrono::seconds(number);
        m_fixture.write(makeBatch(gap));
        ledger.request(24h);
        QTRY_COMPARE(ledger.answer().number, number);
        QCOMPARE(ledger.answer().span->gaps.size(), std::size_t(number));
    }
}

void TestLedgerReader::testPace()
{
    MadeUpLedger ledger(10s);
    ledger.start();
    ledger.request(1h);
    QTRY_COMPARE(ledger.answer().number, 1);
    for (int i = 0; i < 100; ++i)
        ledger.request(2h);
    QTest::qWait(50);
    // And it does not rest any longer than its owner lives.
    QCOMPARE(ledger.reads.load(), 1);
}

void TestLedgerReader::testFailureKeepsTheSpan()
{
    MadeUpLedger ledger(0ms);
    ledger.start();
    ledger.request(5h);
    QTRY_COMPARE(ledger.answer().number, 1);
    ledger.fails = true;
    ledger.request(5h);
    QTRY_COMPARE(ledger.answer().number, 2);
    QCOMPARE(ledger.answer().error, u"the disk is full"_s);
    QVERIFY(ledger.answer().span);
    ledger.fails = false;
    ledger.request(5h);
    QTRY_COMPARE(ledger.answer().number, 3);
    QCOMPARE(ledger.answer().error, QString());
}

void TestLedgerReader::testSpanIsBounded_data()
{
    QTest::addColumn<int>("asked");
    QTest::addColumn<int>("read");
    QTest::newRow("nothing") << 0 << 1;
    QTest::newRow("the least") << 1 << 1;
    QTest::newRow("the most") << 168 << 168;
    QTest::newRow("more") << 100'000 << 168;
}

void TestLedgerReader::testSpanIsBounded()
{
    QFETCH(int, asked);
    MadeUpLedger ledger;
    ledger.start();
    ledger.request(std::chrono::hours(asked));
    QTRY_COMPARE(ledger.answer().number, 1);
    QTEST(int(ledger.hours), "read");
}

QTEST_GUILESS_MAIN(TestLedgerReader)
#include "tst_ledgerreader.moc"
