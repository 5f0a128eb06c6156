#include "core/storage/storetesting.h"
#include "storage/sql/migrations.h"
#include "storage/sql/recordreader.h"

#include <QMap>
#include <QTest>

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;

/// Every version that a schema ever had comes to the newest one with all of its rows, and is
/// recorded into and read from afterwards.
class TestSchemaVersions : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init();
    void cleanup() { m_database.reset(); }

    void testRowsSurvive_data();
    void testRowsSurvive();
    void testOpenConnectionSeesNewSchema();

private:
    /// Each table's rows, all columns but those of `without`.
    using Rows = QMap<QString, QList<QStringList>>;

    void migrateTo(int version);
    /// Rows as a recorder of `version` may have written them, in every table that it has.
    void addRows(int version);
    QMap<QString, QStringList> columns();
    Rows read(const QMap<QString, QStringList> &columns);
    QStringList textsOf(const QStringList &columns) const;

    std::unique_ptr<TestDatabase> m_database;
    std::vector<Migration> m_migrations;
};

void TestSchemaVersions::init()
{
    QTest::failOnWarning(QRegularExpression(u"."_s));
    QFETCH_GLOBAL(SqlDialect, dialect);
    m_database = TestDatabase::make(dialect);
    if (!m_database)
        QSKIP(TestDatabase::skipReason());
    const auto migrations = loadMigrations(migrationFolder(dialect));
    QVERIFY2(migrations, migrations ? "" : qPrintable(migrations.error()));
    m_migrations = *migrations;
}

void TestSchemaVersions::migrateTo(int version)
{
    const std::vector<Migration> some(m_migrations.begin(), m_migrations.begin() + version);
    const StoreResult<void> applied =
        SchemaMigrator(m_database->connection(), m_database->dialect(), u"test database"_s)
            .apply(some);
    QVERIFY2(applied, applied ? "" : qPrintable(applied.error().message));
}

void TestSchemaVersions::addRows(int version)
{
    const QString time = u"'2024-07-18 23:57:02.50400%1'"_s;
    const QString yes = m_database->dialect() == SqlDialect::Sqlite ? u"1"_s : u"true"_s;
    QStringList inserts;
    if (version == 1) {
        inserts
            << u"capture_sessions (id, host, process_id, version, streams, started_at, ended_at, "
               "events_received, events_written, events_lost) VALUES (4, 'höst', 4000000000, "
               "'0.1.0', 'btcusdt@aggTrade', {1}, {2}, 7, 6, 1)"_s
            << u"capture_connections (session_id, number, route, url, opened_at, closed_at, "
               "close_reason, frames, bytes) VALUES (4, 1, 'public', 'wss://a', {1}, {2}, "
               "'It''s over', 7, 9223372036854775807), (4, 2, 'market', 'wss://b', {3}, NULL, "
               "NULL, 0, 0)"_s
            << u"capture_gaps (session_id, symbol, stream, reason, status, first_missing_id, "
               "last_missing_id, missing_events, filled_rows, from_time, to_time) VALUES "
               "(4, 'BTCUSDT', 'aggTrade', 'sequence', 'open', 5, 9, 5, 2, {1}, {2}), "
               "(4, 'BTCUSDT', 'depth5@100ms', 'disconnect', 'filled', 5, 9, 0, 0, {1}, {3}), "
               "(4, '', 'aggTrade', 'decode_error', 'open', NULL, NULL, NULL, 0, {1}, {3})"_s
            << u"futures_trades (symbol, event_time, trade_time, price, quantity, "
               "quantity_excl_rpi, is_buyer_maker, agg_trade_id, first_trade_id, last_trade_id, "
               "source, receive_time) VALUES ('BTCUSDT', {0}, {0}, '63943.90', '0.100', '0.050', "
               "{yes}, 7, 70, 73, 'live', {1}), ('币安人生USDT', NULL, {0}, '0.10000', '12', NULL, "
               "{yes}, 9223372036854775807, 1, 1, 'rest', {2})"_s
            << u"futures_orderbook_updates (symbol, depth_kind, event_time, transaction_time, "
               "first_update_id, final_update_id, prev_final_update_id, bids, asks, receive_time) "
               "VALUES ('BTCUSDT', 'depth5@100ms', {0}, {0}, 480, 500, -1, "
               "'[[\"3411.10\",\"0.000\"]]', '[]', {1})"_s;
    } else if (version == 2) {
        inserts << u"capture_connections (session_id, number, route, url, opened_at, closed_at, "
                   "close_reason, frames, bytes, shard, side, streams, attempted_at, attempts, "
                   "end_kind) VALUES (4, 3, 'market', 'wss://b', NULL, {2}, 'no', 0, 0, 2, 2, 9, "
                   "{1}, 12, 'refused')"_s
                << u"capture_clock_samples (session_id, measured_at, offset_us, round_trip_us) "
                   "VALUES (4, {1}, -1500, 84001)"_s;
    } else if (version == 3) {
        inserts << u"capture_gaps (session_id, symbol, stream, reason, status, from_time, "
                   "to_time, note) VALUES (4, 'ETHUSDT', 'depth5@100ms', 'silence', "
                   "'unfillable', {1}, {2}, 'No history.')"_s
                << u"futures_trades (symbol, event_time, trade_time, price, quantity, "
                   "is_buyer_maker, agg_trade_id, first_trade_id, last_trade_id, source, "
                   "receive_time, checksum) VALUES ('ETHUSDT', {0}, {0}, '3411.10', '1', {yes}, "
                   "8, 80, 80, 'file', {1}, -9223372036854775807)"_s;
    } else if (version == 4) {
        inserts << u"legacy_upgrade (table_name, old_rows, last_id, rows_copied, rows_merged, "
                   "rows_set_aside, finished_at, dropped_at) VALUES ('futures_trades', 3, 9, 1, "
                   "1, 1, {1}, {2})"_s
                << u"legacy_rows (table_name, id, reason, content) VALUES ('futures_trades', 9, "
                   "'no_agg_trade_id', '{}')"_s
                << u"futures_trades (symbol, event_time, trade_time, price, quantity, "
                   "is_buyer_maker, agg_trade_id, source) VALUES ('BTCUSDT', {0}, {0}, '1.0', "
                   "'1', {yes}, 5, 'live')"_s;
    } else if (version == 5) {
        inserts << u"capture_retention (table_name, day, reason, dropped_rows, dropped_bytes, "
                   "dropped_at) VALUES ('futures_trades', '2024-07-17', 'age', 7, NULL, {2})"_s;
    }
    for (QString insert : std::as_const(inserts)) {
        for (int i = 0; i < 4; ++i)
            insert.replace(u"{%1}"_s.arg(i), time.arg(i));
        m_database->execute(u"INSERT INTO "_s + insert.replace("{yes}"_L1, yes));
    }
}

QMap<QString, QStringList> TestSchemaVersions::columns()
{
    const bool isSqlite = m_database->dialect() == SqlDialect::Sqlite;
    const QString tables =
        isSqlite
            ? u"SELECT name FROM sqlite_master WHERE type = 'table'"_s
            : u"SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
              "AND relnamespace = current_schema()::regnamespace"_s;
    const QString columnsOf =
        isSqlite ? u"SELECT name FROM pragma_table_info('%1') ORDER BY cid"_s
                 : u"SELECT attname FROM pg_attribute WHERE attrelid = '%1'::regclass "
                   "AND attnum > 0 AND NOT attisdropped ORDER BY attnum"_s;
    QMap<QString, QStringList> columns;
    for (const QStringList &table : m_database->rows(tables)) {
        for (const QStringList &column : m_database->rows(columnsOf.arg(table.first())))
            columns[table.first()] << column.first();
    }
    return columns;
}

QStringList TestSchemaVersions::textsOf(const QStringList &columns) const
{
    QStringList texts;
    for (const QString &column : columns)
        texts << u"CAST(%1 AS text)"_s.arg(column);
    return texts;
}

TestSchemaVersions::Rows TestSchemaVersions::read(const QMap<QString, QStringList> &columns)
{
    Rows rows;
    for (const QString &table : columns.keys()) {
        rows[table] = m_database->rows(u"SELECT %1 FROM %2 ORDER BY 1, 2, 3"_s.arg(
            textsOf(columns[table]).join(u", "_s), table));
    }
    return rows;
}

void TestSchemaVersions::testRowsSurvive_data()
{
    const auto migrations = loadMigrations(migrationFolder(SqlDialect::PostgreSql));
    QTest::addColumn<int>("version");
    for (int version = 1; version < int(migrations->size()); ++version)
        QTest::addRow("from version %d", version) << version;
}

void TestSchemaVersions::testRowsSurvive()
{
    QFETCH(int, version);
    const int newest = m_migrations.back().version;
    migrateTo(version);
    for (int i = 1; i <= version; ++i)
        addRows(i);
    const QMap<QString, QStringList> columns = this->columns();
    const Rows before = read(columns);
    for (const QString &table : before.keys())
        QVERIFY2(!before[table].isEmpty(), qPrintable(table + u" has no row"_s));

    migrateTo(newest);
    Rows after = read(columns);
    QCOMPARE(after[u"schema_version"_s].size(), newest);
    after[u"schema_version"_s].resize(version);
    QCOMPARE(after.keys(), before.keys());
    for (const QString &table : before.keys())
        QCOMPARE(after[table], before[table]);
    if (version < 3) {
        QCOMPARE(
            m_database->value(u"SELECT count(*) FROM futures_trades WHERE checksum IS NOT NULL"_s),
            u"0"_s);
    }

    const auto store = createStore(m_database->url());
    QVERIFY(store->open());
    QVERIFY(store->migrate());
    QVERIFY(store->beginSession(makeSession()));
    const auto written = store->write(
        makeBatch(makeTrade(1), makeDepth(100), makeGap(), makeConnection(), makeClockSample()));
    QVERIFY2(written, written ? "" : qPrintable(written.error().message));
    const auto connection = createConnection(m_database->url(), SqlAccess::Read);
    QVERIFY(connection->open());
    RecordReader reader(*connection);
    const int ofPredecessor = version < 4 ? 0 : 1;
    for (const auto &[name, count] :
         {std::pair(u"BTCUSDT"_s, 2 + ofPredecessor), std::pair(u"币安人生USDT"_s, 1)}) {
        const auto trades = reader.trades(*Symbol::parse(name), {}, {}, 10);
        QVERIFY2(trades, trades ? "" : qPrintable(trades.error().message));
        QCOMPARE(trades->size(), std::size_t(count));
        for (const StoredTrade &trade : *trades)
            QCOMPARE(trade.fault, QString());
    }
}

void TestSchemaVersions::testOpenConnectionSeesNewSchema()
{
    // The other connection knows the tables as they were.
    migrateTo(3);
    addRows(1);
    const auto other = createConnection(m_database->url(), SqlAccess::Write);
    QVERIFY(other->open());
    const QString failed = u"cannot write"_s;
    const QString insert =
        u"INSERT INTO futures_trades (symbol, trade_time, price, quantity, is_buyer_maker, "
        "agg_trade_id, source) VALUES ('BTCUSDT', '2024-07-18 23:57:02.504000', '1', '1', %1, 1, "
        "'live')"_s.arg(m_database->dialect() == SqlDialect::Sqlite ? u"1"_s : u"true"_s);
    QVERIFY(!other->execute(insert, failed));
    migrateTo(m_migrations.back().version);
    const auto inserted = other->execute(insert, failed);
    QVERIFY2(inserted, inserted ? "" : qPrintable(inserted.error().message));
    if (m_database->dialect() == SqlDialect::Sqlite) {
        QCOMPARE(m_database->value(u"PRAGMA integrity_check"_s), u"ok"_s);
        QCOMPARE(m_database->value(u"PRAGMA writable_schema"_s), u"0"_s);
    }
}

QTEST_GUILESS_MAIN(TestSchemaVersions)
#include "tst_schemaversions.moc"
