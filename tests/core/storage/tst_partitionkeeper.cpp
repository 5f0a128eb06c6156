#include "storage/partitionkeeper.h"

#include "fakes/manualclock.h"
#include "storetesting.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Partitions and retention on a PostgreSQL server.
class TestPartitionKeeper : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

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
    void testDropByAge();
    void testDropBySize();
    void testMoreThanAllowed();
    void testDroppedAgain();
    void testGapsOfADroppedDay();
    void testPartitionOfAUserIsKept();
    void testPartitionThatIsNeeded();
    void testPlannerPrunes();

private:
    UpkeepState keepUp(const RetentionLimits &limits = {});
    /// Until nothing is left to do.
    void keepUpFully(const RetentionLimits &limits = {});
    void writeTrades(UtcMilliseconds from, int count);
    void writeDepth(UtcMilliseconds time);
    QStringList partitionsOf(const QString &table) const;
    /// Of trades, without the table's name.
    QStringList tradeDays() const;
    QList<QStringList> allTrades() const;

    StoreFixture m_fixture;
    std::unique_ptr<ManualClock> m_clock;
    std::int64_t m_nextId = 0;
};

namespace {

// 2026-07-20 12:00 UTC
constexpr UtcMilliseconds Noon(std::chrono::milliseconds(1'784'548'800'000));
constexpr std::uint64_t OneByte = 1;

void expectWarning(const QString &pattern)
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(pattern));
}

} // namespace

void TestPartitionKeeper::init()
{
    m_fixture.setUp(SqlDialect::PostgreSql);
    m_clock = std::make_unique<ManualClock>(Noon.time_since_epoch());
    m_nextId = 1;
}

void TestPartitionKeeper::cleanup()
{
    m_fixture.tearDown();
}

UpkeepState TestPartitionKeeper::keepUp(const RetentionLimits &limits)
{
    const StoreResult<UpkeepState> state = m_fixture.store->keepUp(m_clock->now().utc, limits);
    if (!state)
        QTest::qFail(qPrintable(state.error().message), __FILE__, __LINE__);
    return state.value_or(UpkeepState::Done);
}

void TestPartitionKeeper::keepUpFully(const RetentionLimits &limits)
{
    constexpr int Most = 50;
    for (int round = 0; round < Most; ++round) {
        if (keepUp(limits) == UpkeepState::Done)
            return;
    }
    QFAIL("the upkeep has no end");
}

void TestPartitionKeeper::writeTrades(UtcMilliseconds from, int count)
{
    EventBatch batch;
    for (int i = 0; i < count; ++i) {
        AggTrade trade = makeTrade(m_nextId++);
        trade.tradeTime = from + std::chrono::milliseconds(i);
        trade.eventTime = trade.tradeTime + 2ms;
        batch.add(trade);
    }
    QCOMPARE(m_fixture.write(batch).tradesInserted, count);
}

void TestPartitionKeeper::writeDepth(UtcMilliseconds time)
{
    DepthUpdate update = makeDepth(m_nextId++);
    update.transactionTime = time;
    QCOMPARE(m_fixture.write(makeBatch(update)).depthUpdatesInserted, 1);
}

QStringList TestPartitionKeeper::partitionsOf(const QString &table) const
{
    QStringList names;
    for (const QStringList &row : m_fixture.database->rows(
             u"SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = '%1'::regclass "
             "ORDER BY 1::text COLLATE \"C\""_s.arg(table)))
        names << row.first();
    names.sort();
    return names;
}

QStringList TestPartitionKeeper::tradeDays() const
{
    QStringList names = partitionsOf(u"futures_trades"_s);
    names.replaceInStrings(u"futures_trades_"_s, u""_s);
    return names;
}

QList<QStringList> TestPartitionKeeper::allTrades() const
{
    return m_fixture.database->rows(u"SELECT * FROM futures_trades ORDER BY id"_s);
}

void TestPartitionKeeper::testMadeTwoDaysAhead()
{
    QCOMPARE(keepUp(), UpkeepState::Done);
    for (const QString &table : {u"futures_trades"_s, u"futures_orderbook_updates"_s}) {
        QCOMPARE(partitionsOf(table), (QStringList{table + u"_20260720"_s, table + u"_20260721"_s,
                                                   table + u"_20260722"_s, table + u"_default"_s}));
    }
    QCOMPARE(m_fixture.database->value(u"SELECT pg_get_expr(relpartbound, oid) FROM pg_class "
                                       "WHERE oid = 'futures_trades_20260722'::regclass"_s),
             u"FOR VALUES FROM ('2026-07-22 00:00:00+00') TO ('2026-07-23 00:00:00+00')"_s);

    writeTrades(Noon, 1);
    writeTrades(Noon + std::chrono::days(2), 1);
    writeDepth(Noon);
    QCOMPARE(m_fixture.database->rows(u"SELECT tableoid::regclass FROM futures_trades "
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
        return m_fixture.database->rows(
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
    m_clock->advance(12h - 1ms);
    keepUp();
    QCOMPARE(tradeDays().at(2), u"20260722"_s);
    m_clock->advance(1ms);
    keepUp();
    QCOMPARE(tradeDays(), (QStringList{u"20260720"_s, u"20260721"_s, u"20260722"_s, u"20260723"_s,
                                       u"default"_s}));
}

void TestPartitionKeeper::testAfterALongStop()
{
    keepUp();
    m_clock->advance(24h * 14);
    // What a repair brings of the days between.
    writeTrades(Noon + std::chrono::days(9), 2);
    writeTrades(Noon + std::chrono::days(14), 1);
    const QList<QStringList> before = allTrades();
    keepUpFully();
    QCOMPARE(tradeDays(), (QStringList{u"20260720"_s, u"20260721"_s, u"20260722"_s, u"20260729"_s,
                                       u"20260803"_s, u"20260804"_s, u"20260805"_s, u"default"_s}));
    QCOMPARE(allTrades(), before);
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_trades_default"_s), u"0"_s);
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
        return m_fixture.database->value(u"SELECT count(*) FROM "_s + table).toInt();
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
    QCOMPARE(m_fixture.write(makeBatch(again)).duplicates, 1);
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
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_trades_default"_s), u"2"_s);
    writeTrades(time + 1min, 1);
    QCOMPARE(allTrades().size(), 4);
}

void TestPartitionKeeper::testImplausibleClock()
{
    expectWarning(u"^This machine's clock says 1970-01-01"_s);
    const StoreResult<UpkeepState> state =
        m_fixture.store->keepUp(UtcMicroseconds(5s), {.days = 1, .bytes = 0});
    QVERIFY(state);
    QCOMPARE(*state, UpkeepState::Done);
    QCOMPARE(tradeDays(), QStringList{u"default"_s});
    // Said once.
    QVERIFY(m_fixture.store->keepUp(UtcMicroseconds(15min), {}));
}

void TestPartitionKeeper::testMakeDay()
{
    const auto connection = createConnection(m_fixture.database->url(), SqlAccess::Write);
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
    std::thread writer([&, url = m_fixture.database->url()] {
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
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_trades_default"_s), u"0"_s);
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_trades"_s).toLongLong(),
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
        keepers.emplace_back([&problem, url = m_fixture.database->url()] {
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
    QCOMPARE(m_fixture.database->rows(u"SELECT day, dropped_rows FROM capture_retention "
                                      "WHERE dropped_rows > 20"_s),
             QList<QStringList>());
}

void TestPartitionKeeper::testNoRights()
{
    TestDatabase &database = *m_fixture.database;
    const QString role = database.schema() + u"_writer"_s;
    database.execute(u"CREATE ROLE %1 LOGIN"_s.arg(role));
    database.execute(u"GRANT USAGE ON SCHEMA %1 TO %2"_s.arg(database.schema(), role));
    for (const QString &kind : {u"TABLES"_s, u"SEQUENCES"_s}) {
        database.execute(
            u"GRANT ALL ON ALL %1 IN SCHEMA %2 TO %3"_s.arg(kind, database.schema(), role));
    }
    const QString server = u"postgresql://%1@%2:%3/%4"_s.arg(role, database.url().host(),
                                                             QString::number(database.url().port()),
                                                             database.url().databaseName());
    const auto url =
        DatabaseUrl::parse(server + u"?options=-csearch_path%3D"_s + database.schema());
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
    database.execute(u"DROP OWNED BY "_s + role);
    database.execute(u"DROP ROLE "_s + role);
    keepUp();
    QCOMPARE(database.value(u"SELECT count(*) FROM futures_trades_20260720"_s), u"1"_s);
}

void TestPartitionKeeper::testForeignTableOfTheName()
{
    TestDatabase &database = *m_fixture.database;
    database.execute(u"CREATE TABLE futures_trades_20260721 AS SELECT 1 AS mine"_s);
    database.execute(u"CREATE TABLE futures_trades_20250101 AS SELECT 1 AS mine"_s);
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
    QCOMPARE(database.value(u"SELECT mine FROM futures_trades_20260721"_s), u"1"_s);
    QCOMPARE(database.value(u"SELECT mine FROM futures_trades_20250101"_s), u"1"_s);
}

void TestPartitionKeeper::testLongQueryInTheWay()
{
    TestDatabase &database = *m_fixture.database;
    QVERIFY(database.connection().transaction());
    QCOMPARE(database.value(u"SELECT count(*) FROM futures_trades"_s), u"0"_s);
    QCOMPARE(keepUp(), UpkeepState::Deferred);
    // Rows are written all the same.
    writeTrades(Noon, 1);
    QVERIFY(database.connection().commit());
    QCOMPARE(keepUp(), UpkeepState::Done);
    QCOMPARE(database.value(u"SELECT count(*) FROM futures_trades_20260720"_s), u"1"_s);
}

void TestPartitionKeeper::testMovingTakesTooLong()
{
    writeTrades(Noon - std::chrono::days(3), 5'000);
    const auto connection = createConnection(m_fixture.database->url(), SqlAccess::Write);
    QVERIFY(connection->open());
    // Holds up the rows of that day alone, for longer than they may take.
    m_fixture.database->execute(u"CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
                                "'BEGIN PERFORM pg_sleep(0.01); RETURN OLD; END'"_s);
    m_fixture.database->execute(u"CREATE TRIGGER slow BEFORE DELETE ON futures_trades_default "
                                "FOR EACH ROW EXECUTE FUNCTION slow()"_s);
    PartitionKeeper keeper(*connection, {.move = 500ms, .lock = 1s});
    expectWarning(u"futures_trades_20260717: .*stay in the default partition"_s);
    for (int round = 0; round < 2; ++round) {
        const auto kept = keeper.keep(Noon, {});
        QVERIFY2(kept, kept ? "" : qPrintable(kept.error().message));
        QCOMPARE(*kept, round == 0 ? UpkeepState::MoreToDo : UpkeepState::Done);
    }
    QCOMPARE(tradeDays().size(), 4);
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_trades_default"_s),
             u"5000"_s);
    // Tried again on the next day.
    m_fixture.database->execute(u"DROP TRIGGER slow ON futures_trades_default"_s);
    PartitionKeeper patient(*connection, {.move = 0ms, .lock = 1s});
    QVERIFY(patient.keep(Noon, {}));
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_trades_20260717"_s),
             u"5000"_s);
}

void TestPartitionKeeper::testNotPartitioned()
{
    TestDatabase &database = *m_fixture.database;
    database.execute(u"DROP TABLE futures_trades CASCADE"_s);
    database.execute(u"CREATE TABLE futures_trades (trade_time timestamptz)"_s);
    QCOMPARE(keepUp({.days = 1, .bytes = 0}), UpkeepState::Done);
    QCOMPARE(partitionsOf(u"futures_orderbook_updates"_s).size(), 4);
}

void TestPartitionKeeper::testDropByAge()
{
    for (int day = 0; day < 5; ++day)
        writeTrades(Noon - std::chrono::days(day), 10);
    writeDepth(Noon - std::chrono::days(4));
    keepUpFully();
    QCOMPARE(tradeDays().size(), 8);
    m_fixture.database->execute(u"ANALYZE futures_trades"_s);
    keepUpFully({.days = 2, .bytes = 0});
    QCOMPARE(tradeDays(), (QStringList{u"20260718"_s, u"20260719"_s, u"20260720"_s, u"20260721"_s,
                                       u"20260722"_s, u"default"_s}));
    QCOMPARE(partitionsOf(u"futures_orderbook_updates"_s).size(), 4);
    QCOMPARE(allTrades().size(), 30);
    QCOMPARE(
        m_fixture.database->rows(
            u"SELECT table_name, day, reason, dropped_rows, dropped_bytes > 8192 "
            "FROM capture_retention WHERE table_name = 'futures_trades' ORDER BY day"_s),
        (QList<QStringList>{{u"futures_trades"_s, u"2026-07-16"_s, u"age"_s, u"10"_s, u"true"_s},
                            {u"futures_trades"_s, u"2026-07-17"_s, u"age"_s, u"10"_s, u"true"_s}}));
    QCOMPARE(m_fixture.database->value(u"SELECT day FROM capture_retention "
                                       "WHERE table_name = 'futures_orderbook_updates'"_s),
             u"2026-07-16"_s);
    // Nothing but the days: no table is left behind.
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM pg_class WHERE relkind = 'r' "
                                       "AND relname LIKE 'futures%2026071%' "
                                       "AND relnamespace = current_schema()::regnamespace"_s),
             u"2"_s);
}

void TestPartitionKeeper::testDropBySize()
{
    for (int day = 0; day < 5; ++day)
        writeTrades(Noon - std::chrono::days(day), 2'000);
    keepUpFully();
    const std::uint64_t all =
        m_fixture.database
            ->value(
                u"SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent "
                "IN ('futures_trades'::regclass, 'futures_orderbook_updates'::regclass)"_s)
            .toULongLong();
    const std::uint64_t day =
        m_fixture.database->value(u"SELECT pg_total_relation_size('futures_trades_20260716')"_s)
            .toULongLong();
    QVERIFY(day > 100'000);
    keepUpFully({.days = 0, .bytes = all});
    QCOMPARE(tradeDays().size(), 8);
    keepUpFully({.days = 0, .bytes = all - day - 1});
    QCOMPARE(tradeDays().first(), u"20260718"_s);
    QCOMPARE(m_fixture.database->value(u"SELECT string_agg(reason, ' ') FROM capture_retention "
                                       "WHERE table_name = 'futures_trades'"_s),
             u"size size"_s);
    QCOMPARE(allTrades().size(), 6'000);
}

void TestPartitionKeeper::testMoreThanAllowed()
{
    for (int day = 0; day < 3; ++day)
        writeTrades(Noon - std::chrono::days(day), 10);
    expectWarning(u"^The events take more than RETENTION_GB"_s);
    keepUpFully({.days = 1, .bytes = OneByte});
    keepUpFully({.days = 1, .bytes = OneByte});
    QCOMPARE(tradeDays(), (QStringList{u"20260719"_s, u"20260720"_s, u"20260721"_s, u"20260722"_s,
                                       u"default"_s}));
}

void TestPartitionKeeper::testDroppedAgain()
{
    writeTrades(Noon, 1);
    writeTrades(Noon - std::chrono::days(1), 1);
    for (const int rows : {3, 4}) {
        writeTrades(Time, rows);
        // Which day it is dropped at, a replay of 2024 is too old.
        keepUpFully();
        m_fixture.database->execute(u"ANALYZE futures_trades"_s);
        keepUpFully({.days = 30, .bytes = 0});
    }
    QCOMPARE(m_fixture.database->rows(u"SELECT day, dropped_rows FROM capture_retention "
                                      "WHERE table_name = 'futures_trades'"_s),
             (QList<QStringList>{{u"2024-07-18"_s, u"7"_s}}));
    QCOMPARE(allTrades().size(), 2);
}

void TestPartitionKeeper::testGapsOfADroppedDay()
{
    const auto fileGap = [this](UtcMicroseconds toTime, GapStatus status, const char *stream) {
        CaptureGap gap = makeGap();
        gap.stream = stream;
        gap.fromTime = toTime - 1s;
        gap.toTime = toTime;
        gap.status = status;
        m_fixture.write(makeBatch(gap));
    };
    const UtcMicroseconds end = Noon - std::chrono::days(4) + 12h;
    fileGap(end - 1us, GapStatus::Open, "aggTrade");
    fileGap(end - 1h, GapStatus::Filled, "aggTrade");
    fileGap(end - 1h, GapStatus::Unfillable, "depth5@100ms");
    fileGap(end, GapStatus::Open, "aggTrade");
    for (const int day : {0, 1, 4})
        writeTrades(Noon - std::chrono::days(day), 1);
    keepUpFully({.days = 2, .bytes = 0});
    QCOMPARE(
        m_fixture.database->rows(u"SELECT stream, status, note FROM capture_gaps ORDER BY id"_s),
        (QList<QStringList>{{u"aggTrade"_s, u"unfillable"_s, u"Retention dropped its day."_s},
                            {u"aggTrade"_s, u"filled"_s, u"NULL"_s},
                            {u"depth5@100ms"_s, u"unfillable"_s, u"NULL"_s},
                            {u"aggTrade"_s, u"open"_s, u"NULL"_s}}));
}

void TestPartitionKeeper::testPartitionOfAUserIsKept()
{
    m_fixture.database->execute(
        u"CREATE TABLE futures_trades_20260101 PARTITION OF futures_trades "
        "FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00')"_s);
    m_fixture.database->execute(
        u"CREATE TABLE my_trades PARTITION OF futures_trades "
        "FOR VALUES FROM ('2026-03-01 00:00:00+00') TO ('2026-03-02 00:00:00+00')"_s);
    writeTrades(UtcMilliseconds(std::chrono::sys_days(std::chrono::year(2026) / 1 / 20)), 5);
    writeTrades(Noon, 1);
    writeTrades(Noon - std::chrono::days(1), 1);
    keepUpFully({.days = 1, .bytes = 0});
    QCOMPARE(partitionsOf(u"futures_trades"_s).size(), 7);
    QCOMPARE(allTrades().size(), 7);
}

void TestPartitionKeeper::testPartitionThatIsNeeded()
{
    for (int day = 0; day < 4; ++day)
        writeTrades(Noon - std::chrono::days(day), 1);
    keepUpFully();
    m_fixture.database->execute(
        u"CREATE VIEW of_a_user AS SELECT price FROM futures_trades_20260717"_s);
    expectWarning(u"cannot drop the partition .*futures_trades_20260717.*it stays until"_s);
    for (int round = 0; round < 2; ++round)
        keepUp({.days = 1, .bytes = 0});
    QCOMPARE(allTrades().size(), 4);
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM capture_retention "
                                       "WHERE table_name = 'futures_trades'"_s),
             u"0"_s);
    m_fixture.database->execute(u"DROP VIEW of_a_user"_s);
    keepUpFully({.days = 1, .bytes = 0});
    QCOMPARE(allTrades().size(), 2);
}

void TestPartitionKeeper::testPlannerPrunes()
{
    for (int day = 0; day < 4; ++day)
        writeTrades(Noon - std::chrono::days(day), 1);
    keepUpFully();
    const auto partitionsRead = [this](const QString &query) {
        QStringList names;
        for (const QStringList &line : m_fixture.database->rows(u"EXPLAIN "_s + query)) {
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
