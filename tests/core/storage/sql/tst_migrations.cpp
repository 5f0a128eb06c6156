#include "storage/sql/migrations.h"

#include "fakes/testdatabase.h"
#include "market/capturegap.h"
#include "storage/stores/storefactory.h"

#include <QFile>
#include <QTest>

#include <thread>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestMigrations : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data();
    void init();
    void cleanup();

    void testFilesOfTheProgram();
    void testSplitStatements();
    void testFolders_data();
    void testFolders();
    void testFresh();
    void testTwice();
    void testNewerSchema();
    void testPredecessor_data();
    void testPredecessor();
    void testFailingStatementLeavesNothing();
    void testLaterMigration();
    void testTwoProgramsAtOnce();
    void testConnectionsOfVersion1();
    void testRecorderOfVersion1WritesOn();
    void testOpenBooksOfVersion2BecomeUnfillable();

private:
    /// Brings the schema to version 1 alone, and files a run in it.
    void makeVersion1();
    void migrateToNewest();
    SchemaMigrator migrator() const;

    std::unique_ptr<TestDatabase> m_database;
};

namespace {

Migration makeMigration(int version, const QString &name, const QString &sql)
{
    return {version, name, u"%1_%2.sql"_s.arg(version, 4, 10, QChar(u'0')).arg(name), sql};
}

// Of the files that the program carries.
constexpr int NewestVersion = 5;

const QString CreateVersionTable =
    u"CREATE TABLE schema_version (version integer, name text, applied_at text);\n"_s;

} // namespace

void TestMigrations::initTestCase_data()
{
    TestDatabase::addKinds();
}

void TestMigrations::init()
{
    QTest::failOnWarning(QRegularExpression(u"."_s));
    QFETCH_GLOBAL(SqlDialect, dialect);
    m_database = TestDatabase::make(dialect);
    if (!m_database)
        QSKIP(TestDatabase::skipReason());
}

void TestMigrations::cleanup()
{
    m_database.reset();
}

SchemaMigrator TestMigrations::migrator() const
{
    return {m_database->connection(), m_database->dialect(), u"test database"_s};
}

void TestMigrations::testFilesOfTheProgram()
{
    const auto migrations = loadMigrations(migrationFolder(m_database->dialect()));
    QVERIFY2(migrations, migrations ? "" : qPrintable(migrations.error()));
    QCOMPARE(migrations->front().version, 1);
    QCOMPARE(migrations->front().fileName, u"0001_capture_tables.sql"_s);
    QVERIFY(migrations->front().sql.contains("CREATE TABLE futures_trades ("_L1));
    QCOMPARE(migrations->back().version, NewestVersion);
}

void TestMigrations::testSplitStatements()
{
    QCOMPARE(
        splitStatements(u"-- a comment;\n\nCREATE TABLE a (\n  b text\n);\r\n  -- c\nSELECT ';' "
                        "AS d\n;\nSELECT 1"_s),
        (QStringList{u"CREATE TABLE a (\n  b text\n);"_s, u"SELECT ';' AS d\n;"_s, u"SELECT 1"_s}));
    QCOMPARE(splitStatements(u"\n-- nothing\n"_s), QStringList());
    QCOMPARE(splitStatements(u"CREATE FUNCTION f() AS $$\nBEGIN\n  a;\n  b;\nEND\n$$;\n"
                             "SELECT $$ a; $$;\nSELECT 2;"_s),
             (QStringList{u"CREATE FUNCTION f() AS $$\nBEGIN\n  a;\n  b;\nEND\n$$;"_s,
                          u"SELECT $$ a; $$;"_s, u"SELECT 2;"_s}));
}

void TestMigrations::testFolders_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("problem");
    QTest::newRow("in sequence") << QStringList{u"0001_a.sql"_s, u"0002_b.sql"_s} << u""_s;
    QTest::newRow("none") << QStringList() << u"There are no migrations"_s;
    QTest::newRow("hole") << QStringList{u"0001_a.sql"_s, u"0003_b.sql"_s}
                          << u"0003_b.sql stands where number 2 belongs"_s;
    QTest::newRow("twice") << QStringList{u"0001_a.sql"_s, u"0001_b.sql"_s}
                           << u"0001_b.sql stands where number 2 belongs"_s;
    QTest::newRow("name") << QStringList{u"first.sql"_s} << u"first.sql is not named"_s;
}

void TestMigrations::testFolders()
{
    QFETCH(QStringList, files);
    QFETCH(QString, problem);
    QTemporaryDir folder;
    for (const QString &name : files) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    const auto migrations = loadMigrations(folder.path());
    QCOMPARE(bool(migrations), problem.isEmpty());
    if (migrations)
        QCOMPARE(qsizetype(migrations->size()), files.size());
    else
        QVERIFY2(migrations.error().contains(problem), qPrintable(migrations.error()));
}

void TestMigrations::testFresh()
{
    const auto store = createStore(m_database->url());
    QVERIFY(store->open());
    QCOMPARE(*store->schemaVersion(), 0);
    const StoreResult<void> migrated = store->migrate();
    QVERIFY2(migrated, migrated ? "" : qPrintable(migrated.error().message));
    QCOMPARE(*store->schemaVersion(), NewestVersion);
    QCOMPARE(m_database->rows(u"SELECT version, name FROM schema_version ORDER BY version"_s),
             (QList<QStringList>{{u"1"_s, u"capture_tables"_s},
                                 {u"2"_s, u"connections_and_clock"_s},
                                 {u"3"_s, u"proof_and_views"_s},
                                 {u"4"_s, u"legacy_rows"_s},
                                 {u"5"_s, u"retention"_s}}));
    QVERIFY(m_database
                ->value(u"SELECT "_s + m_database->timeText(u"applied_at"_s) +
                        u" FROM schema_version"_s)
                .startsWith(u"20"_s));
}

void TestMigrations::testTwice()
{
    const auto store = createStore(m_database->url());
    QVERIFY(store->open());
    QVERIFY(store->migrate());
    QVERIFY(store->migrate());
    QCOMPARE(m_database->value(u"SELECT count(*) FROM schema_version"_s),
             QString::number(NewestVersion));
}

void TestMigrations::testNewerSchema()
{
    m_database->execute(CreateVersionTable.trimmed());
    m_database->execute(u"INSERT INTO schema_version (version, name) VALUES (7, 'future')"_s);
    const auto store = createStore(m_database->url());
    QVERIFY(store->open());
    const StoreResult<void> migrated = store->migrate();
    QVERIFY(!migrated);
    QCOMPARE(migrated.error().kind, StoreError::Kind::Misconfigured);
    QVERIFY2(migrated.error().message.contains("version 7"_L1) &&
                 migrated.error().message.contains(u"versions up to %1"_s.arg(NewestVersion)),
             qPrintable(migrated.error().message));
}

void TestMigrations::testPredecessor_data()
{
    QTest::addColumn<QString>("table");
    QTest::newRow("trades") << u"futures_trades"_s;
    QTest::newRow("depth") << u"futures_orderbook_updates"_s;
}

void TestMigrations::testPredecessor()
{
    QFETCH(QString, table);
    m_database->execute(u"CREATE TABLE %1 (id integer, symbol text)"_s.arg(table));
    m_database->execute(u"INSERT INTO %1 VALUES (1, 'BTCUSDT')"_s.arg(table));
    const auto store = createStore(m_database->url());
    QVERIFY(store->open());
    const StoreResult<void> migrated = store->migrate();
    QVERIFY(!migrated);
    QCOMPARE(migrated.error().kind, StoreError::Kind::Misconfigured);
    for (const QString &part : {table, u"nothing was touched"_s, u"run init-db"_s, u"DB_URL"_s}) {
        QVERIFY2(migrated.error().message.contains(part), qPrintable(migrated.error().message));
    }
    QCOMPARE(*store->schemaVersion(), 0);
    QCOMPARE(m_database->rows(u"SELECT * FROM "_s + table),
             (QList<QStringList>{{u"1"_s, u"BTCUSDT"_s}}));
}

void TestMigrations::testFailingStatementLeavesNothing()
{
    const std::vector<Migration> migrations{
        makeMigration(1, u"good"_s, CreateVersionTable + u"CREATE TABLE kept (a text);\n"_s),
        makeMigration(2, u"bad"_s,
                      u"CREATE TABLE undone (a text);\nINSERT INTO nowhere\n  VALUES (1);\n"_s)};
    const StoreResult<void> applied = migrator().apply(migrations);
    QVERIFY(!applied);
    QCOMPARE(applied.error().kind, StoreError::Kind::Misconfigured);
    for (const QString &part : {u"test database"_s, u"0002_bad.sql"_s,
                                u"'INSERT INTO nowhere VALUES (1);'"_s, u"nowhere"_s}) {
        QVERIFY2(applied.error().message.contains(part), qPrintable(applied.error().message));
    }
    QCOMPARE(*migrator().version(), 1);
    QCOMPARE(m_database->value(u"SELECT count(*) FROM kept"_s), u"0"_s);
    // Both fail where the table is still there.
    m_database->execute(u"CREATE TABLE undone (a text)"_s);
}

void TestMigrations::testLaterMigration()
{
    std::vector<Migration> migrations{makeMigration(1, u"first"_s, CreateVersionTable)};
    QVERIFY(migrator().apply(migrations));
    migrations.push_back(
        makeMigration(2, u"second"_s, u"ALTER TABLE schema_version ADD COLUMN note text;\n"_s));
    migrations.push_back(
        makeMigration(3, u"third"_s, u"UPDATE schema_version SET note = 'x';\n"_s));
    QVERIFY(migrator().apply(migrations));
    QCOMPARE(m_database->rows(u"SELECT version, name, note FROM schema_version ORDER BY version"_s),
             (QList<QStringList>{{u"1"_s, u"first"_s, u"x"_s},
                                 {u"2"_s, u"second"_s, u"x"_s},
                                 {u"3"_s, u"third"_s, u"NULL"_s}}));
}

void TestMigrations::testTwoProgramsAtOnce()
{
    std::array<QString, 4> problems;
    std::vector<std::thread> programs;
    programs.reserve(problems.size());
    for (QString &problem : problems) {
        programs.emplace_back([&problem, url = m_database->url()] {
            const auto store = createStore(url);
            if (const StoreResult<void> opened = store->open(); !opened)
                problem = opened.error().message;
            else if (const StoreResult<void> migrated = store->migrate(); !migrated)
                problem = migrated.error().message;
        });
    }
    for (std::thread &program : programs)
        program.join();
    for (const QString &problem : problems)
        QCOMPARE(problem, QString());
    QCOMPARE(m_database->value(u"SELECT count(*) FROM schema_version"_s),
             QString::number(NewestVersion));
}

void TestMigrations::makeVersion1()
{
    auto migrations = loadMigrations(migrationFolder(m_database->dialect()));
    QVERIFY(migrations);
    migrations->resize(1);
    QVERIFY(migrator().apply(*migrations));
    m_database->execute(
        u"INSERT INTO capture_sessions (id, host, process_id, version, streams, started_at) "
        "VALUES (4, 'host', 1, '0.1.0', 'btcusdt@aggTrade', '2024-07-18 23:57:02.000000')"_s);
}

void TestMigrations::migrateToNewest()
{
    const auto store = createStore(m_database->url());
    QVERIFY(store->open());
    const StoreResult<void> migrated = store->migrate();
    QVERIFY2(migrated, migrated ? "" : qPrintable(migrated.error().message));
}

void TestMigrations::testConnectionsOfVersion1()
{
    makeVersion1();
    m_database->execute(
        u"INSERT INTO capture_connections (session_id, number, route, url, opened_at, closed_at, "
        "close_reason, frames, bytes) VALUES "
        "(4, 1, 'public', 'wss://a', '2024-07-18 23:57:02.504001', '2024-07-18 23:57:03.000000', "
        "'It''s over', 7, 9223372036854775807), "
        "(4, 2, 'market', 'wss://b', '2024-07-18 23:57:04.000000', NULL, NULL, 0, 0)"_s);
    // Of the user's own making.
    m_database->execute(
        u"CREATE VIEW reasons AS SELECT number, close_reason FROM capture_connections"_s);
    migrateToNewest();

    const QString query =
        u"SELECT number, route, url, close_reason, frames, bytes, shard, side, streams, attempts, "
        "end_kind, "_s +
        QStringList{m_database->timeText(u"opened_at"_s), m_database->timeText(u"closed_at"_s),
                    m_database->timeText(u"attempted_at"_s)}
            .join(u',') +
        u" FROM capture_connections WHERE session_id = 4 ORDER BY number"_s;
    const QList<QStringList> expected{
        {u"1"_s, u"public"_s, u"wss://a"_s, u"It's over"_s, u"7"_s, u"9223372036854775807"_s,
         u"0"_s, u"1"_s, u"0"_s, u"1"_s, u"NULL"_s, u"2024-07-18 23:57:02.504001"_s,
         u"2024-07-18 23:57:03.000000"_s, u"2024-07-18 23:57:02.504001"_s},
        {u"2"_s, u"market"_s, u"wss://b"_s, u"NULL"_s, u"0"_s, u"0"_s, u"0"_s, u"1"_s, u"0"_s,
         u"1"_s, u"NULL"_s, u"2024-07-18 23:57:04.000000"_s, u"NULL"_s,
         u"2024-07-18 23:57:04.000000"_s}};
    QCOMPARE(m_database->rows(query), expected);
    QCOMPARE(m_database->value(u"SELECT close_reason FROM reasons WHERE number = 1"_s),
             u"It's over"_s);
}

void TestMigrations::testRecorderOfVersion1WritesOn()
{
    makeVersion1();
    migrateToNewest();
    // As version 1 has it in SqlStore.
    const QString upsert =
        u"INSERT INTO capture_connections (session_id, number, route, url, opened_at, closed_at, "
        "close_reason, frames, bytes) VALUES (4, 1, 'public', 'wss://a', "
        "'2024-07-18 23:57:02.504000', NULL, NULL, %1, 0) ON CONFLICT (session_id, number) "
        "DO UPDATE SET closed_at = excluded.closed_at, close_reason = excluded.close_reason, "
        "frames = excluded.frames, bytes = excluded.bytes"_s;
    m_database->execute(upsert.arg(1));
    m_database->execute(upsert.arg(2));
    QCOMPARE(m_database->rows(u"SELECT frames, side, attempts FROM capture_connections"_s),
             (QList<QStringList>{{u"2"_s, u"1"_s, u"1"_s}}));
    const QString attemptedAt = m_database->value(
        u"SELECT %1 FROM capture_connections"_s.arg(m_database->timeText(u"attempted_at"_s)));
    QCOMPARE(attemptedAt.size(), u"2024-07-18 23:57:02.504000"_s.size());
}

void TestMigrations::testOpenBooksOfVersion2BecomeUnfillable()
{
    makeVersion1();
    const QString gap = u"INSERT INTO capture_gaps (session_id, symbol, stream, reason, status, "
                        u"from_time, to_time) "
                        "VALUES (4, 'BTCUSDT', '%1', '%2', '%3', '2024-07-18 23:57:02.504000', "
                        "'2024-07-18 23:57:03.000000')"_s;
    m_database->execute(gap.arg(u"aggTrade"_s, u"sequence"_s, u"open"_s));
    m_database->execute(gap.arg(u"depth5@100ms"_s, u"sequence"_s, u"open"_s));
    m_database->execute(gap.arg(u"depth5@100ms"_s, u"silence"_s, u"filled"_s));
    migrateToNewest();
    QCOMPARE(m_database->rows(u"SELECT stream, status, note FROM capture_gaps ORDER BY id"_s),
             (QList<QStringList>{{u"aggTrade"_s, u"open"_s, u"NULL"_s},
                                 {u"depth5@100ms"_s, u"unfillable"_s, noHistoryNote()},
                                 {u"depth5@100ms"_s, u"filled"_s, u"NULL"_s}}));
}

QTEST_GUILESS_MAIN(TestMigrations)
#include "tst_migrations.moc"
