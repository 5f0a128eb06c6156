#include "checkup/databasecheck.h"
#include "checkup/spoolcheck.h"

#include "fakes/predecessordatabase.h"
#include "fakes/testdatabase.h"
#include "storage/legacy/legacyupgrade.h"
#include "storage/tables/schemasetup.h"

#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <map>

using namespace Orderflow;
using namespace Qt::StringLiterals;

using Outcome = CheckResult::Outcome;

class TestDatabaseCheck : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init();
    void cleanup() { m_database.reset(); }
    void testEmptyDatabase();
    void testNewestSchema();
    void testNewerSchema();
    void testPredecessor();
    void testUpgradeThatHasBegun();
    void testNothingIsChanged();
    void testWrongAddress();
    void testNobodyListens();
    void testFileThatIsNotThere();
    void testFileInNoFolder();
    void testUserWithoutRights();
    void testDisk();
    void testSpool();

private:
    using Results = std::map<QString, CheckResult>;

    static Results resultsOf(Check &check);
    Results results(const QString &url, std::int64_t diskWanted = 1) const;
    Results results() const { return results(urlText()); }
    QString urlText() const;
    bool isFile() const { return m_database->dialect() == SqlDialect::Sqlite; }
    void setUp();

    std::int64_t m_free = std::int64_t(50) << 30;
    const SystemClock m_clock;
    std::unique_ptr<TestDatabase> m_database;
};

void TestDatabaseCheck::init()
{
    QFETCH_GLOBAL(SqlDialect, dialect);
    m_database = TestDatabase::make(dialect);
    if (!m_database)
        QSKIP(TestDatabase::skipReason());
}

TestDatabaseCheck::Results TestDatabaseCheck::resultsOf(Check &check)
{
    Results results;
    QStringList names;
    bool isDone = false;
    QObject context;
    connect(&check, &Check::found, &context, [&](const CheckResult &result) {
        results.emplace(result.name, result);
        names.append(result.name);
    });
    connect(&check, &Check::done, &context, [&isDone] { isDone = true; });
    check.start();
    if (!isDone || names != check.names())
        QTest::qFail(qPrintable(names.join(u", "_s)), __FILE__, __LINE__);
    for (const auto &[name, result] : results) {
        const bool hasAdvice = result.outcome == Outcome::Warn || result.outcome == Outcome::Fail;
        if (hasAdvice == result.advice.isEmpty())
            QTest::qFail(qPrintable(name + u": "_s + result.found), __FILE__, __LINE__);
    }
    return results;
}

TestDatabaseCheck::Results TestDatabaseCheck::results(const QString &url,
                                                      std::int64_t diskWanted) const
{
    RecorderSettings settings;
    settings.databaseUrl = url;
    settings.alerts.diskFree = diskWanted;
    DatabaseCheck check(settings, m_clock, [this](const QString &) { return m_free; });
    return resultsOf(check);
}

QString TestDatabaseCheck::urlText() const
{
    const DatabaseUrl &url = m_database->url();
    if (isFile())
        return u"sqlite:///"_s + url.filePath();
    const auto encoded = [](const QString &part) {
        return QString::fromLatin1(QUrl::toPercentEncoding(part));
    };
    QStringList options;
    for (const auto &[name, value] : url.options())
        options.append(name + u'=' + encoded(value));
    QString server = url.host() + u':' + QString::number(url.port());
    if (url.host().startsWith(u'/')) {
        server.clear();
        options.append(u"host="_s + encoded(url.host()));
        options.append(u"port="_s + QString::number(url.port()));
    }
    return u"postgresql://%1:%2@%3/%4?%5"_s.arg(encoded(url.userName()), encoded(url.password()),
                                                server, encoded(url.databaseName()),
                                                options.join(u'&'));
}

void TestDatabaseCheck::setUp()
{
    const auto connection = createConnection(m_database->url(), SqlAccess::Write);
    QVERIFY(connection->open());
    QVERIFY(setUpSchema(*connection, {}));
}

void TestDatabaseCheck::testEmptyDatabase()
{
    const Results all = results();
    for (const QString &name :
         {u"Database address"_s, u"Database connection"_s, u"Database version"_s,
          u"Database rights"_s, u"Database schema"_s}) {
        const CheckResult &result = all.at(name);
        QVERIFY2(result.outcome == Outcome::Pass, qPrintable(name + u": "_s + result.found));
    }
    QVERIFY(all.at(u"Database schema"_s).found.contains(u"first start makes them"_s));
    QCOMPARE(all.at(u"Database partitions"_s).outcome, Outcome::Skipped);
}

void TestDatabaseCheck::testNewestSchema()
{
    setUp();
    const Results all = results();
    QVERIFY(all.at(u"Database schema"_s).found.contains(u"the newest"_s));
    QCOMPARE(all.at(u"Database rights"_s).outcome, Outcome::Pass);
    QVERIFY(
        all.at(u"Database version"_s).found.contains(isFile() ? u"SQLite 3"_s : u"PostgreSQL 1"_s));
    QCOMPARE(all.at(u"Database version"_s).outcome, Outcome::Pass);
}

void TestDatabaseCheck::testNewerSchema()
{
    setUp();
    m_database->execute(u"UPDATE schema_version SET version = version + 1000 WHERE version = "
                        u"(SELECT max(version) FROM schema_version)"_s);
    QCOMPARE(results().at(u"Database schema"_s).outcome, Outcome::Fail);
}

void TestDatabaseCheck::testPredecessor()
{
    Predecessor::make(*m_database, 10);
    const CheckResult schema = results().at(u"Database schema"_s);
    QVERIFY2(schema.outcome == Outcome::Warn, qPrintable(schema.found));
    QVERIFY(schema.advice.contains(u"init-db"_s));
}

void TestDatabaseCheck::testUpgradeThatHasBegun()
{
    Predecessor::make(*m_database, 10);
    {
        const auto connection = createConnection(m_database->url(), SqlAccess::Write);
        QVERIFY(connection->open());
        QVERIFY(LegacyUpgrade(*connection).begin({}));
    }
    const CheckResult schema = results().at(u"Database schema"_s);
    QCOMPARE(schema.outcome, Outcome::Warn);
    QVERIFY(schema.found.contains(u"Not every row"_s));
}

void TestDatabaseCheck::testNothingIsChanged()
{
    results();
    const auto connection = createConnection(m_database->url(), SqlAccess::Write);
    QVERIFY(connection->open());
    SchemaMigrator schema(connection->database(), connection->dialect(), u"test"_s);
    QCOMPARE(schema.version().value_or(-1), 0);
}

void TestDatabaseCheck::testWrongAddress()
{
    const Results all = results(u"mysql://me:secret@host/db"_s);
    QCOMPARE(all.at(u"Database address"_s).outcome, Outcome::Fail);
    QVERIFY(!all.at(u"Database address"_s).found.contains(u"secret"_s));
    QCOMPARE(all.at(u"Database schema"_s).outcome, Outcome::Skipped);
}

void TestDatabaseCheck::testNobodyListens()
{
    if (isFile())
        return;
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const quint16 port = server.serverPort();
    server.close();
    const Results all = results(u"postgresql://me:secret@127.0.0.1:%1/db"_s.arg(port));
    const CheckResult &connection = all.at(u"Database connection"_s);
    QCOMPARE(connection.outcome, Outcome::Fail);
    QVERIFY(!connection.found.contains(u"secret"_s));
    QVERIFY(connection.advice.contains(u"Start the server"_s));
    QCOMPARE(all.at(u"Database rights"_s).outcome, Outcome::Skipped);
}

void TestDatabaseCheck::testFileThatIsNotThere()
{
    if (!isFile())
        return;
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"new.db"_s);
    const Results all = results(u"sqlite:///"_s + path);
    QVERIFY(all.at(u"Database connection"_s).found.contains(u"first start makes it"_s));
    QVERIFY(!QFile::exists(path));
}

void TestDatabaseCheck::testFileInNoFolder()
{
    if (!isFile())
        return;
    const QTemporaryDir folder;
    const Results all = results(u"sqlite:///"_s + folder.filePath(u"no/such/new.db"_s));
    QCOMPARE(all.at(u"Database connection"_s).outcome, Outcome::Fail);
}

void TestDatabaseCheck::testUserWithoutRights()
{
    if (isFile())
        return;
    setUp();
    // In a schema of its own that another user may see but not change.
    const QString role = m_database->schema() + u"_reader"_s;
    m_database->execute(u"CREATE ROLE %1 LOGIN PASSWORD 'pw'"_s.arg(role));
    m_database->execute(u"GRANT USAGE ON SCHEMA %1 TO %2"_s.arg(m_database->schema(), role));
    QString url = urlText();
    const qsizetype at = url.indexOf(u'@');
    const qsizetype scheme = url.indexOf(u"//"_s) + 2;
    url.replace(scheme, at - scheme, role + u":pw"_s);
    const CheckResult rights = results(url).at(u"Database rights"_s);
    QCOMPARE(rights.outcome, Outcome::Fail);
    QVERIFY2(rights.found.contains(u"may not make tables"_s), qPrintable(rights.found));
    m_database->execute(u"GRANT CREATE ON SCHEMA %1 TO %2"_s.arg(m_database->schema(), role));
    const CheckResult tables = results(url).at(u"Database rights"_s);
    QVERIFY2(tables.found.contains(u"may not write into capture_clock_samples"_s),
             qPrintable(tables.found));
    // The events are not all that is written.
    const QString grant = u"GRANT SELECT, INSERT%1 ON ALL TABLES IN SCHEMA %2 TO %3"_s;
    m_database->execute(grant.arg(QString(), m_database->schema(), role));
    const CheckResult ledger = results(url).at(u"Database rights"_s);
    QVERIFY2(ledger.found.startsWith(u"The user may not write into capture_connections, "_s),
             qPrintable(ledger.found));
    QVERIFY2(!ledger.found.contains(u"futures"_s), qPrintable(ledger.found));
    m_database->execute(grant.arg(u", UPDATE"_s, m_database->schema(), role));
    QCOMPARE(results(url).at(u"Database rights"_s).outcome, Outcome::Warn);
    m_database->execute(u"DROP OWNED BY %1"_s.arg(role));
    m_database->execute(u"DROP ROLE %1"_s.arg(role));
}

void TestDatabaseCheck::testDisk()
{
    const CheckResult enough = results(urlText(), m_free).at(u"Database disk"_s);
    if (!isFile() && enough.outcome == Outcome::Skipped)
        QSKIP("the user of ORDERFLOW_TEST_POSTGRES_URL may not see where the server's files are, "
              "or they are on another machine");
    QCOMPARE(enough.outcome, Outcome::Pass);
    QCOMPARE(results(urlText(), m_free + 1).at(u"Database disk"_s).outcome, Outcome::Warn);
    m_free = 100;
    const CheckResult full = results(urlText()).at(u"Database disk"_s);
    m_free = std::int64_t(50) << 30;
    QCOMPARE(full.outcome, Outcome::Fail);
    QVERIFY2(full.found.endsWith(u"it is full"_s), qPrintable(full.found));
}

void TestDatabaseCheck::testSpool()
{
    if (!isFile())
        return;
    const QTemporaryDir folder;
    const auto of = [this, &folder](const QString &path) {
        SpoolOptions options;
        options.filePath = path.isEmpty() ? QString() : folder.filePath(path);
        SpoolCheck check(options, [this](const QString &) { return m_free; });
        return resultsOf(check);
    };
    QCOMPARE(of(QString()).at(u"Spool"_s).outcome, Outcome::Warn);
    QCOMPARE(of(u"new.db"_s).at(u"Spool"_s).outcome, Outcome::Pass);
    QCOMPARE(of(u"no/such/new.db"_s).at(u"Spool"_s).outcome, Outcome::Fail);
    m_free = std::int64_t(500) << 20;
    QCOMPARE(of(u"new.db"_s).at(u"Spool disk"_s).outcome, Outcome::Warn);
    m_free = 0;
    QCOMPARE(of(u"new.db"_s).at(u"Spool disk"_s).outcome, Outcome::Fail);
    m_free = std::int64_t(50) << 30;
    QFile damaged(folder.filePath(u"damaged.db"_s));
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write(QByteArray(4096, 'x'));
    damaged.close();
    QCOMPARE(of(u"damaged.db"_s).at(u"Spool"_s).outcome, Outcome::Fail);
}

QTEST_GUILESS_MAIN(TestDatabaseCheck)
#include "tst_databasecheck.moc"
