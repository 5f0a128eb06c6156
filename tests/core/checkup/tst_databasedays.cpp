#include "checkup/databasedays.h"

#include "core/storage/tables/partitiontesting.h"
#include "storage/sql/sqlconnection.h"

#include <QTest>

using namespace Orderflow;
using namespace PartitionTesting;
using namespace Qt::StringLiterals;

using Outcome = CheckResult::Outcome;

namespace {

constexpr std::uint64_t OneGigabyte = std::uint64_t(1) << 30;

} // namespace

/// On tables as a store keeps them, looked at on a day that the test chooses.
class TestDatabaseDays : public QObject, private PartitionFixture
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void testPartitionsAreThere();
    void testNobodyMadePartitions();
    void testClockWithoutAnyDay();
    void testRowsOfNoDay();
    void testEverythingIsKept();
    void testDaysThatAreDue();
    void testMoreThanAllowed();
    void testNoTables();
    void testFile();

private:
    CheckResult partitions(int daysLater = 0);
    CheckResult retention(const RetentionLimits &limits);
    std::unique_ptr<SqlConnection> open() const;
};

void TestDatabaseDays::initTestCase()
{
    if (!TestDatabase::make(SqlDialect::PostgreSql))
        QSKIP(TestDatabase::skipReason());
}

std::unique_ptr<SqlConnection> TestDatabaseDays::open() const
{
    auto connection = createConnection(database().url(), SqlAccess::Write);
    if (const auto opened = connection->open(); !opened)
        QTest::qFail(qPrintable(opened.error().message), __FILE__, __LINE__);
    return connection;
}

CheckResult TestDatabaseDays::partitions(int daysLater)
{
    const auto connection = open();
    const auto today = std::chrono::floor<std::chrono::days>(Noon) + std::chrono::days(daysLater);
    return checkPartitions(u"days"_s, *connection, *readPartitionCatalogs(*connection), today);
}

CheckResult TestDatabaseDays::retention(const RetentionLimits &limits)
{
    const auto connection = open();
    return checkRetention(u"kept"_s, *connection, *readPartitionCatalogs(*connection),
                          std::chrono::floor<std::chrono::days>(Noon), limits);
}

void TestDatabaseDays::testPartitionsAreThere()
{
    keepUpFully();
    const CheckResult result = partitions();
    QVERIFY2(result.outcome == Outcome::Pass, qPrintable(result.found));
    QCOMPARE(result.name, u"days"_s);
}

void TestDatabaseDays::testNobodyMadePartitions()
{
    keepUpFully();
    // It made two days ahead, so the third is the first that is missing.
    const CheckResult result = partitions(1);
    QCOMPARE(result.outcome, Outcome::Warn);
    QCOMPARE(result.found, u"There is no futures_trades_20260723, "
                           u"futures_orderbook_updates_20260723"_s);
    QVERIFY(result.advice.contains(u"start one"_s));
    QCOMPARE(partitions(30).outcome, Outcome::Warn);
}

void TestDatabaseDays::testClockWithoutAnyDay()
{
    keepUpFully();
    const CheckResult result = partitions(-20'000);
    QCOMPARE(result.outcome, Outcome::Warn);
    QVERIFY2(result.found.contains(u"This machine's clock says 1971-"_s), qPrintable(result.found));
}

void TestDatabaseDays::testRowsOfNoDay()
{
    keepUpFully();
    writeTrades(Noon - std::chrono::days(5), 1);
    const CheckResult before = partitions();
    QCOMPARE(before.outcome, Outcome::Warn);
    QCOMPARE(before.found, u"There are rows in futures_trades_default"_s);
    // They move to a partition of their day, and leave an empty file.
    keepUpFully();
    QCOMPARE(partitions().outcome, Outcome::Pass);
}

void TestDatabaseDays::testEverythingIsKept()
{
    for (int day = 0; day < 3; ++day)
        writeTrades(Noon - std::chrono::days(day), 10);
    keepUpFully();
    const CheckResult result = retention({});
    QCOMPARE(result.outcome, Outcome::Pass);
    QVERIFY2(result.found.startsWith(u"Days with rows: 3; they take "_s), qPrintable(result.found));
    QVERIFY2(result.found.endsWith(u"everything is kept"_s), qPrintable(result.found));
}

void TestDatabaseDays::testDaysThatAreDue()
{
    for (int day = 0; day < 5; ++day)
        writeTrades(Noon - std::chrono::days(day), 10);
    keepUpFully();
    const CheckResult late = retention({.days = 2, .bytes = 0});
    QCOMPARE(late.outcome, Outcome::Warn);
    QVERIFY2(late.found.endsWith(u"RETENTION_DAYS=2; 2 are due to be dropped, the oldest "
                                 u"2026-07-16"_s),
             qPrintable(late.found));
    keepUpFully({.days = 2, .bytes = 0});
    QCOMPARE(retention({.days = 2, .bytes = 0}).outcome, Outcome::Pass);
}

void TestDatabaseDays::testMoreThanAllowed()
{
    for (int day = 0; day < 2; ++day)
        writeTrades(Noon - std::chrono::days(day), 10);
    keepUpFully();
    QCOMPARE(retention({.days = 0, .bytes = OneGigabyte}).outcome, Outcome::Pass);
    const CheckResult result = retention({.days = 0, .bytes = 1});
    QCOMPARE(result.outcome, Outcome::Warn);
    QVERIFY2(result.advice.contains(u"RETENTION_GB"_s), qPrintable(result.advice));
}

void TestDatabaseDays::testNoTables()
{
    const auto connection = open();
    const auto today = std::chrono::floor<std::chrono::days>(Noon);
    QCOMPARE(checkPartitions(u"days"_s, *connection, {}, today).outcome, Outcome::Skipped);
    QCOMPARE(checkRetention(u"kept"_s, *connection, {}, today, {}).outcome, Outcome::Skipped);
}

void TestDatabaseDays::testFile()
{
    tearDown();
    setUp(TestDatabase::make(SqlDialect::Sqlite));
    const auto connection = open();
    const auto today = std::chrono::floor<std::chrono::days>(Noon);
    QCOMPARE(checkPartitions(u"days"_s, *connection, {}, today).outcome, Outcome::Skipped);
    const CheckResult all = checkRetention(u"kept"_s, *connection, {}, today, {});
    QVERIFY2(all.outcome == Outcome::Pass, qPrintable(all.found));
    QVERIFY2(all.found.endsWith(u"KiB; everything is kept"_s), qPrintable(all.found));
    const RetentionLimits little{.days = 0, .bytes = 1};
    QCOMPARE(checkRetention(u"kept"_s, *connection, {}, today, little).outcome, Outcome::Warn);
}

QTEST_GUILESS_MAIN(TestDatabaseDays)
#include "tst_databasedays.moc"
