// The real program records a market into a PostgreSQL server of the test's own, to which everything
// happens that happens to servers. In the end every event is there once.
//
// ORDERFLOW_TEST_DATA plays a real capture instead of a made-up market; ORDERFLOW_LONG_TESTS makes
// each trouble as long as it is in practice.

#include "clirunner.h"
#include "fakes/playedexchange.h"
#include "fakes/postgresserver.h"
#include "fakes/smalldisk.h"
#include "storage/spool/spool.h"

#include <QProcess>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

#include <unistd.h>

#include <algorithm>
#include <set>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int Patience = 120'000;
constexpr std::int64_t MostResidentKilobytes = 200'000;

bool isLong()
{
    return !qEnvironmentVariableIsEmpty("ORDERFLOW_LONG_TESTS");
}

/// A connection of the test's own, for as long as it lives.
class Observer
{
public:
    explicit Observer(const DatabaseUrl &url, const QString &database)
        : m_name(u"observer-%1"_s.arg(++s_counter))
        , m_database(QSqlDatabase::addDatabase(u"QPSQL"_s, m_name))
    {
        m_database.setHostName(url.host());
        m_database.setPort(url.port());
        m_database.setUserName(url.userName());
        m_database.setPassword(url.password());
        m_database.setDatabaseName(database);
        m_database.open();
    }
    ~Observer()
    {
        m_database = {};
        QSqlDatabase::removeDatabase(m_name);
    }
    Q_DISABLE_COPY_MOVE(Observer)

    void execute(const QString &statement)
    {
        QSqlQuery query(m_database);
        QVERIFY2(query.exec(statement), qPrintable(statement + query.lastError().text()));
    }

    /// The first column of all rows; empty where the query fails, as before there are tables.
    QStringList column(const QString &statement)
    {
        QSqlQuery query(m_database);
        QStringList values;
        query.exec(statement);
        while (query.next())
            values << query.value(0).toString();
        return values;
    }

private:
    static inline int s_counter = 0;
    QString m_name;
    QSqlDatabase m_database;
};

} // namespace

class TestTroubledDatabase : public QObject
{
    Q_OBJECT

public:
    /// What happens while the market is recorded.
    using Trouble = void (TestTroubledDatabase::*)();

    /// All troubles together take longer than Qt gives a test.
    static void initMain()
    {
        if (isLong())
            qputenv("QTEST_FUNCTION_TIMEOUT", "3600000");
    }

private slots:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void cleanup();

    void testNothingIsLost_data();
    void testNothingIsLost();
    void testAwayAtTheStart();
    void testFullDisk();
    void testDroppedColumn();
    void testKilledWhileAway();

private:
    void dieAndComeBack();
    void stayAway();
    void restartOften();
    void cutConnections();
    void lockTable();
    void changePassword();

    void makeDatabase(const QString &tablespace = u"pg_default"_s);
    void startRecorder();
    void playAndRecord(double seconds);
    void waitForRows();
    void playToTheEnd();
    void stopRecorder();
    void verifyRows();
    int countRows(const QString &table) const;
    int expectedTrades() const;
    int expectedUpdates() const;
    std::int64_t residentKilobytes() const;
    SpoolTotals spoolTotals() const;
    std::set<std::int64_t> recordedIds(const QByteArray &stream, const QString &condition) const;

    std::shared_ptr<const KnownMarket> m_market;
    std::unique_ptr<PostgresServer> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<PlayedExchange> m_exchange;
    std::unique_ptr<QProcess> m_recorder;
    QString m_database;
    int m_databases = 0;
};

Q_DECLARE_METATYPE(TestTroubledDatabase::Trouble)

void TestTroubledDatabase::initTestCase()
{
    QString problem;
    m_server = PostgresServer::make(&problem);
    if (!m_server)
        QSKIP(qPrintable(problem));
    m_market = KnownMarket::make();
    QCOMPARE(m_market->ids.size(), std::size_t(4));
    QVERIFY(expectedTrades() > 1'000 && expectedUpdates() > 1'000);
}

void TestTroubledDatabase::cleanupTestCase()
{
    m_server.reset();
}

void TestTroubledDatabase::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestTroubledDatabase::cleanup()
{
    if (m_recorder) {
        m_recorder->kill();
        m_recorder->waitForFinished();
    }
    m_recorder.reset();
    m_exchange.reset();
    m_folder.reset();
}

void TestTroubledDatabase::makeDatabase(const QString &tablespace)
{
    m_database = u"trouble_%1"_s.arg(++m_databases);
    Observer(m_server->url(), u"postgres"_s)
        .execute(u"CREATE DATABASE %1 TABLESPACE %2"_s.arg(m_database, tablespace));
}

void TestTroubledDatabase::startRecorder()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DB_URL"_s, m_server->urlText(m_database));
    environment.insert(u"BINANCE_WS_FUTURES_BASE_URL"_s, m_exchange->webSocketUrl().toString());
    environment.insert(u"BINANCE_REST_FUTURES_BASE_URL"_s, m_exchange->restUrl().toString());
    environment.insert(u"SPOOL_FILE"_s, m_folder->filePath(u"spool.db"_s));
    environment.insert(u"SPOOL_DISK_RESERVE"_s, u"0"_s);
    // What it complains of is shown where a test fails.
    m_recorder = std::make_unique<QProcess>();
    m_recorder->setProcessEnvironment(environment);
    m_recorder->setStandardErrorFile(m_folder->filePath(u"log"_s), QIODevice::Append);
    m_recorder->setStandardOutputFile(QProcess::nullDevice());
    m_recorder->start(QStringLiteral(RECORDER_PROGRAM), {u"record"_s, u"--plain"_s});
    QVERIFY(m_recorder->waitForStarted());
}

void TestTroubledDatabase::playAndRecord(double seconds)
{
    m_exchange = std::make_unique<PlayedExchange>(m_market, seconds);
    QVERIFY(m_exchange->listen());
    startRecorder();
}

/// So that what happens next happens while it records.
void TestTroubledDatabase::waitForRows()
{
    QTRY_VERIFY_WITH_TIMEOUT(countRows(u"futures_trades"_s) > expectedTrades() / 20, Patience);
    QVERIFY2(!m_exchange->hasFinished(), "the market has ended before the trouble");
}

int TestTroubledDatabase::countRows(const QString &table) const
{
    return Observer(m_server->url(), m_database)
        .column(u"SELECT count(*) FROM "_s + table)
        .value(0, u"0"_s)
        .toInt();
}

int TestTroubledDatabase::expectedTrades() const
{
    return int(m_market->ids.at("btcusdt@aggTrade").size() +
               m_market->ids.at("ethusdt@aggTrade").size());
}

int TestTroubledDatabase::expectedUpdates() const
{
    return int(m_market->frames.size()) - expectedTrades();
}

/// The most that the recorder has had in memory.
std::int64_t TestTroubledDatabase::residentKilobytes() const
{
    QFile status(u"/proc/%1/status"_s.arg(m_recorder->processId()));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toLongLong();
    }
    return -1;
}

SpoolTotals TestTroubledDatabase::spoolTotals() const
{
    Spool spool(m_folder->filePath(u"spool.db"_s), SqlAccess::Read);
    if (!spool.open())
        return {};
    return spool.totals().value_or(SpoolTotals());
}

std::set<std::int64_t> TestTroubledDatabase::recordedIds(const QByteArray &stream,
                                                         const QString &condition) const
{
    const QString symbol = QString::fromUtf8(stream).section(u'@', 0, 0).toUpper();
    const QString query = stream.endsWith("@aggTrade")
                              ? u"SELECT agg_trade_id FROM futures_trades"_s
                              : u"SELECT final_update_id FROM futures_orderbook_updates"_s;
    std::set<std::int64_t> ids;
    for (const QString &id :
         Observer(m_server->url(), m_database)
             .column(query + u" WHERE symbol = '%1' AND %2"_s.arg(symbol, condition))) {
        if (!ids.insert(id.toLongLong()).second)
            qFatal("%s is there twice", qPrintable(id));
    }
    return ids;
}

void TestTroubledDatabase::playToTheEnd()
{
    QTRY_VERIFY_WITH_TIMEOUT(m_exchange->hasFinished(), Patience);
    QTRY_COMPARE_WITH_TIMEOUT(countRows(u"futures_trades"_s), expectedTrades(), Patience);
    QTRY_COMPARE_WITH_TIMEOUT(countRows(u"futures_orderbook_updates"_s), expectedUpdates(),
                              Patience);
}

void TestTroubledDatabase::stopRecorder()
{
    const std::int64_t resident = residentKilobytes();
    QSignalSpy ended(m_recorder.get(), &QProcess::finished);
    m_recorder->terminate();
    QVERIFY(ended.wait(30'000));
    QCOMPARE(m_recorder->exitCode(), 0);
    qInfo("%lld KB resident at the most", static_cast<long long>(resident));
    QVERIFY(resident > 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    QVERIFY(resident < MostResidentKilobytes);
#endif
}

void TestTroubledDatabase::verifyRows()
{
    for (const auto &[stream, expected] : m_market->ids) {
        const std::set<std::int64_t> recorded = recordedIds(stream, u"true"_s);
        QVERIFY2(std::ranges::equal(recorded, expected), stream.constData());
    }
    QCOMPARE(countRows(u"capture_sessions WHERE ended_at IS NOT NULL AND events_lost = 0"_s), 1);
    QCOMPARE(
        countRows(u"capture_sessions WHERE events_written = %1"_s.arg(m_market->frames.size())), 1);
    QCOMPARE(spoolTotals(), SpoolTotals());
    // A market that has ended is silent, and the recorder cannot know why.
    QCOMPARE(countRows(u"capture_gaps WHERE reason <> 'silence'"_s), 0);
}

void TestTroubledDatabase::testNothingIsLost_data()
{
    QTest::addColumn<Trouble>("trouble");
    QTest::addColumn<double>("seconds");
    using Test = TestTroubledDatabase;
    const auto add = [](const char *name, Trouble trouble, double seconds, double longSeconds) {
        QTest::newRow(name) << trouble << (isLong() ? longSeconds : seconds);
    };
    add("dies and comes back", &Test::dieAndComeBack, 3, 10);
    add("away for a while", &Test::stayAway, 5, 70);
    add("restarted again and again", &Test::restartOften, 4, 70);
    add("connections are cut", &Test::cutConnections, 4, 60);
    add("a table is locked", &Test::lockTable, 7, 40);
    add("another password", &Test::changePassword, 4, 30);
}

void TestTroubledDatabase::testNothingIsLost()
{
    QFETCH(Trouble, trouble);
    QFETCH(double, seconds);
    makeDatabase();
    playAndRecord(seconds);
    waitForRows();
    if (QTest::currentTestFailed())
        return;
    (this->*trouble)();
    playToTheEnd();
    stopRecorder();
    verifyRows();
}

void TestTroubledDatabase::dieAndComeBack()
{
    QVERIFY(m_server->stop(u"immediate"_s));
    QTRY_VERIFY_WITH_TIMEOUT(spoolTotals().batches > 0, Patience);
    QVERIFY(m_server->start());
}

void TestTroubledDatabase::stayAway()
{
    QVERIFY(m_server->stop(u"fast"_s));
    // How long is the point here.
    QTest::qWait(isLong() ? 60'000 : 3'000);
    QVERIFY(spoolTotals().batches > 0);
    QVERIFY(m_server->start());
}

void TestTroubledDatabase::restartOften()
{
    const int restarts = isLong() ? 20 : 3;
    for (int i = 0; i < restarts; ++i) {
        QVERIFY(m_server->stop(i % 2 == 0 ? u"fast"_s : u"immediate"_s));
        QVERIFY(m_server->start());
        QTest::qWait(isLong() ? 2'500 : 300);
    }
}

void TestTroubledDatabase::cutConnections()
{
    int cut = 0;
    Observer observer(m_server->url(), m_database);
    while (!m_exchange->hasFinished()) {
        cut += int(observer
                       .column(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                               "WHERE application_name = 'orderflow-recorder'"_s)
                       .size());
        QTest::qWait(100);
    }
    QVERIFY(cut >= 5);
}

void TestTroubledDatabase::lockTable()
{
    Observer observer(m_server->url(), m_database);
    observer.execute(u"BEGIN"_s);
    observer.execute(u"LOCK TABLE futures_trades"_s);
    // Longer than a batch waits for a lock.
    QTest::qWait(isLong() ? 30'000 : 6'000);
    QVERIFY(spoolTotals().batches > 0);
    observer.execute(u"COMMIT"_s);
}

void TestTroubledDatabase::changePassword()
{
    Observer observer(m_server->url(), m_database);
    observer.execute(u"ALTER ROLE orderflow PASSWORD 'another'"_s);
    observer.execute(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                     "WHERE application_name = 'orderflow-recorder'"_s);
    QTRY_VERIFY_WITH_TIMEOUT(spoolTotals().batches > 2, Patience);
    QTest::qWait(isLong() ? 20'000 : 1'000);
    observer.execute(u"ALTER ROLE orderflow PASSWORD '%1'"_s.arg(m_server->url().password()));
}

void TestTroubledDatabase::testAwayAtTheStart()
{
    makeDatabase();
    QVERIFY(m_server->stop(u"fast"_s));
    playAndRecord(3);
    QTRY_VERIFY_WITH_TIMEOUT(spoolTotals().events > 2'000, Patience);
    QVERIFY(m_server->start());
    playToTheEnd();
    stopRecorder();
    verifyRows();
}

void TestTroubledDatabase::testFullDisk()
{
    if (::geteuid() != 0)
        QSKIP("a small file system can be mounted by root alone");
    SmallDisk disk(m_server->folder() + u"/small"_s);
    if (!disk.isMounted())
        QSKIP("a small file system cannot be mounted here");
    QCOMPARE(QProcess::execute(u"chown"_s, {u"postgres:"_s, m_server->folder() + u"/small"_s}), 0);
    Observer admin(m_server->url(), u"postgres"_s);
    admin.execute(u"CREATE TABLESPACE small LOCATION '%1/small'"_s.arg(m_server->folder()));
    makeDatabase(u"small"_s);
    playAndRecord(isLong() ? 60 : 5);
    waitForRows();
    disk.fill();
    QTRY_VERIFY_WITH_TIMEOUT(spoolTotals().batches > 2, Patience);
    QTest::qWait(isLong() ? 30'000 : 1'000);
    QCOMPARE(spoolTotals().deadLetters, 0);
    QVERIFY(disk.empty());
    playToTheEnd();
    stopRecorder();
    verifyRows();
    admin.execute(u"DROP DATABASE %1"_s.arg(m_database));
    admin.execute(u"DROP TABLESPACE small"_s);
}

void TestTroubledDatabase::testDroppedColumn()
{
    makeDatabase();
    playAndRecord(isLong() ? 30 : 4);
    waitForRows();
    Observer observer(m_server->url(), m_database);
    observer.execute(u"ALTER TABLE futures_trades DROP COLUMN quantity_excl_rpi"_s);
    QTRY_VERIFY_WITH_TIMEOUT(spoolTotals().deadLetters > 2, Patience);
    QTest::qWait(isLong() ? 10'000 : 500);
    observer.execute(u"ALTER TABLE futures_trades ADD COLUMN quantity_excl_rpi numeric"_s);
    const int setAside = countRows(u"capture_gaps WHERE reason = 'write_failure'"_s);
    QVERIFY(setAside > 0);

    QTRY_VERIFY_WITH_TIMEOUT(m_exchange->hasFinished(), Patience);
    QTRY_COMPARE_WITH_TIMEOUT(spoolTotals().batches, 0, Patience);
    CliRunner cli;
    cli.environment.insert(u"DB_URL"_s, m_server->urlText(m_database));
    cli.environment.insert(u"SPOOL_FILE"_s, m_folder->filePath(u"spool.db"_s));
    const ExitCode retried = cli.run({u"spool"_s, u"retry"_s});
    QVERIFY2(retried == ExitCode::Success, qPrintable(cli.out + cli.err));
    playToTheEnd();
    stopRecorder();
    for (const auto &[stream, expected] : m_market->ids)
        QVERIFY2(std::ranges::equal(recordedIds(stream, u"true"_s), expected), stream.constData());
    QCOMPARE(spoolTotals(), SpoolTotals());
    QCOMPARE(countRows(u"capture_gaps WHERE status <> 'filled'"_s), 0);
}

/// All that was sent a flush before the kill, and some time for the disk, is kept; what is missing
/// of the rest, and of the time until the next start, is in the ledger.
void TestTroubledDatabase::testKilledWhileAway()
{
    constexpr auto FlushInterval = 250ms;
    constexpr auto Disk = 250ms;
    makeDatabase();
    // Long enough for it to go on after the kill on a busy machine.
    playAndRecord(30);
    waitForRows();
    QVERIFY(m_server->stop(u"immediate"_s));
    QTRY_VERIFY_WITH_TIMEOUT(spoolTotals().batches > 8, Patience);
    const KnownMarket::Ids kept =
        m_exchange->sentBefore(std::chrono::steady_clock::now() - FlushInterval - Disk);
    QSignalSpy dead(m_recorder.get(), &QProcess::finished);
    m_recorder->kill();
    QVERIFY(dead.wait());
    QVERIFY(m_server->start());
    startRecorder();
    // The first event of each stream shows what is missing before it.
    QTRY_COMPARE_WITH_TIMEOUT(countRows(u"capture_gaps WHERE reason = 'shutdown'"_s), 4, Patience);
    QTRY_COMPARE_WITH_TIMEOUT(
        countRows(u"capture_gaps WHERE status = 'open' AND first_missing_id IS NOT NULL"_s), 0,
        Patience);
    stopRecorder();

    for (const auto &[stream, ids] : kept) {
        const bool isTrade = stream.endsWith("@aggTrade");
        const std::set<std::int64_t> recorded =
            recordedIds(stream, isTrade ? u"source = 'live'"_s : u"true"_s);
        QVERIFY(ids.size() > 100);
        for (const std::int64_t id : ids)
            QVERIFY2(recorded.contains(id), qPrintable(u"%1 is lost"_s.arg(id)));
        if (!isTrade)
            continue;
        const std::set<std::int64_t> repaired = recordedIds(stream, u"true"_s);
        QVERIFY(repaired.size() > recorded.size());
        QVERIFY2(std::equal(repaired.begin(), repaired.end(), m_market->ids.at(stream).begin()),
                 stream.constData());
    }
    QCOMPARE(spoolTotals(), SpoolTotals());
    // Holds every id and every chain against the ledger.
    CliRunner cli;
    const ExitCode verified = cli.run({u"verify"_s, u"--db-url"_s, m_server->urlText(m_database)});
    QVERIFY2(verified == ExitCode::Success, qPrintable(cli.out + cli.err));
}

QTEST_GUILESS_MAIN(TestTroubledDatabase)
#include "tst_troubleddatabase.moc"
