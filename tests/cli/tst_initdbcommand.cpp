#include "clirunner.h"
#include "fakes/predecessordatabase.h"

#include <QDir>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestInitDbCommand : public QObject
{
    Q_OBJECT

private slots:
    void testMakesTablesOnce();
    void testTakesDatabaseFromEnvironment();
    void testUnusableDatabase();
    void testUpgrade();
    void testUpgradeOnTerminal();
    void testStop();
    void testDepthKind_data();
    void testDepthKind();
    void testDropLegacy();
    void testRecordSendsToInitDb();

private:
    /// A database of the predecessor with that many rows in each table.
    static std::unique_ptr<TestDatabase> makePredecessor(int rows);
    static QStringList command(const TestDatabase &database, const QStringList &options = {});
};

std::unique_ptr<TestDatabase> TestInitDbCommand::makePredecessor(int rows)
{
    auto database = TestDatabase::make(SqlDialect::Sqlite);
    Predecessor::make(*database, rows);
    return database;
}

QStringList TestInitDbCommand::command(const TestDatabase &database, const QStringList &options)
{
    return QStringList{u"init-db"_s, u"--db-url"_s, database.url().masked()} + options;
}

void TestInitDbCommand::testMakesTablesOnce()
{
    CliRunner cli;
    const QStringList arguments{u"init-db"_s, u"--db-url"_s, cli.sqliteUrl(u"a.db"_s)};
    QCOMPARE(cli.run(arguments), ExitCode::Success);
    QVERIFY2(cli.out.contains(u"a.db: made the tables, schema version "_s), qPrintable(cli.out));
    QCOMPARE(cli.err, QString());
    QVERIFY(QFile::exists(cli.folder.filePath(u"a.db"_s)));

    QCOMPARE(cli.run(arguments), ExitCode::Success);
    QVERIFY2(cli.out.contains(u"nothing to do"_s), qPrintable(cli.out));
}

void TestInitDbCommand::testTakesDatabaseFromEnvironment()
{
    CliRunner cli;
    cli.environment.insert(u"DB_URL"_s, cli.sqliteUrl(u"b.db"_s));
    QCOMPARE(cli.run({u"init-db"_s}), ExitCode::Success);
    QVERIFY(QFile::exists(cli.folder.filePath(u"b.db"_s)));
}

void TestInitDbCommand::testUnusableDatabase()
{
    CliRunner cli;
    QVERIFY(QDir(cli.folder.path()).mkdir(u"a.db"_s));
    QCOMPARE(cli.run({u"init-db"_s, u"--db-url"_s, cli.sqliteUrl(u"a.db"_s)}),
             ExitCode::DatabaseError);
    QCOMPARE(cli.out, QString());
    QVERIFY2(cli.err.contains(u"a.db"_s), qPrintable(cli.err));
}

void TestInitDbCommand::testUpgrade()
{
    const auto database = makePredecessor(2000);
    CliRunner cli;
    QCOMPARE(cli.run(command(*database)), ExitCode::Success);
    const auto trades = Predecessor::verifyTrades(*database);
    for (const QString &part :
         {u": upgraded from the Python recorder\n"_s,
          u"futures_trades: 2000 rows, %1 copied, %2 merged with an equal one, %3 set aside in "
          "legacy_rows\n"_s.arg(trades.copied)
              .arg(trades.merged)
              .arg(trades.setAside.size()),
          u"futures_orderbook_updates: 2000 rows, "_s,
          u"stay as legacy_futures_trades and legacy_futures_orderbook_updates; init-db "
          "--drop-legacy removes them\n"_s}) {
        QVERIFY2(cli.out.contains(part), qPrintable(cli.out));
    }
    QVERIFY2(cli.err.contains(u"\n0 of 4,000 rows · 0 %\n"_s), qPrintable(cli.err));
    QVERIFY(!cli.err.contains(u'\r'));
    QVERIFY(Predecessor::verifyDepthUpdates(*database, u"depth5@100ms"_s).copied > 1500);

    QCOMPARE(cli.run(command(*database)), ExitCode::Success);
    QVERIFY2(cli.out.contains("nothing to do"_L1), qPrintable(cli.out));
    QCOMPARE(cli.err, QString());
}

void TestInitDbCommand::testUpgradeOnTerminal()
{
    const auto database = makePredecessor(200);
    CliRunner cli;
    cli.errIsTerminal = true;
    QCOMPARE(cli.run(command(*database)), ExitCode::Success);
    QVERIFY2(cli.err.contains(u"\r[..........] 0 of 400 rows · 0 %\x1b[K"_s), qPrintable(cli.err));
    QVERIFY2(cli.err.contains(u"\r[##########] 400 of 400 rows · 100 %"_s), qPrintable(cli.err));
    QVERIFY(cli.err.endsWith(u'\n'));
}

void TestInitDbCommand::testStop()
{
    const auto database = makePredecessor(200);
    CliRunner cli;
    StopRequests requests;
    cli.stopRequests = &requests;
    // Comes with the first look at what has happened meanwhile.
    QMetaObject::invokeMethod(&requests, &StopRequests::stopRequested, Qt::QueuedConnection);
    QCOMPARE(cli.run(command(*database)), ExitCode::Failure);
    QVERIFY2(cli.err.contains("stopped; run init-db again to go on"_L1), qPrintable(cli.err));
    QCOMPARE(database->value(u"SELECT count(*) FROM futures_trades"_s), u"0"_s);
    QCOMPARE(cli.run(command(*database)), ExitCode::Success);
    QVERIFY(Predecessor::verifyTrades(*database).copied > 150);
}

void TestInitDbCommand::testDepthKind_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<ExitCode>("code");
    QTest::newRow("of the exchange") << u"depth20@500ms"_s << ExitCode::Success;
    QTest::newRow("trades") << u"aggTrade"_s << ExitCode::UsageError;
    QTest::newRow("empty") << u""_s << ExitCode::UsageError;
    QTest::newRow("never served") << u"depth@250ms"_s << ExitCode::UsageError;
}

void TestInitDbCommand::testDepthKind()
{
    QFETCH(QString, kind);
    QFETCH(ExitCode, code);
    const auto database = makePredecessor(200);
    CliRunner cli;
    QCOMPARE(cli.run(command(*database, {u"--legacy-depth-kind"_s, kind})), code);
    if (code == ExitCode::Success) {
        QVERIFY(Predecessor::verifyDepthUpdates(*database, kind).copied > 150);
    } else {
        QVERIFY2(
            cli.err.contains(u"--legacy-depth-kind is \"%1\"; it takes one of depth"_s.arg(kind)),
            qPrintable(cli.err));
        QCOMPARE(database->value(u"SELECT count(*) FROM futures_trades"_s), u"200"_s);
    }
}

void TestInitDbCommand::testDropLegacy()
{
    const auto database = makePredecessor(200);
    const QString tables = u"SELECT count(*) FROM sqlite_master WHERE name LIKE 'legacy_futures%' "
                           "AND type = 'table'"_s;
    CliRunner cli;
    QCOMPARE(cli.run(command(*database, {u"--drop-legacy"_s})), ExitCode::DatabaseError);
    QVERIFY2(cli.err.contains("run init-db first"_L1), qPrintable(cli.err));
    QCOMPARE(cli.run(command(*database)), ExitCode::Success);
    QCOMPARE(database->value(tables), u"2"_s);
    QCOMPARE(cli.run(command(*database, {u"--drop-legacy"_s})), ExitCode::Success);
    QVERIFY2(cli.out.contains("are removed"_L1), qPrintable(cli.out));
    QCOMPARE(database->value(tables), u"0"_s);
    QVERIFY(database->value(u"SELECT count(*) FROM futures_trades"_s).toInt() > 150);
}

void TestInitDbCommand::testRecordSendsToInitDb()
{
    const auto database = makePredecessor(200);
    CliRunner cli;
    cli.environment.insert(u"DB_URL"_s, database->url().masked());
    QCOMPARE(cli.run({u"demo"_s, u"--db-url"_s, database->url().masked(), u"--duration"_s, u"5"_s}),
             ExitCode::DatabaseError);
    QVERIFY2(cli.err.contains("run init-db"_L1), qPrintable(cli.err));
    QCOMPARE(database->value(u"SELECT count(*) FROM futures_trades"_s), u"200"_s);
}

QTEST_GUILESS_MAIN(TestInitDbCommand)
#include "tst_initdbcommand.moc"
