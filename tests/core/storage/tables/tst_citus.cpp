#include "core/storage/tables/partitiontesting.h"

#include <QTest>

using namespace Orderflow;
using namespace PartitionTesting;
using namespace StoreTesting;
using namespace Qt::StringLiterals;

/// Citus, which Debian has not, so a stand-in for it: functions that note how they are called, in a
/// database that says it has the extension. It distributes nothing.
class TestCitus : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_database.reset(); }

    void testTheTablesAreDistributed();
    void testTurnedOff();
    void testTablesWithRows();
    void testTablesThatAUserHasDistributed();
    void testWithoutTheExtension();
    void testRefused();
    void testTimescaleComesFirst();
    void testRowsThatAreThere();
    void testRowsThatCopyMeetsElsewhere();
    void testUpkeep();

private:
    void makeStandIn();
    std::unique_ptr<Store> openStore(const StoreOptions &options = {});
    QList<QStringList> calls();

    std::unique_ptr<TestDatabase> m_database;
};

void TestCitus::init()
{
    QTest::failOnWarning(QRegularExpression(u"."_s));
    m_database = TestDatabase::makeSeparate();
    if (!m_database)
        QSKIP(TestDatabase::skipReason());
    makeStandIn();
}

void TestCitus::makeStandIn()
{
    for (const QString &statement :
         {u"CREATE SCHEMA citus"_s,
          u"CREATE TABLE citus.pg_dist_partition (logicalrelid regclass)"_s,
          u"CREATE TABLE citus.calls (id serial, words text)"_s,
          u"CREATE FUNCTION citus.create_distributed_table(table_name regclass, "
          "distribution_column text, colocate_with text DEFAULT 'default') RETURNS void "
          "LANGUAGE sql AS 'INSERT INTO citus.pg_dist_partition VALUES ($1); "
          "INSERT INTO citus.calls (words) VALUES (concat_ws('' '', $1, $2, $3))'"_s,
          u"CREATE FUNCTION citus.citus_relation_size(regclass) RETURNS bigint LANGUAGE sql "
          "AS 'SELECT pg_relation_size($1)'"_s,
          u"CREATE FUNCTION citus.citus_total_relation_size(regclass) RETURNS bigint LANGUAGE sql "
          "AS 'SELECT 3 * pg_total_relation_size($1)'"_s,
          u"INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, "
          "extversion) SELECT 99999, 'citus', nspowner, oid, false, '13.2' FROM pg_namespace "
          "WHERE nspname = 'citus'"_s})
        m_database->execute(statement);
}

std::unique_ptr<Store> TestCitus::openStore(const StoreOptions &options)
{
    auto store = createStore(m_database->url(), options);
    const auto opened = store->open();
    if (!opened)
        QTest::qFail(qPrintable(opened.error().message), __FILE__, __LINE__);
    const auto migrated = store->migrate();
    if (!migrated)
        QTest::qFail(qPrintable(migrated.error().message), __FILE__, __LINE__);
    return store;
}

QList<QStringList> TestCitus::calls()
{
    return m_database->rows(u"SELECT words FROM citus.calls ORDER BY id"_s);
}

void TestCitus::testTheTablesAreDistributed()
{
    const QList<QStringList> expected{{u"futures_trades symbol default"_s},
                                      {u"futures_orderbook_updates symbol futures_trades"_s}};
    openStore();
    QCOMPARE(calls(), expected);
    // Once.
    const auto store = openStore();
    QCOMPARE(calls(), expected);
    QVERIFY(store->beginSession(makeSession()));
    QVERIFY(store->write(makeBatch(makeTrade(1), makeTrade(2), makeDepth(130))));

    // What takes the place of the recursive view and of the functions in SQL.
    QCOMPARE(m_database->rows(u"SELECT symbol, stream, first_id, last_id FROM capture_streams "
                              "ORDER BY 1"_s),
             (QList<QStringList>{{u"BTCUSDT"_s, u"aggTrade"_s, u"1"_s, u"2"_s},
                                 {u"ETHUSDT"_s, u"depth5@100ms"_s, u"130"_s, u"130"_s}}));
    QCOMPARE(m_database->value(u"SELECT trades FROM trade_bars('BTCUSDT', '1 day', "
                               "'2024-07-01 00:00:00+00', '2024-08-01 00:00:00+00')"_s),
             u"2"_s);
    QCOMPARE(m_database->value(u"SELECT count(*) FROM trade_bars('BTCUSDT', NULL, "
                               "'2024-07-01 00:00:00+00', '2024-08-01 00:00:00+00')"_s),
             u"0"_s);
    QCOMPARE(m_database->rows(u"SELECT final_update_id, in_gap FROM book_at('ETHUSDT', "
                              "'2024-07-19 12:00:00+00')"_s),
             (QList<QStringList>{{u"130"_s, u"false"_s}}));
    QCOMPARE(m_database->value(u"SELECT count(*) FROM book_at('ETHUSDT', "
                               "'2024-07-17 12:00:00+00')"_s),
             u"0"_s);
    QCOMPARE(store->streamEnds()->size(), std::size_t(2));
}

void TestCitus::testTurnedOff()
{
    StoreOptions options;
    options.useCitus = false;
    openStore(options);
    QCOMPARE(calls(), QList<QStringList>());
}

void TestCitus::testTablesWithRows()
{
    StoreOptions options;
    options.useCitus = false;
    QVERIFY(openStore(options)->write(makeBatch(makeTrade(1))));
    QTest::ignoreMessage(QtInfoMsg, QRegularExpression(u"Citus is there, but the tables were "
                                                       "filled without it"_s));
    openStore();
    QCOMPARE(calls(), QList<QStringList>());
}

void TestCitus::testTablesThatAUserHasDistributed()
{
    StoreOptions options;
    options.useCitus = false;
    QVERIFY(openStore(options)->write(makeBatch(makeTrade(1))));
    m_database->execute(u"SELECT citus.create_distributed_table('futures_trades', 'symbol')"_s);
    openStore();
    QCOMPARE(calls().size(), 1);
    QVERIFY(m_database->value(u"SELECT pg_get_viewdef('capture_streams'::regclass)"_s)
                .contains(u"capture_streams_by_key"_s));
}

void TestCitus::testWithoutTheExtension()
{
    m_database->execute(u"DELETE FROM pg_extension WHERE extname = 'citus'"_s);
    openStore();
    QCOMPARE(calls(), QList<QStringList>());
    QVERIFY(!m_database->value(u"SELECT pg_get_viewdef('capture_streams'::regclass)"_s)
                 .contains(u"capture_streams_by_key"_s));
}

void TestCitus::testRefused()
{
    m_database->execute(u"CREATE OR REPLACE FUNCTION citus.create_distributed_table("
                        "table_name regclass, distribution_column text, "
                        "colocate_with text DEFAULT 'default') RETURNS void LANGUAGE plpgsql "
                        "AS 'BEGIN RAISE ''no worker nodes''; END'"_s);
    const auto store = createStore(m_database->url());
    QVERIFY(store->open());
    const auto migrated = store->migrate();
    QVERIFY(!migrated);
    QVERIFY2(migrated.error().message.contains(u"no worker nodes"_s) &&
                 migrated.error().message.contains(u"STORAGE_CITUS=off"_s),
             qPrintable(migrated.error().message));
    StoreOptions options;
    options.useCitus = false;
    openStore(options);
}

void TestCitus::testTimescaleComesFirst()
{
    m_database = TestDatabase::makeWithTimescale();
    if (!m_database)
        QSKIP(TestDatabase::timescaleSkipReason());
    makeStandIn();
    openStore();
    QCOMPARE(calls(), QList<QStringList>());
    QCOMPARE(m_database->value(u"SELECT count(*) FROM timescaledb_information.hypertables"_s),
             u"2"_s);
    StoreOptions options;
    options.useTimescale = false;
    // Hypertables are nothing for Citus either.
    openStore(options);
    QCOMPARE(calls(), QList<QStringList>());
}

void TestCitus::testRowsThatAreThere()
{
    const auto store = openStore();
    QCOMPARE(store->write(makeBatch(makeTrade(1), makeTrade(2)))->tradesInserted, 2);
    const auto again = store->write(makeBatch(makeTrade(1), makeTrade(2), makeTrade(3)));
    QVERIFY2(again, again ? "" : qPrintable(again.error().message));
    QCOMPARE(again->tradesInserted, 1);
    QCOMPARE(again->duplicates, 2);
}

void TestCitus::testRowsThatCopyMeetsElsewhere()
{
    const auto store = openStore();
    QVERIFY(store->write(makeBatch(makeTrade(1))));
    // As Citus reports a row that is there on another node.
    m_database->execute(u"CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                        "IF current_query() LIKE 'COPY%' THEN RAISE 'duplicate key' "
                        "USING ERRCODE = 'XX000'; END IF; RETURN new; END $$"_s);
    m_database->execute(u"CREATE TRIGGER fail BEFORE INSERT ON futures_trades FOR EACH ROW "
                        "EXECUTE FUNCTION fail()"_s);
    const auto count = store->write(makeBatch(makeTrade(1), makeTrade(2)));
    QVERIFY2(count, count ? "" : qPrintable(count.error().message));
    QCOMPARE(count->tradesInserted, 1);
    QCOMPARE(count->duplicates, 1);
}

void TestCitus::testUpkeep()
{
    const auto store = openStore();
    for (int day = 0; day < 4; ++day) {
        AggTrade trade = makeTrade(day + 1);
        trade.tradeTime = Noon - std::chrono::days(day);
        QVERIFY(store->write(makeBatch(trade)));
    }
    const auto keepUp = [&store](const RetentionLimits &limits) {
        for (int round = 0; round < 20; ++round) {
            const auto state = store->keepUp(Noon, limits);
            QVERIFY2(state, state ? "" : qPrintable(state.error().message));
            if (*state == UpkeepState::Done)
                return;
        }
        QFAIL("the upkeep has no end");
    };
    keepUp({});
    keepUp({.days = 1, .bytes = 0});
    QCOMPARE(m_database->rows(u"SELECT day, dropped_bytes = 3 * (SELECT "
                              "pg_total_relation_size('futures_trades_20260719')) "
                              "FROM capture_retention WHERE table_name = 'futures_trades' "
                              "ORDER BY day"_s),
             (QList<QStringList>{{u"2026-07-17"_s, u"true"_s}, {u"2026-07-18"_s, u"true"_s}}));
    QCOMPARE(m_database->value(u"SELECT count(*) FROM futures_trades"_s), u"2"_s);
}

QTEST_GUILESS_MAIN(TestCitus)
#include "tst_citus.moc"
