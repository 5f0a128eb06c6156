#include "core/storage/storetesting.h"

#include <QTest>

#include <limits>
#include <optional>

using namespace Orderflow;
using namespace StoreTesting;
using namespace Qt::StringLiterals;

/// What a Store says where it cannot do its work, on every database.
class TestStoreFailures : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init()
    {
        QFETCH_GLOBAL(SqlDialect, dialect);
        m_fixture.setUp(dialect);
    }
    void cleanup() { m_fixture.tearDown(); }

    void testRejectedLeavesNothing_data();
    void testRejectedLeavesNothing();
    void testMissingTable();
    void testNotOpen();
    void testUnusableFile_data();
    void testUnusableFile();
    void testUnusableServer_data();
    void testUnusableServer();
    void testLostConnection();
    void testPasswordIsNotShown();

private:
    StoreFixture m_fixture;
};

void TestStoreFailures::testRejectedLeavesNothing_data()
{
    QTest::addColumn<EventBatch>("batch");
    QTest::addColumn<QString>("table");
    const auto row = [](const char *name, const auto &part, const QString &table) {
        QTest::newRow(name) << makeBatch(makeTrade(1), makeDepth(100), part) << table;
    };
    row("gap", makeGap(), u"capture_gaps"_s);
    row("connection", makeConnection(), u"capture_connections"_s);
    row("clock sample", makeClockSample(), u"capture_clock_samples"_s);
}

void TestStoreFailures::testRejectedLeavesNothing()
{
    QFETCH(EventBatch, batch);
    QFETCH(QString, table);
    // A row of a session that is gone breaks a foreign key, after the events went in.
    m_fixture.database->execute(u"DELETE FROM capture_sessions"_s);
    const StoreResult<WriteCount> count = m_fixture.store->write(batch);
    QVERIFY(!count);
    QCOMPARE(count.error().kind, StoreError::Kind::Rejected);
    QCOMPARE(count.error().sqlState,
             m_fixture.database->dialect() == SqlDialect::PostgreSql ? u"23503"_s : QString());
    QVERIFY2(count.error().message.contains(table), qPrintable(count.error().message));
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_trades"_s), u"0"_s);
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_orderbook_updates"_s),
             u"0"_s);

    // The connection serves on.
    QCOMPARE(m_fixture.write(makeBatch(makeTrade(1))).tradesInserted, 1);
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_trades"_s), u"1"_s);
}

void TestStoreFailures::testMissingTable()
{
    // Not dropped, because views are made of it.
    m_fixture.database->execute(u"ALTER TABLE futures_orderbook_updates RENAME TO elsewhere"_s);
    const StoreResult<WriteCount> count =
        m_fixture.store->write(makeBatch(makeTrade(1), makeDepth(100)));
    QVERIFY(!count);
    QCOMPARE(count.error().kind, StoreError::Kind::Misconfigured);
    QVERIFY2(count.error().message.contains("futures_orderbook_updates"_L1),
             qPrintable(count.error().message));
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_trades"_s), u"0"_s);
}

void TestStoreFailures::testNotOpen()
{
    const auto store = createStore(m_fixture.database->url());
    QCOMPARE(store->write(makeBatch(makeTrade(1))).error().kind, StoreError::Kind::Unavailable);
    QCOMPARE(store->migrate().error().kind, StoreError::Kind::Unavailable);
    QCOMPARE(store->schemaVersion().error().kind, StoreError::Kind::Unavailable);
    QCOMPARE(store->beginSession(makeSession()).error().kind, StoreError::Kind::Unavailable);
    QCOMPARE(store->endSession(makeSession()).error().kind, StoreError::Kind::Unavailable);
}

void TestStoreFailures::testUnusableFile_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("reason");
    QTest::newRow("no folder") << u"/missing/flow.db"_s << u"/missing does not exist"_s;
    QTest::newRow("folder is a file") << u"/file/flow.db"_s << u"/file is not a folder"_s;
    QTest::newRow("file is a folder") << u"/folder"_s << u"/folder is a folder, not a file"_s;
    QTest::newRow("not a database") << u"/file"_s << u"/file: "_s;
}

void TestStoreFailures::testUnusableFile()
{
    if (m_fixture.database->dialect() != SqlDialect::Sqlite)
        QSKIP("about files only");
    QFETCH(QString, path);
    QFETCH(QString, reason);
    QTemporaryDir dir;
    QFile file(dir.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.write(QByteArray(4096, 'x')) == 4096 && file.flush());
    QVERIFY(QDir(dir.path()).mkdir(u"folder"_s));

    const auto store = createStore(*DatabaseUrl::parse(u"sqlite:///"_s + dir.path() + path));
    const StoreResult<void> opened = store->open();
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, StoreError::Kind::Misconfigured);
    QVERIFY2(opened.error().message.contains(dir.path() + reason.section(u' ', 0, 0)),
             qPrintable(opened.error().message));
    QVERIFY2(opened.error().message.contains(reason), qPrintable(opened.error().message));
    QCOMPARE(store->write(makeBatch(makeTrade(1))).error().kind, StoreError::Kind::Unavailable);
}

void TestStoreFailures::testUnusableServer_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isMisconfigured");
    QTest::newRow("no such user") << u"postgresql://orderflow_nobody:hush@%1/postgres?%2"_s << true;
    QTest::newRow("nobody listens")
        << u"postgresql://jo:hush@127.0.0.1:1/flow?connect_timeout=5"_s << false;
    QTest::newRow("no such socket") << u"postgresql://jo:hush@/flow?host=/missing"_s << false;
    QTest::newRow("bad parameter")
        << u"postgresql://jo:hush@127.0.0.1:1/flow?sslmode=sometimes"_s << true;
}

void TestStoreFailures::testUnusableServer()
{
    if (m_fixture.database->dialect() != SqlDialect::PostgreSql)
        QSKIP("about servers only");
    QFETCH(QString, text);
    QFETCH(bool, isMisconfigured);
    const DatabaseUrl &server = m_fixture.database->url();
    const bool isSocket = server.host().startsWith(u'/');
    const QString port = u":%1"_s.arg(server.port());
    text.replace(u"%1"_s, isSocket ? port : server.host() + port)
        .replace(u"?%2"_s, isSocket ? u"?host="_s + server.host() : QString());

    const auto url = DatabaseUrl::parse(text);
    QVERIFY2(url, url ? "" : qPrintable(url.error()));
    const StoreResult<void> opened = createStore(*url)->open();
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind == StoreError::Kind::Misconfigured, isMisconfigured);
    QVERIFY2(!opened.error().message.contains("hush"_L1), qPrintable(opened.error().message));
    QVERIFY2(opened.error().message.contains("***"_L1), qPrintable(opened.error().message));
}

void TestStoreFailures::testLostConnection()
{
    if (m_fixture.database->dialect() != SqlDialect::PostgreSql)
        QSKIP("about servers only");
    m_fixture.write(makeBatch(makeTrade(1)));
    QCOMPARE(m_fixture.database->value(
                 u"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                 "WHERE application_name = '%1'"_s.arg(m_fixture.database->schema())),
             u"true"_s);
    const EventBatch batch = makeBatch(makeTrade(2), makeDepth(100));
    const StoreResult<WriteCount> count = m_fixture.store->write(batch);
    QVERIFY(!count);
    QCOMPARE(count.error().kind, StoreError::Kind::Unavailable);

    const StoreResult<void> opened = m_fixture.store->open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
    QCOMPARE(m_fixture.write(batch).tradesInserted, 1);
    QCOMPARE(m_fixture.database->value(u"SELECT count(*) FROM futures_trades"_s), u"2"_s);
}

void TestStoreFailures::testPasswordIsNotShown()
{
    const auto url = DatabaseUrl::parse(u"postgresql://jo:hush@db/flow"_s);
    QCOMPARE(createStore(*url)->displayName(), u"postgresql://jo:***@db/flow"_s);
    QCOMPARE(m_fixture.store->displayName(), m_fixture.database->url().masked());
}

QTEST_GUILESS_MAIN(TestStoreFailures)
#include "tst_storefailures.moc"
