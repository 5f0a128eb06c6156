// The writer, the spool and real databases: servers that die, connections that are cut, tables that
// are locked, rows that are refused.

#include "core/storage/spool/spooltesting.h"
#include "fakes/postgresserver.h"
#include "storage/stores/storefactory.h"
#include "storage/writer/storagethread.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

using namespace Orderflow;
using namespace SpoolTesting;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using State = WriterStatus::State;

class TestSpooledDatabase : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void testServerDiesAndComesBack();
    void testServerIsNotThereAtTheStart();
    void testConnectionsAreCut();
    void testLockedTable_data() { TestDatabase::addKinds(); }
    void testLockedTable();
    void testRefusedRow_data() { TestDatabase::addKinds(); }
    void testRefusedRow();
    void testRunsAreFiledOnce_data() { TestDatabase::addKinds(); }
    void testRunsAreFiledOnce();

private:
    void startServer();
    std::unique_ptr<StorageThread> startWriter(const DatabaseUrl &url);
    void push(int from, int to);
    void verifyAll(QSqlDatabase &database, int count);
    static QString value(QSqlDatabase &database, const QString &query);
    static void execute(QSqlDatabase &database, const QString &statement);

    SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<BatchQueue> m_queue;
    std::unique_ptr<PostgresServer> m_server;
};

namespace {

constexpr int Patience = 60'000;

/// A second connection, which looks at what the writer wrote.
class Observer
{
public:
    explicit Observer(const DatabaseUrl &url)
        : m_database(QSqlDatabase::addDatabase(u"QPSQL"_s, u"observer"_s))
    {
        m_database.setHostName(url.host());
        m_database.setPort(url.port());
        m_database.setDatabaseName(url.databaseName());
        m_database.setUserName(url.userName());
        m_database.setPassword(url.password());
        if (!m_database.open())
            qFatal("%s", qPrintable(m_database.lastError().text()));
    }
    ~Observer()
    {
        m_database = {};
        QSqlDatabase::removeDatabase(u"observer"_s);
    }
    Q_DISABLE_COPY_MOVE(Observer)

    QSqlDatabase &database() { return m_database; }

private:
    QSqlDatabase m_database;
};

} // namespace

void TestSpooledDatabase::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_queue = std::make_unique<BatchQueue>(64 << 20);
}

void TestSpooledDatabase::cleanup()
{
    m_server.reset();
    m_queue.reset();
    m_folder.reset();
}

void TestSpooledDatabase::startServer()
{
    QString problem;
    m_server = PostgresServer::make(&problem);
    if (!m_server)
        QSKIP(qPrintable(problem));
}

std::unique_ptr<StorageThread> TestSpooledDatabase::startWriter(const DatabaseUrl &url)
{
    StorageWriterOptions options;
    options.session = StoreTesting::makeSession();
    options.firstRetryDelay = 10ms;
    options.longestRetryDelay = 100ms;
    options.spool.filePath = m_folder->filePath(u"spool.db"_s);
    options.spool.feedInterval = 20ms;
    StoreOptions storeOptions;
    storeOptions.lockTimeout = 200ms;
    auto writer = std::make_unique<StorageThread>(
        [url, storeOptions] { return createStore(url, storeOptions); }, *m_queue, m_clock, options);
    writer->start();
    const bool hasStarted = QTest::qWaitFor(
        [&writer] { return writer->status().read().state != State::Starting; }, Patience);
    if (!hasStarted)
        qFatal("the writer does not start");
    return writer;
}

void TestSpooledDatabase::push(int from, int to)
{
    for (int id = from; id <= to; ++id)
        QVERIFY(m_queue->push(pairBatch(id)));
}

QString TestSpooledDatabase::value(QSqlDatabase &database, const QString &query)
{
    QSqlQuery result(database);
    if (!result.exec(query) || !result.next()) {
        qWarning("%s", qPrintable(result.lastError().text()));
        return u"?"_s;
    }
    return result.value(0).toString();
}

void TestSpooledDatabase::execute(QSqlDatabase &database, const QString &statement)
{
    QSqlQuery query(database);
    QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
}

/// The trades and updates of 1 to `count`, each once, of one run, and no gap.
void TestSpooledDatabase::verifyAll(QSqlDatabase &database, int count)
{
    const QString expected = QString::number(count);
    QCOMPARE(value(database, u"SELECT count(*) FROM futures_trades"_s), expected);
    QCOMPARE(value(database, u"SELECT count(DISTINCT agg_trade_id) FROM futures_trades "
                             "WHERE agg_trade_id BETWEEN 1 AND %1"_s.arg(count)),
             expected);
    QCOMPARE(value(database, u"SELECT count(*) FROM futures_orderbook_updates"_s), expected);
    QCOMPARE(value(database, u"SELECT count(*) FROM capture_gaps"_s), u"0"_s);
    QCOMPARE(value(database, u"SELECT count(*) FROM capture_sessions"_s), u"1"_s);
    QCOMPARE(value(database, u"SELECT events_written FROM capture_sessions "
                             "WHERE ended_at IS NOT NULL"_s),
             QString::number(2 * count));
}

void TestSpooledDatabase::testServerDiesAndComesBack()
{
    startServer();
    const auto writer = startWriter(m_server->url());
    push(1, 50);
    QTRY_COMPARE_WITH_TIMEOUT(writer->status().read().tradesInserted, 50, Patience);
    for (int round = 1; round <= 2; ++round) {
        QVERIFY(m_server->stop(u"immediate"_s));
        push(50 * round + 1, 50 * round + 50);
        QTRY_COMPARE_WITH_TIMEOUT(writer->status().read().spool.totals.batches, 50, Patience);
        QCOMPARE(m_queue->depth(), QueueDepth{});
        QVERIFY(m_server->start());
        QTRY_COMPARE_WITH_TIMEOUT(writer->status().read().spool.totals.batches, 0, Patience);
    }
    push(151, 160);
    writer->stop({.received = 320});
    QTRY_COMPARE_WITH_TIMEOUT(writer->status().read().state, State::Stopped, Patience);
    QCOMPARE(writer->status().read().eventsLost, 0);
    Observer observer(m_server->url());
    verifyAll(observer.database(), 160);
}

void TestSpooledDatabase::testServerIsNotThereAtTheStart()
{
    startServer();
    QVERIFY(m_server->stop(u"fast"_s));
    const auto writer = startWriter(m_server->url());
    QCOMPARE(writer->status().read().state, State::Retrying);
    push(1, 30);
    QTRY_COMPARE_WITH_TIMEOUT(writer->status().read().spool.totals.batches, 30, Patience);
    QVERIFY(m_server->start());
    QTRY_COMPARE_WITH_TIMEOUT(writer->status().read().tradesInserted, 30, Patience);
    writer->stop({.received = 60});
    QTRY_COMPARE_WITH_TIMEOUT(writer->status().read().state, State::Stopped, Patience);
    Observer observer(m_server->url());
    verifyAll(observer.database(), 30);
}

void TestSpooledDatabase::testConnectionsAreCut()
{
    startServer();
    const auto writer = startWriter(m_server->url());
    Observer observer(m_server->url());
    int last = 0;
    for (int cut = 1; cut <= 5; ++cut) {
        push(last + 1, last + 20);
        last += 20;
        QTRY_VERIFY_WITH_TIMEOUT(writer->status().read().tradesInserted > last - 20, Patience);
        execute(observer.database(), u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                     "WHERE application_name = 'orderflow-recorder'"_s);
    }
    push(last + 1, last + 20);
    last += 20;
    writer->stop({.received = 2 * last});
    QTRY_COMPARE_WITH_TIMEOUT(writer->status().read().state, State::Stopped, Patience);
    QCOMPARE(writer->status().read().spool.totals, SpoolTotals());
    QCOMPARE(value(observer.database(), u"SELECT count(*) FROM futures_trades"_s),
             QString::number(last));
    QCOMPARE(value(observer.database(), u"SELECT count(*) FROM futures_orderbook_updates"_s),
             QString::number(last));
    QCOMPARE(value(observer.database(), u"SELECT count(*) FROM capture_gaps"_s), u"0"_s);
}

void TestSpooledDatabase::testLockedTable()
{
    QFETCH(SqlDialect, dialect);
    const auto database = TestDatabase::make(dialect);
    if (!database)
        QSKIP(TestDatabase::skipReason());
    const auto writer = startWriter(database->url());
    push(1, 5);
    QTRY_COMPARE_WITH_TIMEOUT(writer->status().read().tradesInserted, 5, Patience);
    if (dialect == SqlDialect::Sqlite) {
        database->execute(u"BEGIN IMMEDIATE"_s);
    } else {
        database->execute(u"BEGIN"_s);
        database->execute(u"LOCK TABLE futures_trades IN ACCESS EXCLUSIVE MODE"_s);
    }
    push(6, 60);
    QTRY_COMPARE_WITH_TIMEOUT(writer->status().read().spool.totals.batches, 55, Patience);
    database->execute(u"COMMIT"_s);
    QTRY_COMPARE_WITH_TIMEOUT(writer->status().read().tradesInserted, 60, Patience);
    writer->stop({.received = 120});
    QTRY_COMPARE_WITH_TIMEOUT(writer->status().read().state, State::Stopped, Patience);
    verifyAll(database->connection(), 60);
}

void TestSpooledDatabase::testRefusedRow()
{
    QFETCH(SqlDialect, dialect);
    const auto database = TestDatabase::make(dialect);
    if (!database)
        QSKIP(TestDatabase::skipReason());
    const auto writer = startWriter(database->url());
    database->execute(dialect == SqlDialect::Sqlite
                          ? u"CREATE TRIGGER no_42 BEFORE INSERT ON futures_trades "
                            "WHEN new.agg_trade_id = 42 BEGIN SELECT raise(ABORT, 'no 42'); END"_s
                          : u"ALTER TABLE futures_trades ADD CONSTRAINT no_42 "
                            "CHECK (agg_trade_id <> 42)"_s);
    EventBatch batch;
    for (int id = 1; id <= 100; ++id)
        batch.add(StoreTesting::makeTrade(id));
    QVERIFY(m_queue->push(std::move(batch)));
    QTRY_COMPARE_WITH_TIMEOUT(writer->status().read().eventsSetAside, 1, Patience);
    writer->stop({.received = 100});
    QTRY_COMPARE_WITH_TIMEOUT(writer->status().read().state, State::Stopped, Patience);
    QCOMPARE(database->value(u"SELECT count(*) FROM futures_trades"_s), u"99"_s);
    QCOMPARE(database->rows(u"SELECT reason, status, first_missing_id, last_missing_id, "
                            "missing_events FROM capture_gaps"_s),
             (QList<QStringList>{{u"write_failure"_s, u"open"_s, u"42"_s, u"42"_s, u"1"_s}}));
    Spool spool(m_folder->filePath(u"spool.db"_s), SqlAccess::Read);
    verify(spool.open());
    const auto letters = valueOf(spool.deadLetters(0, 10));
    QCOMPARE(letters.size(), std::size_t(1));
    QCOMPARE(letters[0].sqlState, dialect == SqlDialect::Sqlite ? u""_s : u"23514"_s);
    QVERIFY(letters[0].error.contains(u"no"_s));
}

void TestSpooledDatabase::testRunsAreFiledOnce()
{
    QFETCH(SqlDialect, dialect);
    StoreTesting::StoreFixture fixture;
    fixture.setUp(dialect);
    if (!fixture.store)
        return;
    // As after a lost answer, or by the run that drains the spool of another.
    const std::int64_t first = fixture.sessionId;
    QCOMPARE(valueOf(fixture.store->beginSession(StoreTesting::makeSession())), first);
    CaptureSession other = StoreTesting::makeSession();
    other.startedAt += 1us;
    const std::int64_t second = valueOf(fixture.store->beginSession(other));
    QVERIFY(second != first);
    fixture.store->useSession(first);
    fixture.write(StoreTesting::makeBatch(StoreTesting::makeGap()));
    QCOMPARE(fixture.database->value(u"SELECT session_id FROM capture_gaps"_s),
             QString::number(first));
    fixture.tearDown();
}

QTEST_GUILESS_MAIN(TestSpooledDatabase)
#include "tst_spooleddatabase.moc"
