#include "storage/tables/partitionkeeper.h"

#include "core/storage/tables/partitiontesting.h"

#include <QTest>

#include <array>
#include <atomic>
#include <thread>

using namespace Orderflow;
using namespace PartitionTesting;
using namespace StoreTesting;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Partitions on a PostgreSQL server.
class TestPartitionKeeper : public QObject, private PartitionFixture
{
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void testMadeTwoDaysAhead();
    void testPartitionIsAsItsTable();
    void testLateAtNight();
    void testAfterALongStop();
    void testRowsMoveToTheirDay();
    void testOddTimesStay_data();
    void testOddTimesStay();
    void testImplausibleClock();
    void testMakeDay();
    void testWrittenMeanwhile();
    void testTwoKeepersAtOnce();
    void testNoRights();
    void testForeignTableOfTheName();
    void testLongQueryInTheWay();
    void testMovingTakesTooLong();
    void testNotPartitioned();
    void testPlannerPrunes();
};

void TestPartitionKeeper::testMadeTwoDaysAhead()
{
    QCOMPARE(keepUp(), UpkeepState::Done);
    for (const QString &table : {u"futures_trades"_s, u"futures_orderbook_updates"_s}) {
        QCOMPARE(partitionsOf(table), (QStringList{table + u"_20260720"_s, table + u"_20260721"_s,
                                                   table + u"_20260722"_s, table + u"_default"_s}));
    }
    QCOMPARE(database().value(u"SELECT pg_get_expr(relpartbound, oid) FROM pg_class "
                              "WHERE oid = 'futures_trades_20260722'::regclass"_s),
             u"FOR VALUES FROM ('2026-07-22 00:00:00+00') TO ('2026-07-23 00:00:00+00')"_s);

    writeTrades(Noon, 1);
    writeTrades(Noon + std::chrono::days(2), 1);
    writeDepth(Noon);
    QCOMPARE(database().rows(u"SELECT tableoid::regclass FROM futures_trades "
                             "UNION ALL SELECT tableoid::regclass "
                             "FROM futures_orderbook_updates"_s),
             (QList<QStringList>{{u"futures_trades_20260720"_s},
                                 {u"futures_trades_20260722"_s},
                                 {u"futures_orderbook_updates_20260720"_s}}));
    QCOMPARE(keepUp(), UpkeepState::Done);
    QCOMPARE(tradeDays().size(), 4);
}

void TestPartitionKeeper::testPartitionIsAsItsTable()
{
    keepUp();
    // As the default partition, which PARTITION OF made.
    const auto shape = [this](const QString &name) {
        return database().rows(
            u"SELECT attname::text, format_type(atttypid, atttypmod), attnotnull::text, "
            "pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d "
            "ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
            "WHERE attrelid = '%1'::regclass AND attnum > 0 "
            "UNION ALL SELECT 'constraint', pg_get_constraintdef(oid), '', '' FROM pg_constraint "
            "WHERE conrelid = '%1'::regclass "
            "UNION ALL SELECT 'index', regexp_replace(pg_get_indexdef(indexrelid), '.* USING', "
            "''), "
            "(SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = indexrelid), '' "
            "FROM pg_index WHERE indrelid = '%1'::regclass ORDER BY 1, 2"_s.arg(name));
    };
    for (const QString &table : {u"futures_trades"_s, u"futures_orderbook_updates"_s}) {
        QVERIFY(shape(table + u"_default"_s).size() > 10);
        QCOMPARE(shape(table + u"_20260720"_s), shape(table + u"_default"_s));
    }
}

void TestPartitionKeeper::testLateAtNight()
{
    clock().advance(12h - 1ms);
    keepUp();
    QCOMPARE(tradeDays().at(2), u"20260722"_s);
    clock().advance(1ms);
    keepUp();
    QCOMPARE(tradeDays(), (QStringList{u"20260720"_s, u"20260721"_s, u"20260722"_s, u"20260723"_s,
                                       u"default"_s}));
}

void TestPartitionKeeper::testAfterALongStop()
{
    keepUp();
    clock().advance(24h * 14);
    // What a repair brings of the days between.
    writeTrades(Noon + std::chrono::days(9), 2);
    writeTrades(Noon + std::chrono::days(14), 1);
    const QList<QStringList> before = allTrades();
    keepUpFully();
    QCOMPARE(tradeDays(), (QStringList{u"20260720"_s, u"20260721"_s, u"20260722"_s, u"20260729"_s,
                                       u"20260803"_s, u"20260804"_s, u"20260805"_s, u"default"_s}));
    QCOMPARE(allTrades(), before);
    QCOMPARE(database().value(u"SELECT count(*) FROM futures_trades_default"_s), u"0"_s);
}

void TestPartitionKeeper::testRowsMoveToTheirDay()
{
    const UtcMilliseconds midnight = Noon + 12h;
    writeTrades(midnight - 3ms, 6);
    writeTrades(Noon - std::chrono::days(3), 2);
    // A replayed capture.
    writeTrades(Time, 4);
    writeDepth(midnight - 1ms);
    writeDepth(midnight);
    const QList<QStringList> before = allTrades();
    QCOMPARE(before.size(), 12);

    keepUpFully();
    QCOMPARE(allTrades(), before);
    const auto count = [this](const QString &table) {
        return database().value(u"SELECT count(*) FROM "_s + table).toInt();
    };
    QCOMPARE(count(u"futures_trades_20240718"_s), 4);
    QCOMPARE(count(u"futures_trades_20260717"_s), 2);
    QCOMPARE(count(u"futures_trades_20260720"_s), 3);
    QCOMPARE(count(u"futures_trades_20260721"_s), 3);
    QCOMPARE(count(u"futures_trades_default"_s), 0);
    QCOMPARE(count(u"futures_orderbook_updates_20260720"_s), 1);
    QCOMPARE(count(u"futures_orderbook_updates_20260721"_s), 1);
    // The key holds on: what is there stays once.
    AggTrade again = makeTrade(1);
    again.tradeTime = midnight - 3ms;
    QCOMPARE(write(makeBatch(again)).duplicates, 1);
}

void TestPartitionKeeper::testOddTimesStay_data()
{
    QTest::addColumn<UtcMilliseconds>("time");
    QTest::newRow("1970") << UtcMilliseconds(0ms);
    QTest::newRow("2018") << UtcMilliseconds(
        std::chrono::sys_days(std::chrono::year(2018) / 12 / 31));
    QTest::newRow("three days ahead") << Noon + std::chrono::days(3);
    QTest::newRow("2100") << UtcMilliseconds(
        std::chrono::sys_days(std::chrono::year(2100) / 1 / 1));
}

void TestPartitionKeeper::testOddTimesStay()
{
    QFETCH(UtcMilliseconds, time);
    writeTrades(time, 2);
    writeTrades(Noon, 1);
    QCOMPARE(keepUp({.days = 1, .bytes = 0}), UpkeepState::Done);
    QCOMPARE(tradeDays().size(), 4);
    QCOMPARE(database().value(u"SELECT count(*) FROM futures_trades_default"_s), u"2"_s);
    writeTrades(time + 1min, 1);
    QCOMPARE(allTrades().size(), 4);
}

void TestPartitionKeeper::testImplausibleClock()
{
    expectWarning(u"^This machine's clock says 1970-01-01"_s);
    const StoreResult<UpkeepState> state =
        store().keepUp(UtcMicroseconds(5s), {.days = 1, .bytes = 0});
    QVERIFY(state);
    QCOMPARE(*state, UpkeepState::Done);
    QCOMPARE(tradeDays(), QStringList{u"default"_s});
    // Said once.
    QVERIFY(store().keepUp(UtcMicroseconds(15min), {}));
}

void TestPartitionKeeper::testMakeDay()
{
    const auto connection = createConnection(database().url(), SqlAccess::Write);
    QVERIFY(connection->open());
    PartitionKeeper keeper(*connection);
    for (int round = 0; round < 2; ++round) {
        const StoreResult<bool> made =
            keeper.makeDay(std::chrono::sys_days(std::chrono::year(2023) / 2 / 28));
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        QVERIFY(*made);
    }
    QCOMPARE(tradeDays(), (QStringList{u"20230228"_s, u"default"_s}));
    QCOMPARE(partitionsOf(u"futures_orderbook_updates"_s).size(), 2);
}

void TestPartitionKeeper::testWrittenMeanwhile()
{
    // A second recorder writes rows of the days whose partitions are made.
    std::atomic<bool> isDone = false;
    std::atomic<std::int64_t> written = 0;
    QString problem;
    std::thread writer([&, url = database().url()] {
        const auto store = createStore(url);
        if (!store->open())
            return;
        for (std::int64_t id = 1; !isDone || id < 50; ++id) {
            EventBatch batch;
            for (int day = -5; day <= 2; ++day) {
                AggTrade trade = makeTrade(id * 100 + day);
                trade.tradeTime = Noon + std::chrono::days(day);
                batch.add(trade);
            }
            const StoreResult<WriteCount> count = store->write(batch);
            if (!count) {
                problem = count.error().message;
                return;
            }
            written += count->tradesInserted;
        }
    });
    while (written < 80)
        std::this_thread::yield();
    for (int round = 0; round < 20; ++round)
        keepUp();
    isDone = true;
    writer.join();
    QCOMPARE(problem, QString());
    keepUpFully();
    QCOMPARE(tradeDays().size(), 9);
    QCOMPARE(database().value(u"SELECT count(*) FROM futures_trades_default"_s), u"0"_s);
    QCOMPARE(database().value(u"SELECT count(*) FROM futures_trades"_s).toLongLong(),
             written.load());
}

void TestPartitionKeeper::testTwoKeepersAtOnce()
{
    for (int day = 0; day < 6; ++day)
        writeTrades(Noon - std::chrono::days(day), 20);
    std::array<QString, 4> problems;
    std::vector<std::thread> keepers;
    keepers.reserve(problems.size());
    for (QString &problem : problems) {
        keepers.emplace_back([&problem, url = database().url()] {
            const auto store = createStore(url);
            if (!store->open())
                problem = u"not open"_s;
            UpkeepState state = UpkeepState::MoreToDo;
            while (problem.isEmpty() && state != UpkeepState::Done) {
                const auto kept = store->keepUp(Noon, {.days = 2, .bytes = 0});
                if (kept)
                    state = *kept;
                else
                    problem = kept.error().message;
            }
        });
    }
    for (std::thread &keeper : keepers)
        keeper.join();
    for (const QString &problem : problems)
        QCOMPARE(problem, QString());
    keepUpFully({.days = 2, .bytes = 0});
    QCOMPARE(tradeDays(), (QStringList{u"20260718"_s, u"20260719"_s, u"20260720"_s, u"20260721"_s,
                                       u"20260722"_s, u"default"_s}));
    QCOMPARE(allTrades().size(), 60);
    // Each was dropped once.
    QCOMPARE(database().rows(u"SELECT day, dropped_rows FROM capture_retention "
                             "WHERE dropped_rows > 20"_s),
             QList<QStringList>());
}

void TestPartitionKeeper::testNoRights()
{
    TestDatabase &tables = database();
    const QString role = tables.schema() + u"_writer"_s;
    tables.execute(u"CREATE ROLE %1 LOGIN"_s.arg(role));
    tables.execute(u"GRANT USAGE ON SCHEMA %1 TO %2"_s.arg(tables.schema(), role));
    for (const QString &kind : {u"TABLES"_s, u"SEQUENCES"_s}) {
        tables.execute(
            u"GRANT ALL ON ALL %1 IN SCHEMA %2 TO %3"_s.arg(kind, tables.schema(), role));
    }
    const QString server = u"postgresql://%1@%2:%3/%4"_s.arg(role, tables.url().host(),
                                                             QString::number(tables.url().port()),
                                                             tables.url().databaseName());
    const auto url = DatabaseUrl::parse(server + u"?options=-csearch_path%3D"_s + tables.schema());
    QVERIFY2(url, url ? "" : qPrintable(url.error()));
    {
        const auto store = createStore(*url);
        QVERIFY(store->open());
        expectWarning(u"cannot make the partition .*futures_trades_20260720: .*permission denied"
                      ".*go to the default partition.*own the tables.*CREATE"_s);
        for (int round = 0; round < 2; ++round) {
            const auto kept = store->keepUp(Noon, {.days = 1, .bytes = 0});
            QVERIFY2(kept, kept ? "" : qPrintable(kept.error().message));
        }
        QCOMPARE(tradeDays(), QStringList{u"default"_s});
        AggTrade trade = makeTrade(1);
        trade.tradeTime = Noon;
        const auto written = store->write(makeBatch(trade));
        QVERIFY2(written, written ? "" : qPrintable(written.error().message));
        QCOMPARE(written->tradesInserted, 1);
    }
    tables.execute(u"DROP OWNED BY "_s + role);
    tables.execute(u"DROP ROLE "_s + role);
    keepUp();
    QCOMPARE(tables.value(u"SELECT count(*) FROM futures_trades_20260720"_s), u"1"_s);
}

void TestPartitionKeeper::testForeignTableOfTheName()
{
    TestDatabase &tables = database();
    tables.execute(u"CREATE TABLE futures_trades_20260721 AS SELECT 1 AS mine"_s);
    tables.execute(u"CREATE TABLE futures_trades_20250101 AS SELECT 1 AS mine"_s);
    expectWarning(u"futures_trades_20260721: there is something else of that name"_s);
    for (int round = 0; round < 2; ++round)
        QCOMPARE(keepUp({.days = 1, .bytes = 0}), UpkeepState::Done);
    QCOMPARE(tradeDays(), (QStringList{u"20260720"_s, u"20260722"_s, u"default"_s}));
    QCOMPARE(partitionsOf(u"futures_orderbook_updates"_s).size(), 4);
    writeTrades(Noon + std::chrono::days(1), 1);
    // Nor does an older one keep others from theirs.
    writeTrades(UtcMilliseconds(std::chrono::sys_days(std::chrono::year(2025) / 1 / 1)), 1);
    writeTrades(Noon - std::chrono::days(1), 1);
    expectWarning(u"futures_trades_20250101: there is something else of that name"_s);
    keepUpFully();
    QCOMPARE(tradeDays(), (QStringList{u"20260719"_s, u"20260720"_s, u"20260722"_s, u"default"_s}));
    QCOMPARE(tables.value(u"SELECT mine FROM futures_trades_20260721"_s), u"1"_s);
    QCOMPARE(tables.value(u"SELECT mine FROM futures_trades_20250101"_s), u"1"_s);
}

void TestPartitionKeeper::testLongQueryInTheWay()
{
    TestDatabase &tables = database();
    QVERIFY(tables.connection().transaction());
    QCOMPARE(tables.value(u"SELECT count(*) FROM futures_trades"_s), u"0"_s);
    QCOMPARE(keepUp(), UpkeepState::Deferred);
    // Rows are written all the same.
    writeTrades(Noon, 1);
    QVERIFY(tables.connection().commit());
    QCOMPARE(keepUp(), UpkeepState::Done);
    QCOMPARE(tables.value(u"SELECT count(*) FROM futures_trades_20260720"_s), u"1"_s);
}

void TestPartitionKeeper::testMovingTakesTooLong()
{
    writeTrades(Noon - std::chrono::days(3), 5'000);
    const auto connection = createConnection(database().url(), SqlAccess::Write);
    QVERIFY(connection->open());
    // Holds up the rows of that day alone, for longer than they may take.
    database().execute(u"CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
                       "'BEGIN PERFORM pg_sleep(0.01); RETURN OLD; END'"_s);
    database().execute(u"CREATE TRIGGER slow BEFORE DELETE ON futures_trades_default "
                       "FOR EACH ROW EXECUTE FUNCTION slow()"_s);
    PartitionKeeper keeper(*connection, {.move = 500ms, .lock = 1s});
    expectWarning(u"futures_trades_20260717: .*stay in the default partition"_s);
    for (int round = 0; round < 2; ++round) {
        const auto kept = keeper.keep(Noon, {});
        QVERIFY2(kept, kept ? "" : qPrintable(kept.error().message));
        QCOMPARE(*kept, round == 0 ? UpkeepState::MoreToDo : UpkeepState::Done);
    }
    QCOMPARE(tradeDays().size(), 4);
    QCOMPARE(database().value(u"SELECT count(*) FROM futures_trades_default"_s), u"5000"_s);
    // Tried again on the next day.
    database().execute(u"DROP TRIGGER slow ON futures_trades_default"_s);
    PartitionKeeper patient(*connection, {.move = 0ms, .lock = 1s});
    QVERIFY(patient.keep(Noon, {}));
    QCOMPARE(database().value(u"SELECT count(*) FROM futures_trades_20260717"_s), u"5000"_s);
}

void TestPartitionKeeper::testNotPartitioned()
{
    TestDatabase &tables = database();
    tables.execute(u"DROP TABLE futures_trades CASCADE"_s);
    tables.execute(u"CREATE TABLE futures_trades (trade_time timestamptz)"_s);
    QCOMPARE(keepUp({.days = 1, .bytes = 0}), UpkeepState::Done);
    QCOMPARE(partitionsOf(u"futures_orderbook_updates"_s).size(), 4);
}

void TestPartitionKeeper::testPlannerPrunes()
{
    for (int day = 0; day < 4; ++day)
        writeTrades(Noon - std::chrono::days(day), 1);
    keepUpFully();
    const auto partitionsRead = [this](const QString &query) {
        QStringList names;
        for (const QStringList &line : database().rows(u"EXPLAIN "_s + query)) {
            static const QRegularExpression name(u" on (futures_\\w+?_(?:\\d{8}|default))\\b"_s);
            const QString found = name.match(line.first()).captured(1);
            if (!found.isEmpty())
                names << found;
        }
        names.removeDuplicates();
        names.sort();
        return names;
    };
    // As in docs/database.md.
    QCOMPARE(
        partitionsRead(
            u"SELECT count(*) AS trades, sum(CAST(quantity AS numeric)) AS volume "
            "FROM futures_trades WHERE symbol = 'BTCUSDT' "
            "AND trade_time >= '2026-07-19 23:00:00' AND trade_time < '2026-07-20 00:00:00'"_s),
        QStringList{u"futures_trades_20260719"_s});
    QCOMPARE(partitionsRead(u"SELECT * FROM trade_bars('BTCUSDT', '5 minutes', "
                            "'2026-07-18 00:00:00+00', '2026-07-20 00:00:00+00')"_s),
             (QStringList{u"futures_trades_20260718"_s, u"futures_trades_20260719"_s}));
    QCOMPARE(partitionsRead(u"SELECT count(*) FROM futures_trades"_s).size(), 7);
}

QTEST_GUILESS_MAIN(TestPartitionKeeper)
#include "tst_partitionkeeper.moc"
