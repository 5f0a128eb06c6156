#include "core/storage/storetesting.h"
#include "fakes/postgresrelay.h"

#include <QScopeGuard>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;

/// Rows that are there already, on PostgreSQL: which way a batch goes, and that the counts are
/// exact on either.
class TestPostgresConflicts : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_fixture.setUp(SqlDialect::PostgreSql); }
    void cleanup() { m_fixture.tearDown(); }

    void testCounts_data();
    void testCounts();
    void testFirstOfTwoStays();
    void testAlternating();
    void testDuplicatesInARow();
    void testLostAnswer();
    void testTerminatedInTheMiddle_data();
    void testTerminatedInTheMiddle();
    void testDeadlock();
    void testTwoRecorders();

private:
    /// Notes how each statement that was committed went in: COPY or INSERT.
    void noteStatements();
    QStringList statements();

    StoreFixture m_fixture;
};

namespace {

/// Trades and depth updates of these ids, in their order.
EventBatch batchOf(const std::vector<int> &ids)
{
    EventBatch batch;
    for (const int id : ids) {
        batch.add(makeTrade(id));
        batch.add(makeDepth(id));
    }
    return batch;
}

std::vector<int> idsTo(int last)
{
    std::vector<int> ids(static_cast<std::size_t>(last));
    std::ranges::generate(ids, [id = 0]() mutable { return ++id; });
    return ids;
}

} // namespace

void TestPostgresConflicts::noteStatements()
{
    TestDatabase &database = *m_fixture.database;
    database.execute(u"CREATE TABLE statements (id serial, word text)"_s);
    database.execute(u"CREATE FUNCTION note_statement() RETURNS trigger LANGUAGE plpgsql AS $$ "
                     "BEGIN INSERT INTO statements (word) VALUES (split_part(current_query(), "
                     "' ', 1)); RETURN NULL; END $$"_s);
    database.execute(u"CREATE TRIGGER note AFTER INSERT ON futures_trades FOR EACH STATEMENT "
                     "EXECUTE FUNCTION note_statement()"_s);
}

QStringList TestPostgresConflicts::statements()
{
    QStringList words;
    for (const QStringList &row :
         m_fixture.database->rows(u"SELECT word FROM statements ORDER BY id"_s))
        words.append(row.first());
    return words;
}

void TestPostgresConflicts::testCounts_data()
{
    QTest::addColumn<EventBatch>("before");
    QTest::addColumn<EventBatch>("batch");
    QTest::addColumn<int>("inserted");
    QTest::newRow("one in the middle") << batchOf({500}) << batchOf(idsTo(1000)) << 999;
    QTest::newRow("the first") << batchOf({1}) << batchOf(idsTo(1000)) << 999;
    QTest::newRow("the last") << batchOf({1000}) << batchOf(idsTo(1000)) << 999;
    QTest::newRow("all") << batchOf(idsTo(1000)) << batchOf(idsTo(1000)) << 0;
    QTest::newRow("all but one") << batchOf(idsTo(999)) << batchOf(idsTo(1000)) << 1;
    QTest::newRow("within the batch") << EventBatch() << batchOf({1, 2, 3, 2, 4, 1, 1}) << 4;
    QTest::newRow("within and before") << batchOf({2}) << batchOf({1, 2, 3, 2, 4, 1, 1}) << 3;
    QTest::newRow("one event, twice") << EventBatch() << batchOf({7, 7}) << 1;
}

void TestPostgresConflicts::testCounts()
{
    QFETCH(EventBatch, before);
    QFETCH(EventBatch, batch);
    QFETCH(int, inserted);
    m_fixture.write(before);
    const WriteCount count = m_fixture.write(batch);
    QCOMPARE(count.tradesInserted, inserted);
    QCOMPARE(count.depthUpdatesInserted, inserted);
    QCOMPARE(count.duplicates, std::int64_t(batch.eventCount()) - 2 * inserted);
    const QString total = QString::number(std::int64_t(before.trades.size()) + inserted);
    for (const char *table : {"futures_trades", "futures_orderbook_updates"}) {
        QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM %1"_s.arg(QLatin1String(table))),
                 total);
    }
    // Nothing of it is left behind.
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM pg_class WHERE relpersistence = 't' "
                                       "AND relname LIKE 'incoming%'"_s),
             u"0"_s);
}

void TestPostgresConflicts::testFirstOfTwoStays()
{
    AggTrade first = makeTrade(2);
    first.price = *Decimal::parse("1.10");
    AggTrade later = makeTrade(2);
    later.price = *Decimal::parse("2.20");
    later.receiveTime.utc += std::chrono::microseconds(1);
    m_fixture.write(makeBatch(makeTrade(3), first, later, makeTrade(1)));
    m_fixture.write(makeBatch(later));
    QCOMPARE(m_fixture.database->rows(u"SELECT agg_trade_id, CAST(price AS text) "
                                      "FROM futures_trades ORDER BY agg_trade_id"_s),
             (QList<QStringList>{
                 {u"1"_s, u"63943.90"_s}, {u"2"_s, u"1.10"_s}, {u"3"_s, u"63943.90"_s}}));
}

void TestPostgresConflicts::testAlternating()
{
    noteStatements();
    QStringList expected;
    for (int id = 1; id <= 5; ++id) {
        QCOMPARE(m_fixture.write(makeBatch(makeTrade(2 * id))).duplicates, 0);
        QCOMPARE(m_fixture.write(makeBatch(makeTrade(2 * id), makeTrade(2 * id + 1))).duplicates,
                 1);
        expected << u"COPY"_s << u"INSERT"_s;
    }
    QCOMPARE(statements(), expected);
}

void TestPostgresConflicts::testDuplicatesInARow()
{
    m_fixture.write(batchOf(idsTo(10)));
    noteStatements();
    for (int i = 0; i < 4; ++i)
        QCOMPARE(m_fixture.write(batchOf(idsTo(10))).duplicates, 20);
    // The first without any tells that the plain way is worth a try.
    for (int id = 11; id <= 13; ++id)
        QCOMPARE(m_fixture.write(batchOf({id})).tradesInserted, 1);
    QCOMPARE(statements(), (QStringList{u"INSERT"_s, u"INSERT"_s, u"INSERT"_s, u"INSERT"_s,
                                        u"INSERT"_s, u"COPY"_s, u"COPY"_s}));
}

void TestPostgresConflicts::testLostAnswer()
{
    const DatabaseUrl &server = m_fixture.database->url();
    if (server.host().startsWith(u'/'))
        QSKIP("about servers on a network only");
    noteStatements();
    PostgresRelay relay(server.host(), quint16(server.port()));
    QString text = server.masked();
    text.replace(u":%1/"_s.arg(server.port()), u":%1/"_s.arg(relay.port()));
    text.replace(server.host(), u"127.0.0.1"_s);
    const auto store = createStore(*DatabaseUrl::parse(text));
    QVERIFY(store->open());
    QVERIFY(store->beginSession(makeSession()));

    EventBatch batch = batchOf({1, 2, 3});
    batch.add(makeGap());
    relay.loseAnswerOfNextCommit();
    const StoreResult<WriteCount> lost = store->write(batch);
    QVERIFY(!lost);
    QCOMPARE(lost.error().kind, StoreError::Kind::Unavailable);
    QTRY_COMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_trades"_s), u"3"_s);

    QVERIFY(store->open());
    const StoreResult<WriteCount> again = store->write(batch);
    QVERIFY2(again, again ? "" : qPrintable(again.error().message));
    QCOMPARE(again->tradesInserted, 0);
    QCOMPARE(again->duplicates, 6);
    QCOMPARE(store->write(batchOf({4}))->tradesInserted, 1);
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM capture_gaps"_s), u"1"_s);
    QCOMPARE(statements(), (QStringList{u"COPY"_s, u"INSERT"_s, u"COPY"_s}));
}

void TestPostgresConflicts::testTerminatedInTheMiddle_data()
{
    QTest::addColumn<EventBatch>("before");
    QTest::newRow("plain") << EventBatch();
    QTest::newRow("around duplicates") << batchOf({1});
}

void TestPostgresConflicts::testTerminatedInTheMiddle()
{
    QFETCH(EventBatch, before);
    m_fixture.write(before);
    const int known = int(before.trades.size());
    TestDatabase &database = *m_fixture.database;
    database.execute(u"CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                     "PERFORM pg_terminate_backend(pg_backend_pid()); RETURN new; END $$"_s);
    database.execute(u"CREATE TRIGGER die BEFORE INSERT ON futures_orderbook_updates FOR EACH ROW "
                     "WHEN (new.final_update_id = 3000) EXECUTE FUNCTION die()"_s);
    const EventBatch batch = batchOf(idsTo(5000));
    const StoreResult<WriteCount> count = m_fixture.store->write(batch);
    QVERIFY(!count);
    QCOMPARE(count.error().kind, StoreError::Kind::Unavailable);
    QCOMPARE(database.value(u"SELECT count(*) FROM futures_trades"_s), QString::number(known));

    database.execute(u"DROP TRIGGER die ON futures_orderbook_updates"_s);
    QCOMPARE(m_fixture.store->write(batch).error().kind, StoreError::Kind::Unavailable);
    QVERIFY(m_fixture.store->open());
    QCOMPARE(m_fixture.write(batch).tradesInserted, 5000 - known);
    QCOMPARE(database.value(u"SELECT count(*) FROM futures_orderbook_updates"_s), u"5000"_s);
}

void TestPostgresConflicts::testDeadlock()
{
    m_fixture.write(makeBatch(makeTrade(1), makeTrade(2)));
    TestDatabase &database = *m_fixture.database;
    database.execute(u"CREATE TABLE other AS SELECT * FROM futures_trades"_s);
    database.execute(u"TRUNCATE futures_trades"_s);
    const auto insert = [&database](int id) {
        database.execute(
            u"INSERT INTO futures_trades SELECT * FROM other WHERE agg_trade_id = %1"_s.arg(id));
    };
    // The other session has to be the one that waits longer.
    database.execute(u"SET deadlock_timeout = '60s'"_s);
    database.execute(u"BEGIN"_s);
    insert(2);

    StoreResult<WriteCount> count;
    std::thread writer([&count, url = database.url()] {
        const auto store = createStore(url);
        count = store->open() ? store->write(makeBatch(makeTrade(1), makeTrade(2), makeTrade(3)))
                              : tl::unexpected(StoreError());
    });
    const auto join = qScopeGuard([&writer] {
        if (writer.joinable())
            writer.join();
    });
    QTRY_COMPARE(database.value(u"SELECT count(*) FROM pg_locks WHERE NOT granted AND "
                                "transactionid = pg_current_xact_id()::xid"_s),
                 u"1"_s);
    insert(1);
    database.execute(u"COMMIT"_s);
    writer.join();
    QVERIFY2(count, count ? "" : qPrintable(count.error().message));
    QCOMPARE(count->tradesInserted, 1);
    QCOMPARE(count->duplicates, 2);
}

void TestPostgresConflicts::testTwoRecorders()
{
    // The same events at the same time in opposite orders, so that each waits for the other's rows.
    constexpr int Batches = 40;
    constexpr int Events = 200;
    std::atomic_int64_t inserted = 0;
    std::atomic_int rejected = 0;
    const auto record = [&](bool isReversed) {
        const auto store = createStore(m_fixture.database->url());
        if (!store->open())
            ++rejected;
        for (int i = 0; i < Batches; ++i) {
            std::vector<int> ids = idsTo(Events);
            std::ranges::transform(ids, ids.begin(),
                                   [first = i * Events](int id) { return id + first; });
            if (isReversed)
                std::ranges::reverse(ids);
            const EventBatch batch = batchOf(ids);
            StoreResult<WriteCount> count = store->write(batch);
            // As the writer does.
            for (int tries = 0; !count && tries < 20; ++tries) {
                if (count.error().kind != StoreError::Kind::Unavailable)
                    ++rejected;
                count = store->write(batch);
            }
            if (count)
                inserted += count->tradesInserted;
            else
                ++rejected;
        }
    };
    std::thread other(record, true);
    record(false);
    other.join();
    QCOMPARE(rejected, 0);
    QCOMPARE(inserted, Batches * Events);
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_orderbook_updates"_s),
             QString::number(Batches * Events));
}

QTEST_GUILESS_MAIN(TestPostgresConflicts)
#include "tst_postgresconflicts.moc"
