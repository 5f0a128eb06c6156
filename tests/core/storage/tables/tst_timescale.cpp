#include "core/storage/tables/partitiontesting.h"
#include "fakes/predecessordatabase.h"
#include "storage/legacy/legacyupgrade.h"
#include "storage/sql/recordreader.h"

#include <QTest>

#include <array>
#include <thread>

using namespace Orderflow;
using namespace PartitionTesting;
using namespace StoreTesting;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Hypertables, on a server that has TimescaleDB: Debian 13 has its Apache edition. What only the
/// other edition has is tested where that is there.
class TestTimescale : public QObject, private PartitionFixture
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { setUp(TestDatabase::makeWithTimescale()); }
    void cleanup() { tearDown(); }

    void testTheTablesAreHypertables();
    void testTurnedOff();
    void testTablesThatWereThere();
    void testEachEventOnce();
    void testTwoRecordersMakeAChunk();
    void testChunksAreDays();
    void testViewsAndStreams();
    void testRetentionByAge();
    void testRetentionBySize();
    void testOddTimesDoNotCount();
    void testChunksOfOtherSpansStay();
    void testChunkThatIsNeeded();
    void testUpgradeOfThePredecessor();
    void testCompression();

private:
    QStringList chunkDays(const QString &table = u"futures_trades"_s);
    bool hasPolicies();
    static std::unique_ptr<Store> openStore(TestDatabase &tables, const StoreOptions &options);
};

void TestTimescale::initTestCase()
{
    if (!TestDatabase::makeWithTimescale())
        QSKIP(TestDatabase::timescaleSkipReason());
}

/// `20260720`, rising, of those that are a day; the bounds of the others.
QStringList TestTimescale::chunkDays(const QString &table)
{
    QStringList days;
    for (const QStringList &row : database().rows(
             u"SELECT CASE WHEN range_end - range_start = interval '1 day' "
             "AND range_start = date_trunc('day', range_start, 'UTC') "
             "THEN to_char(range_start AT TIME ZONE 'UTC', 'YYYYMMDD') "
             "ELSE range_start || ' to ' || range_end END FROM timescaledb_information.chunks "
             "WHERE hypertable_name = '%1' ORDER BY range_start"_s.arg(table)))
        days << row.first();
    return days;
}

bool TestTimescale::hasPolicies()
{
    return database().value(u"SHOW timescaledb.license"_s) == "timescale"_L1;
}

std::unique_ptr<Store> TestTimescale::openStore(TestDatabase &tables, const StoreOptions &options)
{
    auto store = createStore(tables.url(), options);
    const auto opened = store->open();
    if (!opened)
        QTest::qFail(qPrintable(opened.error().message), __FILE__, __LINE__);
    const auto migrated = store->migrate();
    if (!migrated)
        QTest::qFail(qPrintable(migrated.error().message), __FILE__, __LINE__);
    return store;
}

void TestTimescale::testTheTablesAreHypertables()
{
    QCOMPARE(
        database().rows(u"SELECT hypertable_name, column_name, time_interval "
                        "FROM timescaledb_information.dimensions ORDER BY 1"_s),
        (QList<QStringList>{{u"futures_orderbook_updates"_s, u"transaction_time"_s, u"1 day"_s},
                            {u"futures_trades"_s, u"trade_time"_s, u"1 day"_s}}));
    // Nothing else than the partitions had: columns, key, BRIN index, and their names.
    auto partitioned = TestDatabase::makeSeparate();
    QVERIFY(partitioned);
    openStore(*partitioned, {});
    for (const QString &table : {u"futures_trades"_s, u"futures_orderbook_updates"_s}) {
        const QString shape =
            u"SELECT attname::text, format_type(atttypid, atttypmod), attnotnull::text, "
            "replace(pg_get_expr(d.adbin, d.adrelid), current_schema(), '') FROM pg_attribute AS a "
            "LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
            "WHERE attrelid = '%1'::regclass AND attnum > 0 UNION ALL "
            "SELECT conname, pg_get_constraintdef(oid), '', '' FROM pg_constraint "
            "WHERE conrelid = '%1'::regclass AND contype <> 'n' UNION ALL "
            "SELECT indexrelid::regclass::text, regexp_replace(pg_get_indexdef(indexrelid), "
            "'.* USING', ''), '', '' FROM pg_index WHERE indrelid = '%1'::regclass UNION ALL "
            "SELECT 'owns', objid::regclass::text, '', '' FROM pg_depend "
            "WHERE refobjid = '%1'::regclass AND deptype = 'a' AND classid = 'pg_class'::regclass "
            "AND objid IN (SELECT oid FROM pg_class WHERE relkind = 'S') ORDER BY 1, 2"_s.arg(
                table);
        QVERIFY(database().rows(shape).size() > 15);
        QCOMPARE(database().rows(shape), partitioned->rows(shape));
    }
    QVERIFY(!database().connection().tables().contains(u"futures_trades_partitioned"_s));
    // A second start finds all done.
    QVERIFY(store().migrate());
}

void TestTimescale::testTurnedOff()
{
    auto other = TestDatabase::makeWithTimescale();
    StoreOptions options;
    options.useTimescale = false;
    const auto store = openStore(*other, options);
    QCOMPARE(other->value(u"SELECT count(*) FROM timescaledb_information.hypertables"_s), u"0"_s);
    QVERIFY(store->keepUp(Noon, {}));
    QCOMPARE(other->value(u"SELECT count(*) FROM pg_inherits "
                          "WHERE inhparent = 'futures_trades'::regclass"_s),
             u"4"_s);
}

void TestTimescale::testTablesThatWereThere()
{
    auto other = TestDatabase::makeSeparate();
    {
        const auto before = openStore(*other, {});
        QVERIFY(before->write(makeBatch(makeTrade(1))));
    }
    other->execute(u"CREATE EXTENSION timescaledb SCHEMA public"_s);
    QTest::ignoreMessage(QtInfoMsg, QRegularExpression(u"tables were made without it and keep"_s));
    const auto store = openStore(*other, {});
    QVERIFY(store->write(makeBatch(makeTrade(2))));
    QVERIFY(store->keepUp(Noon, {}));
    QCOMPARE(other->value(u"SELECT count(*) FROM futures_trades"_s), u"2"_s);
    QCOMPARE(other->value(u"SELECT count(*) FROM pg_inherits "
                          "WHERE inhparent = 'futures_trades'::regclass"_s),
             u"5"_s);
}

void TestTimescale::testEachEventOnce()
{
    EventBatch batch = makeBatch(makeTrade(1), makeTrade(2), makeDepth(100), makeDepth(130));
    QCOMPARE(write(batch).tradesInserted, 2);
    batch.add(makeTrade(3));
    const WriteCount again = write(batch);
    QCOMPARE(again.tradesInserted, 1);
    QCOMPARE(again.depthUpdatesInserted, 0);
    QCOMPARE(again.duplicates, 4);
    CaptureGap gap = makeGap();
    write(makeBatch(gap));
    EventBatch page =
        makeBatch(makeTrade(5), makeTrade(6), makeTrade(7), makeTrade(8), makeTrade(9));
    page.repair = GapRepair{1, GapStatus::Unfillable, {}};
    QCOMPARE(write(page).tradesInserted, 5);
    QCOMPARE(database().value(u"SELECT status FROM capture_gaps"_s), u"filled"_s);
    QCOMPARE(database().value(u"SELECT count(DISTINCT id) FROM futures_trades"_s), u"8"_s);
}

void TestTimescale::testTwoRecordersMakeAChunk()
{
    constexpr int Days = 8;
    std::array<QString, 4> problems;
    std::vector<std::thread> recorders;
    std::array<std::int64_t, 4> inserted{};
    for (std::size_t which = 0; which < problems.size(); ++which) {
        recorders.emplace_back([&, which, url = database().url()] {
            const auto store = createStore(url);
            if (!store->open())
                problems[which] = u"not open"_s;
            for (int day = 0; day < Days && problems[which].isEmpty(); ++day) {
                EventBatch batch;
                for (int id = 1; id <= 50; ++id) {
                    AggTrade trade = makeTrade(day * 100 + id);
                    trade.tradeTime = Noon + std::chrono::days(day);
                    batch.add(trade);
                }
                StoreResult<WriteCount> count = store->write(batch);
                // As the writer does.
                for (int tries = 0;
                     !count && count.error().kind == StoreError::Kind::Unavailable && tries < 20;
                     ++tries)
                    count = store->write(batch);
                if (count)
                    inserted[which] += count->tradesInserted;
                else
                    problems[which] = count.error().message;
            }
        });
    }
    for (std::thread &recorder : recorders)
        recorder.join();
    for (const QString &problem : problems)
        QCOMPARE(problem, QString());
    QCOMPARE(inserted[0] + inserted[1] + inserted[2] + inserted[3], Days * 50);
    QCOMPARE(allTrades().size(), Days * 50);
    QCOMPARE(chunkDays().size(), Days);
}

void TestTimescale::testChunksAreDays()
{
    const UtcMilliseconds midnight = Noon + 12h;
    writeTrades(midnight - 2ms, 4);
    writeTrades(Time, 1);
    writeDepth(midnight - 1ms);
    writeDepth(midnight);
    QCOMPARE(chunkDays(), (QStringList{u"20240718"_s, u"20260720"_s, u"20260721"_s}));
    QCOMPARE(chunkDays(u"futures_orderbook_updates"_s),
             (QStringList{u"20260720"_s, u"20260721"_s}));
    // TimescaleDB makes them itself, so nothing is left to do.
    const auto before = allTrades();
    QCOMPARE(keepUp(), UpkeepState::Done);
    QCOMPARE(chunkDays().size(), 3);
    QCOMPARE(allTrades(), before);
}

void TestTimescale::testViewsAndStreams()
{
    writeTrades(Noon - 24h, 3);
    writeTrades(Noon, 3);
    writeDepth(Noon);
    const auto ends = store().streamEnds();
    QVERIFY2(ends, ends ? "" : qPrintable(ends.error().message));
    QCOMPARE(ends->size(), std::size_t(2));
    QCOMPARE(ends->at(0).lastId, 6);
    QCOMPARE(ends->at(0).exchangeTime, Noon + 2ms);
    QCOMPARE(database().value(u"SELECT first_id FROM capture_streams WHERE stream = 'aggTrade'"_s),
             u"1"_s);
    QCOMPARE(database().rows(u"SELECT day FROM capture_coverage WHERE stream = 'aggTrade' "
                             "ORDER BY day"_s),
             (QList<QStringList>{{u"2026-07-19"_s}, {u"2026-07-20"_s}}));
    QCOMPARE(database().rows(u"SELECT trades FROM trade_bars('BTCUSDT', '1 day', "
                             "'2026-07-01 00:00:00+00', '2026-08-01 00:00:00+00')"_s),
             (QList<QStringList>{{u"3"_s}, {u"3"_s}}));
    QCOMPARE(database().value(u"SELECT final_update_id FROM book_at('ETHUSDT', "
                              "'2026-07-20 12:00:01+00')"_s),
             u"7"_s);
    const auto connection = createConnection(database().url(), SqlAccess::Read);
    QVERIFY(connection->open());
    const auto rows =
        RecordReader(*connection).trades(*Symbol::parse(u"BTCUSDT"), {Noon - 1h, {}}, {}, 10);
    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().message));
    QCOMPARE(rows->size(), std::size_t(3));
}

void TestTimescale::testRetentionByAge()
{
    for (int day = 0; day < 5; ++day)
        writeTrades(Noon - std::chrono::days(day), 10);
    writeDepth(Noon - std::chrono::days(4));
    writeDepth(Noon);
    CaptureGap gap = makeGap();
    gap.fromTime = Noon - std::chrono::days(4);
    gap.toTime = gap.fromTime + 1s;
    write(makeBatch(gap));
    database().execute(u"ANALYZE futures_trades"_s);
    keepUpFully({.days = 2, .bytes = 0});
    QCOMPARE(chunkDays(), (QStringList{u"20260718"_s, u"20260719"_s, u"20260720"_s}));
    QCOMPARE(chunkDays(u"futures_orderbook_updates"_s), QStringList{u"20260720"_s});
    QCOMPARE(allTrades().size(), 30);
    QCOMPARE(
        database().rows(
            u"SELECT table_name, day, reason, dropped_rows, dropped_bytes > 8192 "
            "FROM capture_retention WHERE table_name = 'futures_trades' ORDER BY day"_s),
        (QList<QStringList>{{u"futures_trades"_s, u"2026-07-16"_s, u"age"_s, u"10"_s, u"true"_s},
                            {u"futures_trades"_s, u"2026-07-17"_s, u"age"_s, u"10"_s, u"true"_s}}));
    QCOMPARE(database().value(u"SELECT status FROM capture_gaps"_s), u"unfillable"_s);
}

void TestTimescale::testRetentionBySize()
{
    for (int day = 0; day < 5; ++day)
        writeTrades(Noon - std::chrono::days(day), 2'000);
    const std::uint64_t all =
        database().value(u"SELECT public.hypertable_size('futures_trades')"_s).toULongLong();
    const std::uint64_t day =
        database()
            .value(u"SELECT min(total_bytes) FROM public.chunks_detailed_size('futures_trades')"_s)
            .toULongLong();
    QVERIFY(day > 100'000);
    keepUpFully({.days = 0, .bytes = all});
    QCOMPARE(chunkDays().size(), 5);
    keepUpFully({.days = 0, .bytes = all - day});
    QCOMPARE(chunkDays().first(), u"20260717"_s);
    // The newest two days are kept, however large they are.
    expectWarning(u"^The events take more than RETENTION_GB"_s);
    keepUpFully({.days = 0, .bytes = 1});
    keepUp({.days = 0, .bytes = 1});
    QCOMPARE(chunkDays(), (QStringList{u"20260719"_s, u"20260720"_s}));
    QCOMPARE(allTrades().size(), 4'000);
}

void TestTimescale::testOddTimesDoNotCount()
{
    const UtcMilliseconds future(std::chrono::sys_days(std::chrono::year(2100) / 1 / 1));
    for (const UtcMilliseconds time : {UtcMilliseconds(0ms), Noon, Noon - 24h, Noon - 48h, future})
        writeTrades(time, 1);
    keepUpFully({.days = 1, .bytes = 0});
    // Or a clock gone wrong would make today's rows old, and drop them.
    QCOMPARE(chunkDays(),
             (QStringList{u"19700101"_s, u"20260719"_s, u"20260720"_s, u"21000101"_s}));
}

void TestTimescale::testChunksOfOtherSpansStay()
{
    database().execute(
        u"SELECT public.set_chunk_time_interval('futures_trades', interval '2 days')"_s);
    for (int day : {0, 2, 4, 20})
        writeTrades(Noon - std::chrono::days(day), 1);
    keepUpFully({.days = 1, .bytes = 0});
    QCOMPARE(allTrades().size(), 4);
}

void TestTimescale::testChunkThatIsNeeded()
{
    for (int day = 0; day < 4; ++day)
        writeTrades(Noon - std::chrono::days(day), 1);
    const QString chunk = database().value(
        u"SELECT format('%I.%I', chunk_schema, chunk_name) FROM timescaledb_information.chunks "
        "ORDER BY range_start LIMIT 1"_s);
    database().execute(u"CREATE VIEW of_a_user AS SELECT price FROM "_s + chunk);
    expectWarning(u"cannot drop the partition .*it stays until"_s);
    for (int round = 0; round < 2; ++round)
        keepUp({.days = 1, .bytes = 0});
    QCOMPARE(allTrades().size(), 4);
    QCOMPARE(database().value(u"SELECT count(*) FROM capture_retention"_s), u"0"_s);
    database().execute(u"DROP VIEW of_a_user"_s);
    keepUpFully({.days = 1, .bytes = 0});
    QCOMPARE(allTrades().size(), 2);
}

void TestTimescale::testUpgradeOfThePredecessor()
{
    auto other = TestDatabase::makeWithTimescale();
    Predecessor::make(*other, 500);
    const auto connection = createConnection(other->url(), SqlAccess::Write);
    QVERIFY(connection->open());
    LegacyUpgrade upgrade(*connection, 77);
    const auto begun = upgrade.begin({});
    QVERIFY2(begun, begun ? "" : qPrintable(begun.error().message));
    QCOMPARE(other->value(u"SELECT count(*) FROM timescaledb_information.hypertables"_s), u"2"_s);
    for (;;) {
        const auto more = upgrade.copyNext();
        QVERIFY2(more, more ? "" : qPrintable(more.error().message));
        if (!*more)
            break;
    }
    const auto trades = Predecessor::verifyTrades(*other);
    const auto depth = Predecessor::verifyDepthUpdates(*other, LegacyUpgrade::defaultDepthKind());
    for (const Predecessor::Outcome &outcome : {trades, depth})
        QCOMPARE(outcome.copied + outcome.merged + std::int64_t(outcome.setAside.size()), 500);
}

void TestTimescale::testCompression()
{
    if (!hasPolicies()) {
        QCOMPARE(database().value(u"SELECT count(*) FROM timescaledb_information.hypertables "
                                  "WHERE compression_enabled"_s),
                 u"0"_s);
        QSKIP("the Apache edition of TimescaleDB has no compression");
    }
    QCOMPARE(database().rows(u"SELECT hypertable_name, config ->> 'compress_after' "
                             "FROM timescaledb_information.jobs "
                             "WHERE proc_name = 'policy_compression' ORDER BY 1"_s),
             (QList<QStringList>{{u"futures_orderbook_updates"_s, u"7 days"_s},
                                 {u"futures_trades"_s, u"7 days"_s}}));
    for (int day = 0; day < 4; ++day)
        writeTrades(Noon - std::chrono::days(day), 2'000);
    for (int day = 0; day < 4; ++day)
        writeDepth(Noon - std::chrono::days(day));
    const auto before = allTrades();
    database().execute(u"SELECT public.compress_chunk(c) FROM public.show_chunks('futures_trades', "
                       "older_than => timestamptz '2026-07-19') AS c"_s);
    database().execute(
        u"SELECT public.compress_chunk(c) FROM public.show_chunks("
        "'futures_orderbook_updates', older_than => timestamptz '2026-07-19') AS c"_s);
    QCOMPARE(allTrades(), before);
    // Rows that come late, and rows that are there already.
    AggTrade late = makeTrade(100'000);
    late.tradeTime = Noon - std::chrono::days(3);
    AggTrade there = makeTrade(6'001);
    there.tradeTime = late.tradeTime;
    QCOMPARE(write(makeBatch(late)).tradesInserted, 1);
    QCOMPARE(write(makeBatch(late, there)).duplicates, 2);
    QCOMPARE(write(makeBatch(there)).duplicates, 1);
    // They are dropped as others are, and their size is that of what is compressed.
    const std::uint64_t all = database()
                                  .value(u"SELECT public.hypertable_size('futures_trades') + "
                                         "public.hypertable_size('futures_orderbook_updates')"_s)
                                  .toULongLong();
    keepUpFully({.days = 0, .bytes = all});
    QCOMPARE(chunkDays().size(), 4);
    keepUpFully({.days = 1, .bytes = 0});
    QCOMPARE(chunkDays(), (QStringList{u"20260719"_s, u"20260720"_s}));
    QCOMPARE(database().rows(u"SELECT dropped_rows > 1000 FROM capture_retention "
                             "WHERE table_name = 'futures_trades'"_s),
             (QList<QStringList>{{u"true"_s}, {u"true"_s}}));
    // What the user says of it stays so.
    database().execute(u"SELECT public.remove_compression_policy('futures_trades')"_s);
    QVERIFY(store().migrate());
    QCOMPARE(database().value(u"SELECT count(*) FROM timescaledb_information.jobs "
                              "WHERE proc_name = 'policy_compression'"_s),
             u"1"_s);
}

QTEST_GUILESS_MAIN(TestTimescale)
#include "tst_timescale.moc"
