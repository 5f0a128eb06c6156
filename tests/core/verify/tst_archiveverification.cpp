#include "core/storage/storetesting.h"
#include "core/verify/archivetesting.h"
#include "core/verify/verifytesting.h"
#include "verify/archiveverification.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Orderflow;
using namespace ArchiveTesting;
using namespace Qt::StringLiterals;
using StoreTesting::StoreFixture;

namespace {

using Ids = std::vector<std::int64_t>;

QByteArray line(std::int64_t id)
{
    const AggTrade trade = VerifyTesting::tradeRow(id).trade;
    return u"%1,%2,%3,%4,%5,%6,%7\n"_s
        .arg(QString::number(id), trade.price.toString(), trade.quantity.toString(),
             QString::number(trade.firstTradeId), QString::number(trade.lastTradeId),
             QString::number(trade.tradeTime.time_since_epoch().count()),
             trade.isBuyerMaker ? u"true"_s : u"false"_s)
        .toUtf8();
}

QByteArray linesOf(const Ids &ids)
{
    QByteArray lines;
    for (const std::int64_t id : ids)
        lines += line(id);
    return lines;
}

Ids range(std::int64_t first, std::int64_t last)
{
    Ids ids;
    for (std::int64_t id = first; id <= last; ++id)
        ids.push_back(id);
    return ids;
}

/// As some files of the exchange are: the first half and the second, row by row.
Ids mixed(const Ids &ids)
{
    Ids all;
    const std::size_t half = ids.size() / 2;
    for (std::size_t i = 0; i < half; ++i) {
        all.push_back(ids[i]);
        all.push_back(ids[half + i]);
    }
    return all;
}

} // namespace

class TestArchiveVerification : public QObject
{
    Q_OBJECT

private slots:
    void testPortions_data();
    void testPortions();
    void testPortionsOfWrongFiles();
    void testAgainstDatabase_data();
    void testAgainstDatabase();
    void testFewRowsAgainstMany();
    void testStops_data();
    void testStops();
    void testErrors();

private:
    QString file() const { return m_folder.filePath(u"BTCUSDT-aggTrades-2024-07-18.csv"_s); }

    QTemporaryDir m_folder;
};

void TestArchiveVerification::testPortions_data()
{
    QTest::addColumn<Ids>("ids");
    QTest::addColumn<bool>("isSorted");
    QTest::newRow("one row") << Ids{5} << true;
    QTest::newRow("one portion") << range(1, 7) << true;
    QTest::newRow("several portions") << range(1, 40) << true;
    QTest::newRow("two halves, row by row") << mixed(range(1, 60)) << false;
    QTest::newRow("backwards") << Ids{9, 8, 7, 6, 5} << false;
    QTest::newRow("one row at its wrong place") << Ids{1, 2, 3, 50, 4, 5, 6} << false;
    QTest::newRow("halves far apart") << Ids{1, 1'000'000, 2, 1'000'001, 3, 1'000'002} << false;
    QTest::newRow("a row twice, over portions")
        << Ids{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 11} << false;
}

void TestArchiveVerification::testPortions()
{
    QFETCH(Ids, ids);
    QFETCH(bool, isSorted);
    writeFile(file(), Header + linesOf(ids));
    ArchivePortions portions(file(), {}, {.rows = 10, .spanIds = 25}, {});
    const auto scanned = portions.scan();
    QVERIFY2(scanned, scanned ? "" : qPrintable(scanned.error()));
    QCOMPARE(portions.rows(), std::int64_t(ids.size()));
    QCOMPARE(portions.firstId(), *std::ranges::min_element(ids));
    QCOMPARE(portions.lastId(), *std::ranges::max_element(ids));
    QCOMPARE(portions.isSorted(), isSorted);
    Ids read;
    std::int64_t lastOfPortion = -1;
    while (true) {
        const auto portion = portions.next();
        QVERIFY2(portion, portion ? "" : qPrintable(portion.error()));
        if (portion->empty())
            break;
        QVERIFY(portion->size() <= 12);
        QVERIFY(portion->front().aggTradeId > lastOfPortion);
        lastOfPortion = portion->back().aggTradeId;
        for (const ArchiveTrade &row : *portion)
            read.push_back(row.aggTradeId);
    }
    std::ranges::sort(ids);
    QCOMPARE(read, ids);
    QVERIFY(portions.next()->empty());
}

void TestArchiveVerification::testPortionsOfWrongFiles()
{
    writeFile(file(), Header);
    QCOMPARE(ArchivePortions(file(), {}, {}, {}).scan().error(), file() + u" has no rows"_s);
    writeFile(file(), linesOf({5}) + "nonsense\n");
    QVERIFY(ArchivePortions(file(), {}, {}, {}).scan().error().contains(u", line 2: "_s));
    writeFile(file(), linesOf({5, 4}) + linesOf({5}).repeated(60));
    ArchivePortions repeated(file(), {}, {.rows = 10, .spanIds = 25}, {});
    QVERIFY(repeated.scan());
    QVERIFY(repeated.next().error().contains(u"its rows many times over"_s));
}

void TestArchiveVerification::testAgainstDatabase_data()
{
    QTest::addColumn<SqlDialect>("dialect");
    QTest::addColumn<Ids>("fileIds");
    QTest::addColumn<QStringList>("findings");
    QTest::addColumn<qint64>("rowsInDatabase");
    for (const SqlDialect dialect : {SqlDialect::Sqlite, SqlDialect::PostgreSql}) {
        const char *name = dialect == SqlDialect::Sqlite ? "SQLite" : "PostgreSQL";
        const QString missing = u"error only_in_file 31-33"_s;
        // The database has 1 to 60, without 31 to 33.
        QTest::addRow("the same ids, %s", name)
            << dialect << range(1, 60) << QStringList{missing} << qint64(57);
        QTest::addRow("mixed order, %s", name)
            << dialect << mixed(range(1, 60)) << QStringList{missing} << qint64(57);
        QTest::addRow("ids in the middle, %s", name)
            << dialect << range(10, 20) << QStringList() << qint64(11);
        QTest::addRow("more than the database, %s", name)
            << dialect << range(50, 70) << QStringList{u"error only_in_file 61-70"_s} << qint64(11);
        QTest::addRow("a hole in the file, %s", name)
            << dialect << Ids{10, 11, 15} << QStringList{u"error only_in_database 12-14"_s}
            << qint64(6);
    }
}

void TestArchiveVerification::testAgainstDatabase()
{
    QFETCH(SqlDialect, dialect);
    QFETCH(Ids, fileIds);
    QFETCH(QStringList, findings);
    QFETCH(qint64, rowsInDatabase);
    StoreFixture fixture;
    fixture.setUp(dialect);
    if (!fixture.store)
        return;
    EventBatch batch;
    for (const std::int64_t id : range(1, 60)) {
        if (id < 31 || id > 33)
            batch.add(VerifyTesting::tradeRow(id).trade);
    }
    fixture.write(batch);
    writeZip(file(), {{"BTCUSDT-aggTrades-2024-07-18.csv", Header + linesOf(fileIds)}});
    const std::unique_ptr<SqlConnection> connection =
        createConnection(fixture.database->url(), SqlAccess::Read);
    QVERIFY(connection->open());
    QStringList found;
    ArchiveWatch watch;
    watch.found = [&](const Finding &finding) {
        found << VerifyTesting::inShort(finding);
    };
    const auto result = verifyAgainstArchive(
        *connection, {file(), VerifyTesting::tradeStream().symbol, {.rows = 7, .spanIds = 20}, {}},
        watch);
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
    QCOMPARE(found, findings);
    QCOMPARE(result->rowsInFile, std::int64_t(fileIds.size()));
    QCOMPARE(result->rowsInDatabase, rowsInDatabase);
    QCOMPARE(result->findings.errors(), findings.size());
    QCOMPARE(result->firstId, *std::ranges::min_element(fileIds));
    QCOMPARE(result->lastId, *std::ranges::max_element(fileIds));
}

void TestArchiveVerification::testFewRowsAgainstMany()
{
    StoreFixture fixture;
    fixture.setUp(SqlDialect::Sqlite);
    EventBatch batch;
    for (const std::int64_t id : range(1, 45'000))
        batch.add(VerifyTesting::tradeRow(id).trade);
    fixture.write(batch);
    // Another time of an id at the end of the first page that is read.
    AggTrade twin = VerifyTesting::tradeRow(20'000).trade;
    twin.tradeTime += std::chrono::milliseconds(1);
    fixture.write(StoreTesting::makeBatch(twin));
    writeFile(file(), linesOf({1, 20'000, 44'000}));
    const std::unique_ptr<SqlConnection> connection =
        createConnection(fixture.database->url(), SqlAccess::Read);
    QVERIFY(connection->open());
    QStringList found;
    ArchiveWatch watch;
    watch.found = [&](const Finding &finding) {
        found << VerifyTesting::inShort(finding);
    };
    const auto result = verifyAgainstArchive(
        *connection, {file(), VerifyTesting::tradeStream().symbol, {}, {}}, watch);
    QVERIFY(result);
    QCOMPARE(found,
             QStringList({u"error only_in_database 2-19999"_s, u"error duplicate_id 20000-20000"_s,
                          u"error only_in_database 20001-43999"_s}));
    QCOMPARE(result->rowsInDatabase, 44'001);
}

void TestArchiveVerification::testStops_data()
{
    QTest::addColumn<Ids>("ids");
    QTest::addColumn<int>("answers");
    QTest::newRow("before the file is read") << range(1, 60) << 0;
    QTest::newRow("before a portion") << range(1, 60) << 3;
    QTest::newRow("in a mixed file") << mixed(range(1, 60)) << 3;
}

void TestArchiveVerification::testStops()
{
    QFETCH(Ids, ids);
    QFETCH(int, answers);
    StoreFixture fixture;
    fixture.setUp(SqlDialect::Sqlite);
    writeFile(file(), linesOf(ids));
    const std::unique_ptr<SqlConnection> connection =
        createConnection(fixture.database->url(), SqlAccess::Read);
    QVERIFY(connection->open());
    ArchiveWatch watch;
    watch.goesOn = [&](std::int64_t) {
        return answers-- > 0;
    };
    const auto result = verifyAgainstArchive(
        *connection, {file(), VerifyTesting::tradeStream().symbol, {.rows = 7, .spanIds = 20}, {}},
        watch);
    QVERIFY(result);
    QVERIFY(result->wasStopped);
    QVERIFY(result->rowsInFile < std::int64_t(ids.size()));
}

void TestArchiveVerification::testErrors()
{
    StoreFixture fixture;
    fixture.setUp(SqlDialect::Sqlite);
    const std::unique_ptr<SqlConnection> connection =
        createConnection(fixture.database->url(), SqlAccess::Read);
    const ArchiveSource source{file(), VerifyTesting::tradeStream().symbol, {}, {}};
    writeFile(file(), "nonsense\n");
    auto result = verifyAgainstArchive(*connection, source, {});
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ArchiveVerificationError::Kind::File);

    writeFile(file(), linesOf({1}));
    result = verifyAgainstArchive(*connection, source, {});
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ArchiveVerificationError::Kind::Database);
    QVERIFY(result.error().message.contains(u"not connected"_s));

    QVERIFY(connection->open());
    fixture.store.reset();
    fixture.database->execute(u"DROP VIEW IF EXISTS trade_bars_1m"_s);
    fixture.database->execute(u"DROP TABLE futures_trades"_s);
    result = verifyAgainstArchive(*connection, source, {});
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ArchiveVerificationError::Kind::Database);
    QVERIFY2(result.error().message.contains(u"futures_trades"_s),
             qPrintable(result.error().message));
}

QTEST_GUILESS_MAIN(TestArchiveVerification)
#include "tst_archiveverification.moc"
