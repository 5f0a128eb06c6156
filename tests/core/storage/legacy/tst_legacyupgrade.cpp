#include "storage/legacy/legacyupgrade.h"

#include "core/storage/legacy/legacytesting.h"
#include "storage/sql/eventtable.h"
#include "storage/sql/recordreader.h"

#include <thread>

using namespace LegacyTesting;

/// A database of the predecessor becomes one of this program, with every row.
///
/// ORDERFLOW_LEGACY_ROWS says how many rows each table has in testEveryRowIsKept().
class TestLegacyUpgrade : public QObject, private LegacyFixture
{
    Q_OBJECT

private slots:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init()
    {
        QFETCH_GLOBAL(SqlDialect, dialect);
        setUp(dialect);
    }
    void cleanup() { tearDown(); }

    void testEveryRowIsKept();
    void testNewObjectsForEachChunk();
    void testFailedChunkLeavesNothing();
    void testTwoAtOnce();
    void testOneTableAlone_data();
    void testOneTableAlone();
    void testEmptyTables();
    void testSetAsideAsItWas();
    void testRecordedOnAfterwards();
    void testRowsAreRead();
    void testRecordWaitsForTheEnd();
    void testDepthKind();
    void testDropBeforeTheEnd();
    void testDropWhereCountsDisagree();
    void testDrop();
    void testNothingToUpgrade();
};

void TestLegacyUpgrade::testEveryRowIsKept()
{
    const int rows = qEnvironmentVariable("ORDERFLOW_LEGACY_ROWS", u"2000"_s).toInt();
    Predecessor::make(*m_database, rows);
    QCOMPARE(stage(), Stage::Untouched);
    QElapsedTimer timer;
    timer.start();
    upgrade(rows > 100'000 ? 50'000 : 300);
    const double seconds = double(timer.elapsed()) / 1000;
    QCOMPARE(stage(), Stage::Complete);
    verify(rows);
    if (rows >= 2000) {
        // Each way that a row can go was gone.
        for (const QString &reason : {u"no_agg_trade_id"_s, u"conflict"_s})
            QVERIFY(count(u"legacy_rows WHERE reason = '%1'"_s.arg(reason)).toInt() > 0);
        QVERIFY(m_database->value(u"SELECT min(rows_merged) FROM legacy_upgrade"_s).toInt() > 0);
    }
    qInfo("2 x %d rows in %.2f s: %.0f rows/s", rows, seconds, 2 * rows / seconds);
}

void TestLegacyUpgrade::testNewObjectsForEachChunk()
{
    constexpr int Rows = 1000;
    Predecessor::make(*m_database, Rows);
    bool isDone = false;
    int chunks = 0;
    while (!isDone) {
        const auto connection = openConnection();
        LegacyUpgrade upgrade(*connection, 77);
        QVERIFY(upgrade.begin({}));
        const StoreResult<bool> more = upgrade.copyNext();
        QVERIFY2(more, more ? "" : qPrintable(more.error().message));
        isDone = !*more;
        ++chunks;
    }
    // 13 for each table, and one that finds its end.
    QCOMPARE(chunks, 2 * 14 + 1);
    verify(Rows);
}

void TestLegacyUpgrade::testFailedChunkLeavesNothing()
{
    constexpr int Rows = 1000;
    Predecessor::make(*m_database, Rows);
    const auto connection = openConnection();
    LegacyUpgrade upgrade(*connection, 100);
    QVERIFY(upgrade.begin({}));
    QVERIFY(upgrade.copyNext());
    // The counts are the last that a chunk writes.
    if (m_database->dialect() == SqlDialect::Sqlite) {
        m_database->execute(u"CREATE TRIGGER stop BEFORE UPDATE OF rows_copied ON legacy_upgrade "
                            "BEGIN SELECT raise(ABORT, 'no more'); END"_s);
    } else {
        m_database->execute(u"ALTER TABLE legacy_upgrade ADD CONSTRAINT stop "
                            "CHECK (rows_copied < 150)"_s);
    }
    const QString copied = count(u"futures_trades"_s);
    const QString aside = count(u"legacy_rows"_s);
    for (int i = 0; i < 2; ++i) {
        QVERIFY(!upgrade.copyNext());
        QCOMPARE(count(u"futures_trades"_s), copied);
        QCOMPARE(count(u"legacy_rows"_s), aside);
    }
    m_database->execute(m_database->dialect() == SqlDialect::Sqlite
                            ? u"DROP TRIGGER stop"_s
                            : u"ALTER TABLE legacy_upgrade DROP CONSTRAINT stop"_s);
    this->upgrade();
    verify(Rows);
}

void TestLegacyUpgrade::testTwoAtOnce()
{
    constexpr int Rows = 3000;
    Predecessor::make(*m_database, Rows);
    // SQLite does not wait for others when it turns to WAL, as the first to open a file does.
    if (m_database->dialect() == SqlDialect::Sqlite)
        m_database->execute(u"PRAGMA journal_mode = WAL"_s);
    std::array<QString, 3> problems;
    std::vector<std::thread> programs;
    for (QString &problem : problems) {
        programs.emplace_back([this, &problem] {
            const auto connection = openConnection();
            LegacyUpgrade upgrade(*connection, 100);
            StoreResult<bool> more = true;
            if (const StoreResult<void> begun = upgrade.begin({}); !begun)
                more = tl::unexpected(begun.error());
            while (more && *more)
                more = upgrade.copyNext();
            if (!more)
                problem = more.error().message;
        });
    }
    for (std::thread &program : programs)
        program.join();
    for (const QString &problem : problems)
        QCOMPARE(problem, QString());
    verify(Rows);
}

void TestLegacyUpgrade::testOneTableAlone_data()
{
    QTest::addColumn<bool>("isTrades");
    QTest::newRow("trades") << true;
    QTest::newRow("depth") << false;
}

void TestLegacyUpgrade::testOneTableAlone()
{
    QFETCH(bool, isTrades);
    Predecessor::make(*m_database, 200);
    m_database->execute(isTrades ? u"DROP TABLE futures_orderbook_updates"_s
                                 : u"DROP TABLE futures_trades"_s);
    upgrade();
    QCOMPARE(stage(), Stage::Complete);
    QVERIFY(count(isTrades ? u"futures_trades"_s : u"futures_orderbook_updates"_s).toInt() > 100);
    QCOMPARE(count(isTrades ? u"futures_orderbook_updates"_s : u"futures_trades"_s), u"0"_s);
    QCOMPARE(count(u"legacy_upgrade"_s), u"1"_s);
}

void TestLegacyUpgrade::testEmptyTables()
{
    Predecessor::makeTrades(*m_database);
    Predecessor::makeDepthUpdates(*m_database);
    upgrade();
    verify(0);
}

void TestLegacyUpgrade::testSetAsideAsItWas()
{
    Predecessor::makeTrades(*m_database);
    m_database->execute(
        u"INSERT INTO futures_trades (id, symbol, event_time, price, quantity, is_buyer_maker, "
        "ingest_time) VALUES (7, 'btcUSDT', '2024-07-10 00:00:00.500000', 65000.1, 0.25, %1, "
        "'2024-07-10 00:00:01')"_s.arg(m_database->dialect() == SqlDialect::Sqlite ? u"1"_s
                                                                                   : u"true"_s));
    upgrade();
    QCOMPARE(count(u"futures_trades"_s), u"0"_s);
    QCOMPARE(m_database->rows(
                 u"SELECT table_name, id, reason, content ->> 'symbol', content ->> 'price', "
                 "content ->> 'agg_trade_id', substr(content ->> 'event_time', 12, 10) "
                 "FROM legacy_rows"_s),
             (QList<QStringList>{{u"futures_trades"_s, u"7"_s, u"no_agg_trade_id"_s, u"btcUSDT"_s,
                                  m_database->dialect() == SqlDialect::Sqlite
                                      ? u"65000.1"_s
                                      : u"65000.100000000000000000"_s,
                                  u"NULL"_s, u"00:00:00.5"_s}}));
}

void TestLegacyUpgrade::testRecordedOnAfterwards()
{
    // The last row, with the highest id, is one that is copied.
    Predecessor::make(*m_database, 203);
    upgrade();
    const auto store = createStore(m_database->url());
    QVERIFY(store->open());
    const StoreResult<void> migrated = store->migrate();
    QVERIFY2(migrated, migrated ? "" : qPrintable(migrated.error().message));
    QVERIFY(store->beginSession(makeSession()));
    const auto ends = store->streamEnds();
    QVERIFY2(ends, ends ? "" : qPrintable(ends.error().message));
    QCOMPARE(ends->size(), std::size_t(6));
    for (const StreamEnd &end : *ends) {
        QVERIFY(!end.symbol.isEmpty());
        // What is not known to have been received is not known before it was made, either.
        QVERIFY(end.receiveTime == end.exchangeTime);
        QVERIFY(end.exchangeTime > Time - std::chrono::days(10));
    }

    QVERIFY(store->write(makeBatch(makeTrade(1'000'000), makeDepth(9'000'000'000'000))));
    for (const EventTable &table : eventTables())
        QCOMPARE(m_database->value(u"SELECT max(id) FROM "_s + table.name), u"2147483647"_s);
}

void TestLegacyUpgrade::testRowsAreRead()
{
    Predecessor::makeTrades(*m_database);
    Predecessor::makeDepthUpdates(*m_database);
    const bool isSqlite = m_database->dialect() == SqlDialect::Sqlite;
    m_database->execute(
        u"INSERT INTO futures_trades (id, symbol, event_time, price, quantity, is_buyer_maker, "
        "agg_trade_id, ingest_time) VALUES (7, 'btcusdt', '2024-07-18 23:57:02.504000', 65000.1, "
        "0.25, %1, 11, '2024-07-10 00:00:01')"_s.arg(isSqlite ? u"1"_s : u"true"_s));
    m_database->execute(
        u"INSERT INTO futures_orderbook_updates (id, symbol, event_time, first_update_id, "
        "final_update_id, bids, asks, ingest_time) VALUES (8, 'btcusdt', "
        "'2024-07-18 23:57:02.504000', 3, 5, '[[\"65000.10\", \"0.500\"]]', '[]', "
        "'2024-07-10 00:00:01')"_s);
    upgrade();

    const auto connection = openConnection();
    RecordReader reader(*connection);
    const Symbol symbol = *Symbol::parse(u"BTCUSDT");
    const auto trades = reader.trades(symbol, {}, {}, 10);
    QVERIFY2(trades, trades ? "" : qPrintable(trades.error().message));
    AggTrade trade;
    trade.symbol = symbol;
    trade.aggTradeId = 11;
    trade.firstTradeId = AggTrade::UnknownTradeId;
    trade.lastTradeId = AggTrade::UnknownTradeId;
    trade.price = *Decimal::parse("65000.1");
    // Where all digits fit, they come back.
    trade.quantity = *Decimal::parse(isSqlite ? "0.25" : "0.250000000000000000");
    trade.isBuyerMaker = true;
    trade.eventTime = Time;
    trade.tradeTime = Time;
    QCOMPARE(trades->size(), std::size_t(1));
    QCOMPARE(trades->front().fault, QString());
    QVERIFY(trades->front().trade == trade);
    QVERIFY(!trades->front().checksum);
    QVERIFY(trades->front().isOfPredecessor);

    const auto updates = reader.depthUpdates({symbol, "depth5@100ms"}, {}, {}, 10);
    QVERIFY2(updates, updates ? "" : qPrintable(updates.error().message));
    DepthUpdate update;
    update.symbol = symbol;
    update.depthKind = "depth5@100ms";
    update.firstUpdateId = 3;
    update.finalUpdateId = 5;
    update.prevFinalUpdateId = -1;
    update.eventTime = Time;
    update.transactionTime = Time;
    update.bids = {{*Decimal::parse("65000.10"), *Decimal::parse("0.500")}};
    QCOMPARE(updates->size(), std::size_t(1));
    QCOMPARE(updates->front().fault, QString());
    QVERIFY(updates->front().update == update);
    QVERIFY(!updates->front().checksum);
    QVERIFY(updates->front().isOfPredecessor);
}

void TestLegacyUpgrade::testRecordWaitsForTheEnd()
{
    Predecessor::make(*m_database, 200);
    const auto connection = openConnection();
    LegacyUpgrade upgrade(*connection, 150);
    QVERIFY(upgrade.begin({}));
    for (StoreResult<bool> more = true; *more; more = upgrade.copyNext()) {
        QVERIFY(more);
        QCOMPARE(stage(), m_database->value(u"SELECT count(*) FROM legacy_upgrade "
                                            "WHERE finished_at IS NULL"_s) == u"0"_s
                              ? Stage::Complete
                              : Stage::Begun);
        const auto store = createStore(m_database->url());
        QVERIFY(store->open());
        const StoreResult<void> migrated = store->migrate();
        QCOMPARE(migrated.has_value(), stage() == Stage::Complete);
        if (!migrated) {
            QCOMPARE(migrated.error().kind, StoreError::Kind::Misconfigured);
            QVERIFY2(migrated.error().message.contains("run init-db"_L1),
                     qPrintable(migrated.error().message));
        }
    }
    QCOMPARE(stage(), Stage::Complete);
}

void TestLegacyUpgrade::testDepthKind()
{
    Predecessor::make(*m_database, 200);
    const auto connection = openConnection();
    LegacyUpgrade upgrade(*connection);
    QVERIFY(upgrade.begin(u"depth20"_s));
    const StoreResult<void> other = upgrade.begin(u"depth5@100ms"_s);
    QVERIFY(!other);
    QCOMPARE(other.error().kind, StoreError::Kind::Misconfigured);
    for (const QString &part : {u"depth20"_s, u"depth5@100ms"_s})
        QVERIFY2(other.error().message.contains(part), qPrintable(other.error().message));
    this->upgrade();
    QVERIFY(Predecessor::verifyDepthUpdates(*m_database, u"depth20"_s).copied > 100);
}

void TestLegacyUpgrade::testDropBeforeTheEnd()
{
    Predecessor::make(*m_database, 200);
    const auto connection = openConnection();
    LegacyUpgrade upgrade(*connection, 150);
    QVERIFY(!upgrade.drop());
    QVERIFY(upgrade.begin({}));
    for (StoreResult<bool> more = true; *more; more = upgrade.copyNext()) {
        if (stage() == Stage::Complete)
            break;
        const StoreResult<void> dropped = upgrade.drop();
        QVERIFY(!dropped);
        QCOMPARE(dropped.error().kind, StoreError::Kind::Misconfigured);
        QCOMPARE(count(u"legacy_futures_trades"_s), u"200"_s);
    }
    QVERIFY(upgrade.drop());
}

void TestLegacyUpgrade::testDropWhereCountsDisagree()
{
    Predecessor::make(*m_database, 200);
    upgrade();
    const auto connection = openConnection();
    LegacyUpgrade upgrade(*connection);
    for (const QString &statement :
         {u"DELETE FROM futures_trades WHERE id = 5"_s,
          u"DELETE FROM legacy_rows WHERE table_name = 'futures_orderbook_updates'"_s}) {
        m_database->execute(statement);
        const StoreResult<void> dropped = upgrade.drop();
        QVERIFY(!dropped);
        QCOMPARE(dropped.error().kind, StoreError::Kind::Misconfigured);
        QVERIFY2(dropped.error().message.contains("do not agree"_L1),
                 qPrintable(dropped.error().message));
        QCOMPARE(count(u"legacy_futures_trades"_s), u"200"_s);
        QCOMPARE(count(u"legacy_futures_orderbook_updates"_s), u"200"_s);
        // The second statement alone has to be found as well.
        m_database->execute(
            u"UPDATE legacy_upgrade SET rows_copied = rows_copied - 1, rows_merged = rows_merged "
            "+ 1 WHERE table_name = 'futures_trades'"_s);
    }
}

void TestLegacyUpgrade::testDrop()
{
    Predecessor::make(*m_database, 200);
    upgrade();
    const QString trades = count(u"futures_trades"_s);
    const QString aside = count(u"legacy_rows"_s);
    const auto connection = openConnection();
    LegacyUpgrade upgrade(*connection);
    const StoreResult<void> dropped = upgrade.drop();
    QVERIFY2(dropped, dropped ? "" : qPrintable(dropped.error().message));
    QCOMPARE(stage(), Stage::NoTables);
    QCOMPARE(count(u"futures_trades"_s), trades);
    QCOMPARE(count(u"legacy_rows"_s), aside);
    QCOMPARE(count(u"legacy_upgrade WHERE dropped_at IS NOT NULL"_s), u"2"_s);
    QVERIFY(!upgrade.drop());
    const auto store = createStore(m_database->url());
    QVERIFY(store->open());
    QVERIFY(store->migrate());
}

void TestLegacyUpgrade::testNothingToUpgrade()
{
    QCOMPARE(stage(), Stage::NoTables);
    const auto store = createStore(m_database->url());
    QVERIFY(store->open());
    QVERIFY(store->migrate());
    QCOMPARE(stage(), Stage::NoTables);
    const auto connection = openConnection();
    LegacyUpgrade upgrade(*connection);
    QVERIFY(!upgrade.drop());
    QVERIFY(upgrade.begin({}));
    QCOMPARE(*upgrade.copyNext(), false);
    QCOMPARE(count(u"legacy_upgrade"_s), u"0"_s);
}

QTEST_GUILESS_MAIN(TestLegacyUpgrade)
#include "tst_legacyupgrade.moc"
