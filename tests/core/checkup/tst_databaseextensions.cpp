#include "checkup/databaseextensions.h"

#include "core/storage/storetesting.h"
#include "storage/sql/sqlconnection.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

using Outcome = CheckResult::Outcome;

/// TimescaleDB and Citus are stand-ins where Debian has none: rows that say that they are there.
class TestDatabaseExtensions : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_database.reset(); }

    void testNone();
    void testNewTables_data();
    void testNewTables();
    void testTablesThatWereMadeWithout_data();
    void testTablesThatWereMadeWithout();
    void testTablesThatAreLaidOut_data();
    void testTablesThatAreLaidOut();
    void testTimescaleThatNobodyMade();
    void testHypertables();
    void testFile();

private:
    void pretend(const QString &extension, const QString &version);
    CheckResult result(const StoreOptions &options = {},
                       std::optional<PartitionCatalog::Kind> tables = {});

    std::unique_ptr<TestDatabase> m_database;
};

Q_DECLARE_METATYPE(Orderflow::StoreOptions)
Q_DECLARE_METATYPE(Orderflow::PartitionCatalog::Kind)

void TestDatabaseExtensions::init()
{
    m_database = TestDatabase::makeSeparate();
    if (!m_database)
        QSKIP(TestDatabase::skipReason());
}

void TestDatabaseExtensions::pretend(const QString &extension, const QString &version)
{
    m_database->execute(
        u"INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, "
        "extversion) SELECT (SELECT max(oid::bigint) + 90000 FROM pg_extension)::oid, '%1', "
        "nspowner, oid, false, '%2' FROM pg_namespace WHERE nspname = 'public'"_s.arg(extension,
                                                                                      version));
}

CheckResult TestDatabaseExtensions::result(const StoreOptions &options,
                                           std::optional<PartitionCatalog::Kind> tables)
{
    const auto connection = createConnection(m_database->url(), SqlAccess::Write);
    if (const auto opened = connection->open(); !opened)
        QTest::qFail(qPrintable(opened.error().message), __FILE__, __LINE__);
    std::vector<PartitionCatalog> catalogs;
    if (tables) {
        catalogs.emplace_back();
        catalogs.back().kind = *tables;
    }
    const CheckResult result = checkExtensions(u"them"_s, *connection, options, catalogs);
    if (result.advice.isEmpty() == (result.outcome == Outcome::Warn))
        QTest::qFail(qPrintable(result.found), __FILE__, __LINE__);
    return result;
}

void TestDatabaseExtensions::testNone()
{
    const StoreOptions off{.useTimescale = false, .useCitus = false};
    QCOMPARE(result(off).found, u"None is used; new tables get a partition for each day"_s);
    QCOMPARE(result(off, PartitionCatalog::Kind::Partitions).outcome, Outcome::Pass);
}

void TestDatabaseExtensions::testNewTables_data()
{
    QTest::addColumn<QString>("extension");
    QTest::addColumn<bool>("isWanted");
    QTest::addColumn<QString>("words");
    QTest::newRow("TimescaleDB") << u"timescaledb"_s << true
                                 << u"TimescaleDB 9.1: new tables become hypertables"_s;
    QTest::newRow("TimescaleDB, turned off") << u"timescaledb"_s << false << u"None is used"_s;
    QTest::newRow("Citus") << u"citus"_s << true << u"Citus 9.1: new tables are distributed"_s;
    QTest::newRow("Citus, turned off") << u"citus"_s << false << u"None is used"_s;
}

void TestDatabaseExtensions::testNewTables()
{
    QFETCH(QString, extension);
    QFETCH(bool, isWanted);
    QFETCH(QString, words);
    pretend(extension, u"9.1"_s);
    const bool isTimescale = extension == "timescaledb"_L1;
    const CheckResult found =
        result({.useTimescale = isTimescale && isWanted, .useCitus = !isTimescale && isWanted});
    QCOMPARE(found.outcome, Outcome::Pass);
    QVERIFY2(found.found.startsWith(words), qPrintable(found.found));
}

void TestDatabaseExtensions::testTablesThatWereMadeWithout_data()
{
    QTest::addColumn<QString>("extension");
    QTest::addColumn<QString>("setting");
    QTest::newRow("TimescaleDB") << u"timescaledb"_s << u"STORAGE_TIMESCALE=off"_s;
    QTest::newRow("Citus") << u"citus"_s << u"STORAGE_CITUS=off"_s;
}

void TestDatabaseExtensions::testTablesThatWereMadeWithout()
{
    QFETCH(QString, extension);
    QFETCH(QString, setting);
    pretend(extension, u"9.1"_s);
    const CheckResult found = result({}, PartitionCatalog::Kind::Partitions);
    QCOMPARE(found.outcome, Outcome::Warn);
    QVERIFY2(found.advice.startsWith(setting), qPrintable(found.advice));
    const StoreOptions off{.useTimescale = false, .useCitus = false};
    QCOMPARE(result(off, PartitionCatalog::Kind::Partitions).outcome, Outcome::Pass);
}

void TestDatabaseExtensions::testTablesThatAreLaidOut_data()
{
    QTest::addColumn<QString>("extension");
    QTest::addColumn<PartitionCatalog::Kind>("kind");
    QTest::addColumn<QString>("words");
    QTest::newRow("TimescaleDB") << u"timescaledb"_s << PartitionCatalog::Kind::Hypertable
                                 << u"TimescaleDB 9.1: the tables are hypertables"_s;
    QTest::newRow("Citus") << u"citus"_s << PartitionCatalog::Kind::Distributed
                           << u"Citus 9.1: the tables are distributed"_s;
}

void TestDatabaseExtensions::testTablesThatAreLaidOut()
{
    QFETCH(QString, extension);
    QFETCH(PartitionCatalog::Kind, kind);
    QFETCH(QString, words);
    pretend(extension, u"9.1"_s);
    const CheckResult found = result({}, kind);
    QCOMPARE(found.outcome, Outcome::Pass);
    QVERIFY2(found.found.startsWith(words), qPrintable(found.found));
}

void TestDatabaseExtensions::testTimescaleThatNobodyMade()
{
    if (m_database->value(u"SELECT count(*) FROM pg_available_extensions "
                          "WHERE name = 'timescaledb'"_s) != "1"_L1)
        QSKIP(TestDatabase::timescaleSkipReason());
    const CheckResult found = result();
    QCOMPARE(found.outcome, Outcome::Warn);
    QVERIFY2(found.advice.startsWith(u"CREATE EXTENSION timescaledb"_s), qPrintable(found.advice));
    QCOMPARE(result({.useTimescale = false}).outcome, Outcome::Pass);
}

void TestDatabaseExtensions::testHypertables()
{
    m_database = TestDatabase::makeWithTimescale();
    if (!m_database)
        QSKIP(TestDatabase::timescaleSkipReason());
    StoreTesting::StoreFixture store;
    store.setUp(std::move(m_database));
    const auto connection = createConnection(store.database->url(), SqlAccess::Write);
    QVERIFY(connection->open());
    const auto tables = readPartitionCatalogs(*connection);
    QVERIFY(tables);
    const CheckResult found = checkExtensions(u"them"_s, *connection, {}, *tables);
    QCOMPARE(found.outcome, Outcome::Pass);
    QVERIFY2(found.found.contains(u": the tables are hypertables"_s), qPrintable(found.found));
    store.tearDown();
}

void TestDatabaseExtensions::testFile()
{
    m_database = TestDatabase::make(SqlDialect::Sqlite);
    QCOMPARE(result().outcome, Outcome::Skipped);
}

QTEST_GUILESS_MAIN(TestDatabaseExtensions)
#include "tst_databaseextensions.moc"
