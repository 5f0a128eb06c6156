#include "core/storage/storetesting.h"
#include "market/checksum.h"
#include "storage/sql/recordreader.h"

#include <QTest>

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;

/// What was written comes back as it was, on every database.
class TestRecordReader : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init();
    void cleanup();

    void testTradeComesBack_data();
    void testTradeComesBack();
    void testDepthUpdateComesBack();
    void testPages();
    void testRange();
    void testUnreadableRow();
    void testStreams();
    void testGapFilter_data();
    void testGapFilter();
    void testLedgerCounts();
    void testReadsOnly();
    void testFileThatIsNotThere();

private:
    StoreFixture m_fixture;
    std::unique_ptr<SqlConnection> m_connection;
    std::unique_ptr<RecordReader> m_reader;
};

void TestRecordReader::init()
{
    QFETCH_GLOBAL(SqlDialect, dialect);
    m_fixture.setUp(dialect);
    if (!m_fixture.store)
        return;
    m_connection = createConnection(m_fixture.database->url(), SqlAccess::Read);
    QVERIFY(m_connection->open());
    m_reader = std::make_unique<RecordReader>(*m_connection);
}

void TestRecordReader::cleanup()
{
    m_reader.reset();
    m_connection.reset();
    m_fixture.tearDown();
}

void TestRecordReader::testTradeComesBack_data()
{
    QTest::addColumn<AggTrade>("trade");
    QTest::newRow("live") << makeTrade(7);
    AggTrade rest = makeTrade(8);
    rest.aggTradeId = MaxId;
    rest.eventTime.reset();
    rest.source = EventSource::Rest;
    rest.isBuyerMaker = true;
    rest.quantityExclRpi = *Decimal::parse("0.050");
    rest.price = *Decimal::parse("0.000000100000000000");
    QTest::newRow("rest") << rest;
    AggTrade chinese = makeTrade(1);
    chinese.symbol = *Symbol::parse(u"币安人生USDT");
    chinese.tradeTime = UtcMilliseconds(std::chrono::milliseconds(1));
    QTest::newRow("a name of other letters") << chinese;
}

void TestRecordReader::testTradeComesBack()
{
    QFETCH(AggTrade, trade);
    m_fixture.write(makeBatch(trade));
    const auto rows = m_reader->trades(trade.symbol, {}, {}, 10);
    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().message));
    QCOMPARE(rows->size(), std::size_t(1));
    QCOMPARE(rows->front().fault, QString());
    QVERIFY(rows->front().trade == trade);
    QCOMPARE(rows->front().checksum, std::optional(checksumOf(trade)));
}

void TestRecordReader::testDepthUpdateComesBack()
{
    const DepthUpdate update = makeDepth(4'984'028'370'730);
    m_fixture.write(makeBatch(update));
    const auto rows = m_reader->depthUpdates({update.symbol, update.depthKind}, {}, {}, 10);
    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().message));
    QCOMPARE(rows->size(), std::size_t(1));
    QCOMPARE(rows->front().fault, QString());
    QVERIFY(rows->front().update == update);
    QCOMPARE(rows->front().checksum, std::optional(checksumOf(update)));
    QVERIFY(m_reader->depthUpdates({update.symbol, "depth"}, {}, {}, 10)->empty());
}

void TestRecordReader::testPages()
{
    AggTrade twin = makeTrade(3);
    twin.tradeTime += std::chrono::milliseconds(1);
    m_fixture.write(makeBatch(makeTrade(5), makeTrade(1), makeTrade(3), twin, makeTrade(2)));
    std::vector<std::int64_t> ids;
    std::optional<RowPlace> after;
    for (;;) {
        const auto rows = m_reader->trades(twin.symbol, {}, after, 2);
        QVERIFY(rows);
        for (const StoredTrade &row : *rows)
            ids.push_back(row.trade.aggTradeId);
        if (rows->size() < 2)
            break;
        after = RowPlace{rows->back().trade.aggTradeId, rows->back().trade.tradeTime};
    }
    QVERIFY((ids == std::vector<std::int64_t>{1, 2, 3, 3, 5}));
}

void TestRecordReader::testRange()
{
    EventBatch batch;
    for (int i = 0; i < 5; ++i) {
        AggTrade trade = makeTrade(i);
        trade.tradeTime = Time + std::chrono::seconds(i);
        batch.add(trade);
    }
    m_fixture.write(batch);
    const Symbol symbol = makeTrade(1).symbol;
    const auto count = [&](const TimeRange &range) {
        return m_reader->trades(symbol, range, {}, 10)->size();
    };
    QCOMPARE(count({}), std::size_t(5));
    QCOMPARE(count({Time + std::chrono::seconds(1), {}}), std::size_t(4));
    // The end is not part of it.
    QCOMPARE(count({{}, Time + std::chrono::seconds(1)}), std::size_t(1));
    QCOMPARE(count({Time + std::chrono::seconds(1), Time + std::chrono::seconds(3)}),
             std::size_t(2));
}

void TestRecordReader::testUnreadableRow()
{
    m_fixture.write(makeBatch(makeTrade(1), makeDepth(500)));
    const bool isSqlite = m_fixture.database->dialect() == SqlDialect::Sqlite;
    m_fixture.database->execute(isSqlite ? u"UPDATE futures_trades SET price = 'many'"_s
                                         : u"UPDATE futures_trades SET price = 'NaN'"_s);
    const auto trades = m_reader->trades(makeTrade(1).symbol, {}, {}, 10);
    QCOMPARE(trades->front().fault, isSqlite ? u"price is \"many\""_s : u"price is \"NaN\""_s);
    m_fixture.database->execute(u"UPDATE futures_orderbook_updates SET bids = '[[\"1.0\"]]'"_s);
    const auto updates = m_reader->depthUpdates({makeDepth(1).symbol, "depth5@100ms"}, {}, {}, 10);
    QCOMPARE(updates->front().fault, u"bids is \"[[\"1.0\"]]\""_s);
}

void TestRecordReader::testStreams()
{
    QVERIFY(m_reader->streams()->empty());
    m_fixture.write(makeBatch(makeTrade(1), makeDepth(500)));
    const auto streams = m_reader->streams();
    QVERIFY((*streams == std::vector<RecordedStream>{{makeTrade(1).symbol, "aggTrade"},
                                                     {makeDepth(1).symbol, "depth5@100ms"}}));
}

void TestRecordReader::testGapFilter_data()
{
    QTest::addColumn<GapFilter>("filter");
    QTest::addColumn<QList<int>>("ids");
    const auto row = [](const char *name, const QList<int> &ids, auto change) {
        GapFilter filter;
        change(filter);
        QTest::newRow(name) << filter << ids;
    };
    row("all", {1, 2, 3}, [](GapFilter &) {});
    row("symbol", {2}, [](GapFilter &f) { f.symbol = Symbol::parse(u"ETHUSDT"); });
    row("stream", {1, 3}, [](GapFilter &f) { f.stream = "aggTrade"; });
    row("reason", {3}, [](GapFilter &f) { f.reason = GapReason::Silence; });
    row("status", {2}, [](GapFilter &f) { f.status = GapStatus::Unfillable; });
    row("missing only", {1, 2}, [](GapFilter &f) { f.missingOnly = true; });
    row("from", {2, 3}, [](GapFilter &f) { f.range.from = Time + std::chrono::seconds(5); });
    row("to", {1}, [](GapFilter &f) { f.range.to = Time + std::chrono::seconds(5); });
}

void TestRecordReader::testGapFilter()
{
    CaptureGap depth = makeGap();
    depth.symbol = *Symbol::parse(u"ETHUSDT");
    depth.stream = "depth5@100ms";
    depth.status = GapStatus::Unfillable;
    depth.missingEvents.reset();
    depth.note = noHistoryNote();
    depth.fromTime = Time + std::chrono::seconds(10);
    depth.toTime = Time + std::chrono::seconds(20);
    CaptureGap seamless = makeGap();
    seamless.reason = GapReason::Silence;
    seamless.status = GapStatus::Filled;
    seamless.missingEvents = 0;
    seamless.fromTime = Time + std::chrono::seconds(30);
    seamless.toTime = seamless.fromTime;
    const std::vector<CaptureGap> written{makeGap(), depth, seamless};
    for (const CaptureGap &gap : written)
        m_fixture.write(makeBatch(gap));

    QFETCH(GapFilter, filter);
    const auto gaps = m_reader->gaps(filter);
    QVERIFY2(gaps, gaps ? "" : qPrintable(gaps.error().message));
    QList<int> ids;
    for (const LedgerGap &gap : *gaps) {
        ids << int(gap.id);
        QVERIFY(gap.gap == written[std::size_t(gap.id) - 1]);
    }
    QTEST(ids, "ids");
}

void TestRecordReader::testLedgerCounts()
{
    using namespace std::chrono_literals;
    const UtcMicroseconds midnight = std::chrono::floor<std::chrono::days>(Time);
    const UtcMicroseconds now = midnight + 6h;
    const auto gap = [&](GapStatus status, UtcMicroseconds from, UtcMicroseconds to) {
        static std::int64_t id = 0;
        CaptureGap made = makeGap();
        made.status = status;
        made.firstMissingId = ++id;
        made.fromTime = from;
        made.toTime = to;
        return made;
    };
    QCOMPARE(m_reader->ledgerCounts(now)->open, 0);
    QCOMPARE(m_reader->ledgerCounts(now)->missingToday, 0us);

    CaptureGap seamless = gap(GapStatus::Open, midnight + 1h, midnight + 2h);
    seamless.missingEvents = 0;
    CaptureGap unknown = gap(GapStatus::Unfillable, midnight + 2h, midnight + 2h + 30s);
    unknown.missingEvents.reset();
    m_fixture.write(makeBatch(seamless, unknown,
                              gap(GapStatus::Filled, midnight + 1h, midnight + 2h),
                              // Of yesterday, into today, of today, and into what is to come.
                              gap(GapStatus::Open, midnight - 3h, midnight - 2h),
                              gap(GapStatus::Open, midnight - 3h, midnight + 10s),
                              gap(GapStatus::Open, midnight + 3h, midnight + 3h + 1500ms + 250us),
                              gap(GapStatus::Unfillable, now - 4s, now + 1h)));
    const StoreResult<LedgerCounts> counts = m_reader->ledgerCounts(now);
    QVERIFY2(counts, counts ? "" : qPrintable(counts.error().message));
    QCOMPARE(counts->open, 3);
    QCOMPARE(counts->filled, 1);
    QCOMPARE(counts->unfillable, 2);
    QCOMPARE(counts->asOf, now);
    // SQLite counts days in floating point, to some microseconds.
    const std::chrono::microseconds expected = 30s + 10s + 1500ms + 250us + 4s;
    QVERIFY2(std::chrono::abs(counts->missingToday - expected) < 1ms,
             qPrintable(QString::number(counts->missingToday.count())));
}

void TestRecordReader::testReadsOnly()
{
    QVERIFY(!m_connection->execute(u"DELETE FROM capture_gaps"_s, u"cannot delete"_s));
}

void TestRecordReader::testFileThatIsNotThere()
{
    if (m_fixture.database->dialect() != SqlDialect::Sqlite)
        return;
    const auto missing = DatabaseUrl::parse(u"sqlite:////tmp/there/is/no.db"_s);
    const auto opened = createConnection(*missing, SqlAccess::Read)->open();
    QVERIFY(!opened);
    QVERIFY(opened.error().kind == StoreError::Kind::Misconfigured);
}

QTEST_GUILESS_MAIN(TestRecordReader)
#include "tst_recordreader.moc"
