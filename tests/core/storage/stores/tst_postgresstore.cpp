#include "core/storage/storetesting.h"
#include "market/checksum.h"
#include "storage/sql/recordreader.h"

#include <QTest>

#include <limits>

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;

/// What holds of a store on PostgreSQL alone: its session, its limits, and how it names the row
/// that a table refuses.
class TestPostgresStore : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_fixture.setUp(SqlDialect::PostgreSql); }
    void cleanup() { m_fixture.tearDown(); }

    void testSession_data();
    void testSession();
    void testLockedTable();
    void testSlowStatement();
    void testRefusedRow_data();
    void testRefusedRow();
    void testRefusedTime_data();
    void testRefusedTime();
    void testExtremes_data();
    void testExtremes();
    void testExtremeDepth();
    void testDatabaseWithoutEncoding();
    void testNoTemporaryTables();

private:
    std::unique_ptr<Store> openStore(const StoreOptions &options);

    StoreFixture m_fixture;
};

namespace {

/// A database of the test's server, gone afterwards.
class OwnDatabase
{
public:
    explicit OwnDatabase(TestDatabase &server)
        : m_server(server)
        , m_name(server.schema() + u"_own"_s)
    {
        m_server.execute(u"CREATE DATABASE %1 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' "
                         "TEMPLATE template0"_s.arg(m_name));
    }
    ~OwnDatabase()
    {
        m_server.execute(u"DROP DATABASE %1 WITH (FORCE)"_s.arg(m_name));
        m_server.execute(u"DROP ROLE IF EXISTS "_s + m_name);
    }
    Q_DISABLE_COPY_MOVE(OwnDatabase)

    /// Of the database, and of its role where one was made.
    const QString &name() const { return m_name; }
    DatabaseUrl url(const QString &user) const
    {
        const DatabaseUrl &server = m_server.url();
        const bool isSocket = server.host().startsWith(u'/');
        return *DatabaseUrl::parse(u"postgresql://%1:%2@%3:%4/%5%6"_s.arg(
            user, server.password(), isSocket ? QString() : server.host(),
            QString::number(server.port()), m_name,
            isSocket ? u"?host="_s + server.host() : QString()));
    }

private:
    TestDatabase &m_server;
    QString m_name;
};

} // namespace

std::unique_ptr<Store> TestPostgresStore::openStore(const StoreOptions &options)
{
    auto store = createStore(m_fixture.database->url(), options);
    if (const auto opened = store->open(); !opened)
        QTest::qFail(qPrintable(opened.error().message), __FILE__, __LINE__);
    return store;
}

void TestPostgresStore::testSession_data()
{
    QTest::addColumn<QString>("value");
    for (const QLatin1StringView value : SynchronousCommitNames)
        QTest::newRow(value.data()) << QString(value);
}

void TestPostgresStore::testSession()
{
    QFETCH(QString, value);
    TestDatabase &database = *m_fixture.database;
    database.execute(u"CREATE TABLE settings (name text, value text)"_s);
    database.execute(
        u"CREATE FUNCTION note_settings() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO settings SELECT name, current_setting(name) FROM unnest(ARRAY["
        "'TimeZone', 'synchronous_commit', 'lock_timeout', 'statement_timeout']) AS s (name); "
        "RETURN NULL; END $$"_s);
    database.execute(u"CREATE TRIGGER note AFTER INSERT ON futures_trades FOR EACH STATEMENT "
                     "EXECUTE FUNCTION note_settings()"_s);
    const auto store = openStore({.synchronousCommit = *parseSynchronousCommit(value)});
    QVERIFY(store->write(makeBatch(makeTrade(1))));
    QCOMPARE(database.rows(u"SELECT name, value FROM settings ORDER BY name COLLATE \"C\""_s),
             (QList<QStringList>{{u"TimeZone"_s, u"UTC"_s},
                                 {u"lock_timeout"_s, u"5s"_s},
                                 {u"statement_timeout"_s, u"1min"_s},
                                 {u"synchronous_commit"_s, value}}));
}

void TestPostgresStore::testLockedTable()
{
    const auto store = openStore({.lockTimeout = std::chrono::milliseconds(50)});
    TestDatabase &database = *m_fixture.database;
    const EventBatch batch = makeBatch(makeTrade(1), makeDepth(100));
    database.execute(u"BEGIN"_s);
    database.execute(u"LOCK TABLE futures_orderbook_updates"_s);
    const StoreResult<WriteCount> count = store->write(batch);
    database.execute(u"COMMIT"_s);
    QVERIFY(!count);
    QCOMPARE(count.error().kind, StoreError::Kind::Unavailable);
    QCOMPARE(count.error().sqlState, u"55P03"_s);
    QCOMPARE(database.value(u"SELECT count(*) FROM futures_trades"_s), u"0"_s);

    // The session goes on.
    QCOMPARE(store->write(batch)->tradesInserted, 1);
}

void TestPostgresStore::testSlowStatement()
{
    const auto store = openStore({.statementTimeout = std::chrono::milliseconds(50)});
    TestDatabase &database = *m_fixture.database;
    database.execute(u"CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                     "PERFORM pg_sleep(60); RETURN new; END $$"_s);
    database.execute(u"CREATE TRIGGER wait BEFORE INSERT ON futures_trades FOR EACH ROW "
                     "EXECUTE FUNCTION wait()"_s);
    const StoreResult<WriteCount> count = store->write(makeBatch(makeTrade(1)));
    QVERIFY(!count);
    QCOMPARE(count.error().kind, StoreError::Kind::Unavailable);
    QCOMPARE(count.error().sqlState, u"57014"_s);

    database.execute(u"DROP TRIGGER wait ON futures_trades"_s);
    QCOMPARE(store->write(makeBatch(makeTrade(1)))->tradesInserted, 1);
}

void TestPostgresStore::testRefusedRow_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("sqlState");
    QTest::addColumn<bool>("hasDuplicates");
    QTest::addColumn<QString>("row");
    const auto row = [](const char *name, const QString &change, const QString &sqlState) {
        QTest::newRow(name) << change << sqlState << false << u"aggTrade 3 of BTCUSDT"_s;
        QTest::addRow("%s, after duplicates", name) << change << sqlState << true << QString();
    };
    row("check", u"ADD CHECK (price <> 777.77)"_s, u"23514"_s);
    row("calculation", u"ADD CHECK (1 / (price - 777.77) < 1)"_s, u"22012"_s);
}

void TestPostgresStore::testRefusedRow()
{
    QFETCH(QString, change);
    QFETCH(bool, hasDuplicates);
    QFETCH(QString, row);
    if (hasDuplicates)
        m_fixture.write(makeBatch(makeTrade(1)));
    m_fixture.database->execute(u"ALTER TABLE futures_trades "_s + change);
    AggTrade refused = makeTrade(3);
    refused.price = *Decimal::parse("777.77");
    const StoreResult<WriteCount> count =
        m_fixture.store->write(makeBatch(makeTrade(1), makeTrade(2), refused, makeTrade(4)));
    QVERIFY(!count);
    QCOMPARE(count.error().kind, StoreError::Kind::Rejected);
    QTEST(count.error().sqlState, "sqlState");
    QVERIFY2(count.error().message.contains("futures_trades"_L1),
             qPrintable(count.error().message));
    QVERIFY2(count.error().message.contains(row), qPrintable(count.error().message));
}

void TestPostgresStore::testRefusedTime_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::newRow("end of 64 bits") << std::numeric_limits<qint64>::max();
    QTest::newRow("start of 64 bits") << std::numeric_limits<qint64>::min();
    QTest::newRow("the year 294277") << qint64(9'224'318'016'000'000);
    QTest::newRow("start of the microseconds") << std::numeric_limits<qint64>::min() / 1000;
}

void TestPostgresStore::testRefusedTime()
{
    QFETCH(qint64, milliseconds);
    AggTrade trade = makeTrade(1);
    trade.eventTime = UtcMilliseconds(std::chrono::milliseconds(milliseconds));
    const StoreResult<WriteCount> count = m_fixture.store->write(makeBatch(trade));
    QVERIFY(!count);
    QCOMPARE(count.error().kind, StoreError::Kind::Rejected);
    QCOMPARE(count.error().sqlState, u"22008"_s);
    QVERIFY2(count.error().message.contains("aggTrade 1 of BTCUSDT"_L1),
             qPrintable(count.error().message));
}

void TestPostgresStore::testExtremes_data()
{
    QTest::addColumn<AggTrade>("trade");
    for (const char *number :
         {"0", "0.000", "0.000000000000000001", "9223372036854775807", "-9223372036854775807",
          "9.223372036854775807", "-0.5", "10000", "100000000", "0.0001", "0.00010",
          "99999999.9999", "10000.0001", "922337203685477.5807"}) {
        AggTrade trade = makeTrade(1);
        trade.price = *Decimal::parse(number);
        trade.quantity = trade.price;
        trade.quantityExclRpi = trade.price;
        QTest::newRow(number) << trade;
    }
    for (const std::int64_t id : {MaxId, std::numeric_limits<std::int64_t>::min(), -MaxId}) {
        AggTrade trade = makeTrade(1);
        trade.aggTradeId = id;
        trade.firstTradeId = id;
        trade.lastTradeId = id;
        QTest::addRow("id %lld", static_cast<long long>(id)) << trade;
    }
    // Year 2200; 1969; before the times of PostgreSQL start to count.
    for (const std::int64_t milliseconds :
         {std::int64_t(7'258'118'400'001), std::int64_t(-1), std::int64_t(946'684'799'999)}) {
        AggTrade trade = makeTrade(1);
        trade.tradeTime = UtcMilliseconds(std::chrono::milliseconds(milliseconds));
        trade.eventTime = trade.tradeTime;
        trade.receiveTime.utc = trade.tradeTime + std::chrono::microseconds(999);
        QTest::addRow("time %lld", static_cast<long long>(milliseconds)) << trade;
    }
    AggTrade longName = makeTrade(1);
    longName.symbol = *Symbol::parse(QString(64, u'A'));
    QTest::newRow("long name") << longName;
    longName.symbol = *Symbol::parse(QString(21, u'币'));
    QTest::newRow("long name of other letters") << longName;
}

void TestPostgresStore::testExtremes()
{
    QFETCH(AggTrade, trade);
    const auto connection = createConnection(m_fixture.database->url(), SqlAccess::Read);
    QVERIFY(connection->open());
    const auto check = [&] {
        const auto rows = RecordReader(*connection).trades(trade.symbol, {}, {}, 10);
        QVERIFY2(rows, rows ? "" : qPrintable(rows.error().message));
        QCOMPARE(rows->size(), std::size_t(1));
        QCOMPARE(rows->front().fault, QString());
        QVERIFY(rows->front().trade == trade);
        QCOMPARE(rows->front().checksum, std::optional(checksumOf(trade)));
    };
    m_fixture.write(makeBatch(trade));
    check();
    // And around a duplicate.
    m_fixture.database->execute(u"TRUNCATE futures_trades"_s);
    m_fixture.write(makeBatch(trade, trade));
    check();
}

void TestPostgresStore::testExtremeDepth()
{
    DepthUpdate update = makeDepth(MaxId);
    update.depthKind = std::string("depth\0@0ms", 10);
    update.prevFinalUpdateId = -1;
    update.bids.clear();
    update.asks.assign(
        1000, {*Decimal::parse("0.000000000000000001"), *Decimal::parse("9223372036854775807")});
    m_fixture.write(makeBatch(update));
    const auto connection = createConnection(m_fixture.database->url(), SqlAccess::Read);
    QVERIFY(connection->open());
    const auto rows =
        RecordReader(*connection).depthUpdates({update.symbol, "depth\uFFFD@0ms"}, {}, {}, 10);
    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().message));
    QCOMPARE(rows->size(), std::size_t(1));
    QCOMPARE(rows->front().checksum, std::optional(checksumOf(update)));
    update.depthKind = "depth\uFFFD@0ms";
    QVERIFY(rows->front().update == update);
}

void TestPostgresStore::testDatabaseWithoutEncoding()
{
    const OwnDatabase database(*m_fixture.database);
    const DatabaseUrl url = database.url(m_fixture.database->url().userName());
    const auto store = createStore(url);
    const auto opened = store->open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
    QVERIFY(store->migrate());
    AggTrade trade = makeTrade(1);
    trade.symbol = *Symbol::parse(u"币安人生USDT");
    const StoreResult<WriteCount> count =
        store->write(makeBatch(trade, trade, makeTrade(1), makeDepth(100)));
    QVERIFY2(count, count ? "" : qPrintable(count.error().message));
    QCOMPARE(count->tradesInserted, 2);

    const auto connection = createConnection(url, SqlAccess::Read);
    QVERIFY(connection->open());
    const auto rows = RecordReader(*connection).trades(trade.symbol, {}, {}, 10);
    QVERIFY(rows);
    QCOMPARE(rows->size(), std::size_t(1));
    QVERIFY(rows->front().trade == trade);
}

void TestPostgresStore::testNoTemporaryTables()
{
    const OwnDatabase database(*m_fixture.database);
    TestDatabase &server = *m_fixture.database;
    server.execute(
        u"CREATE ROLE %1 LOGIN PASSWORD '%2'"_s.arg(database.name(), server.url().password()));
    server.execute(u"REVOKE TEMPORARY ON DATABASE %1 FROM PUBLIC"_s.arg(database.name()));
    const auto store = createStore(database.url(database.name()));
    const StoreResult<void> opened = store->open();
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, StoreError::Kind::Misconfigured);
    QVERIFY2(opened.error().message.contains("GRANT TEMPORARY ON DATABASE"_L1),
             qPrintable(opened.error().message));
    // Who only reads needs none.
    QVERIFY(createConnection(database.url(database.name()), SqlAccess::Read)->open());
}

QTEST_GUILESS_MAIN(TestPostgresStore)
#include "tst_postgresstore.moc"
