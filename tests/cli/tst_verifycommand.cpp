#include "core/verify/archivetesting.h"
#include "recordedcli.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

/// Lines of an archive of the trades that RecordedCli records, but for those in `change`.
QByteArray archiveLines(const std::function<void(AggTrade &trade)> &change = {})
{
    QByteArray lines = ArchiveTesting::Header;
    for (std::int64_t id = 1; id <= 30; ++id) {
        if (id >= 11 && id <= 15)
            continue;
        AggTrade trade = VerifyTesting::tradeRow(id).trade;
        if (change)
            change(trade);
        lines += u"%1,%2,%3,%4,%5,%6,false\n"_s
                     .arg(QString::number(trade.aggTradeId), trade.price.toString(),
                          trade.quantity.toString(), QString::number(trade.firstTradeId),
                          QString::number(trade.lastTradeId),
                          QString::number(trade.tradeTime.time_since_epoch().count()))
                     .toUtf8();
    }
    return lines;
}

} // namespace

class TestVerifyCommand : public QObject
{
    Q_OBJECT

private slots:
    void testCleanRecord_data() { TestDatabase::addKinds(); }
    void testCleanRecord();
    void testChangedRecord_data() { TestDatabase::addKinds(); }
    void testChangedRecord();
    void testRemarksAreNoErrors();
    void testJson();
    void testSelection();
    void testStops_data();
    void testStops();
    void testProgressOnTerminal();
    void testArchive_data() { TestDatabase::addKinds(); }
    void testArchive();
    void testArchiveJson();
    void testBadArchives_data();
    void testBadArchives();
    void testUnusableDatabase();
    void testBrokenDatabase();
};

void TestVerifyCommand::testCleanRecord()
{
    QFETCH(SqlDialect, dialect);
    RecordedCli recorded;
    recorded.setUp(dialect);
    if (!recorded.fixture.store)
        return;
    QCOMPARE(recorded.cli.run({u"verify"_s}), ExitCode::Success);
    QCOMPARE(recorded.cli.out,
             u"verified 31 rows of 2 streams and 1 gap of the ledger: no error\n"_s);
    QCOMPARE(recorded.cli.err, QString());
}

void TestVerifyCommand::testChangedRecord()
{
    QFETCH(SqlDialect, dialect);
    RecordedCli recorded;
    recorded.setUp(dialect);
    if (!recorded.fixture.store)
        return;
    recorded.database().execute(u"DELETE FROM futures_trades WHERE agg_trade_id = 5"_s);
    recorded.database().execute(
        u"UPDATE futures_orderbook_updates SET bids = asks WHERE final_update_id = 120"_s);
    const QString rowId = recorded.database().value(
        u"SELECT id FROM futures_orderbook_updates WHERE final_update_id = 120"_s);
    QCOMPARE(recorded.cli.run({u"verify"_s}), ExitCode::Mismatch);
    const QStringList lines = recorded.cli.out.split(u'\n');
    QCOMPARE(lines.size(), 6);
    QVERIFY2(lines[0].startsWith(
                 u"BTCUSDT aggTrade: a trade is missing, aggTradeId 5, between the rows "_s),
             qPrintable(lines[0]));
    const QString row =
        u"BTCUSDT depth5@100ms: row %1 of futures_orderbook_updates (finalUpdateId 120) "_s.arg(
            rowId);
    QCOMPARE(lines[1], row + u"is not as it was recorded: its checksum differs"_s);
    QCOMPARE(lines[2], row + u"has bids that are not sorted: 100.6 comes before 100.7"_s);
    QCOMPARE(lines[3], row + u"has a crossed book: its best bid, 100.6, is not below its best ask, "
                             "100.6"_s);
    QCOMPARE(lines[4], u"verified 30 rows of 2 streams and 1 gap of the ledger: 4 errors"_s);
    QCOMPARE(recorded.cli.err, QString());
}

void TestVerifyCommand::testRemarksAreNoErrors()
{
    RecordedCli recorded;
    recorded.setUp(SqlDialect::Sqlite);
    recorded.database().execute(u"UPDATE futures_trades SET checksum = NULL"_s);
    QCOMPARE(recorded.cli.run({u"verify"_s}), ExitCode::Success);
    QCOMPARE(recorded.cli.out,
             u"BTCUSDT aggTrade: remark: 25 rows have no checksum, as those from before schema "
             "version 3\n"
             "verified 31 rows of 2 streams and 1 gap of the ledger: no error, 1 remark\n"_s);
}

void TestVerifyCommand::testJson()
{
    RecordedCli recorded;
    recorded.setUp(SqlDialect::Sqlite);
    recorded.database().execute(u"DELETE FROM futures_trades WHERE agg_trade_id = 5"_s);
    recorded.database().execute(u"UPDATE futures_trades SET price = '1' WHERE agg_trade_id = 7"_s);
    QCOMPARE(recorded.cli.run({u"verify"_s, u"--json"_s}), ExitCode::Mismatch);
    const QJsonDocument json = QJsonDocument::fromJson(recorded.cli.out.toUtf8());
    const QJsonArray findings = json[u"findings"_s].toArray();
    QCOMPARE(findings.size(), 2);
    QCOMPARE(findings[0][u"kind"_s].toString(), u"missing_events"_s);
    QCOMPARE(findings[0][u"severity"_s].toString(), u"error"_s);
    QCOMPARE(findings[0][u"symbol"_s].toString(), u"BTCUSDT"_s);
    QCOMPARE(findings[0][u"stream"_s].toString(), u"aggTrade"_s);
    QCOMPARE(findings[0][u"first_id"_s].toInteger(), 5);
    QCOMPARE(findings[0][u"last_id"_s].toInteger(), 5);
    QVERIFY(findings[0][u"row_id"_s].isNull());
    QCOMPARE(findings[1][u"kind"_s].toString(), u"changed_row"_s);
    QCOMPARE(QString::number(findings[1][u"row_id"_s].toInteger()),
             recorded.database().value(u"SELECT id FROM futures_trades WHERE agg_trade_id = 7"_s));
    QCOMPARE(json[u"findings_left_out"_s].toInt(-1), 0);
    QCOMPARE(json[u"streams"_s].toArray().size(), 2);
    QCOMPARE(json[u"streams"_s][0].toObject(), (QJsonObject{{u"symbol"_s, u"BTCUSDT"_s},
                                                            {u"stream"_s, u"aggTrade"_s},
                                                            {u"rows"_s, 24},
                                                            {u"gaps"_s, 1}}));
    QCOMPARE(json[u"summary"_s].toObject(), (QJsonObject{{u"rows"_s, 30},
                                                         {u"gaps"_s, 1},
                                                         {u"errors"_s, 2},
                                                         {u"remarks"_s, 0},
                                                         {u"stopped"_s, false}}));
}

void TestVerifyCommand::testSelection()
{
    RecordedCli recorded;
    recorded.setUp(SqlDialect::Sqlite);
    recorded.database().execute(u"DELETE FROM futures_trades WHERE agg_trade_id = 5"_s);
    CliRunner &cli = recorded.cli;
    // The time of a trade is 23:57:02.504 and its id in milliseconds.
    QCOMPARE(cli.run({u"verify"_s, u"--from"_s, u"2024-07-18T23:57:02.510Z"_s}), ExitCode::Success);
    QVERIFY2(cli.out.startsWith(u"verified 26 rows of 2 streams"_s), qPrintable(cli.out));
    QCOMPARE(cli.run({u"verify"_s, u"--symbol"_s, u"ethusdt"_s}), ExitCode::Success);
    QVERIFY2(cli.out.startsWith(u"verified 0 rows of 0 streams"_s), qPrintable(cli.out));
    QCOMPARE(cli.run({u"verify"_s, u"--symbol"_s, u"btcusdt"_s}), ExitCode::Mismatch);
    QCOMPARE(cli.run({u"verify"_s, u"--to"_s, u"tomorrow"_s}), ExitCode::UsageError);
    QVERIFY(cli.err.contains(u"--to \"tomorrow\" is no time"_s));
}

void TestVerifyCommand::testStops_data()
{
    QTest::addColumn<bool>("isArchive");
    QTest::newRow("record") << false;
    QTest::newRow("archive") << true;
}

void TestVerifyCommand::testStops()
{
    QFETCH(bool, isArchive);
    RecordedCli recorded;
    recorded.setUp(SqlDialect::Sqlite);
    CliRunner &cli = recorded.cli;
    StopRequests stop;
    cli.stopRequests = &stop;
    // Comes as soon as the command looks whether somebody wants something.
    QTimer::singleShot(0, &stop, &StopRequests::stopRequested);
    cli.writeFile(u"BTCUSDT-aggTrades-2024-07-18.csv"_s, archiveLines());
    QStringList arguments{u"verify"_s};
    if (isArchive) {
        arguments << u"--against"_s << cli.folder.filePath(u"BTCUSDT-aggTrades-2024-07-18.csv"_s);
    }
    QCOMPARE(cli.run(arguments), ExitCode::Failure);
    QVERIFY2(cli.err.contains(u"stopped before everything was verified"_s), qPrintable(cli.err));
}

void TestVerifyCommand::testProgressOnTerminal()
{
    RecordedCli recorded;
    recorded.setUp(SqlDialect::Sqlite);
    recorded.database().execute(u"DELETE FROM futures_trades WHERE agg_trade_id = 5"_s);
    CliRunner &cli = recorded.cli;
    cli.errIsTerminal = true;
    QCOMPARE(cli.run({u"verify"_s}), ExitCode::Mismatch);
    const QString wiped = u"\r\x1b[K"_s;
    QVERIFY2(
        cli.err.startsWith(wiped + u"stream 1 of 2, BTCUSDT aggTrade: 0 rows verified"_s + wiped),
        qPrintable(cli.err));
    QVERIFY2(cli.err.endsWith(wiped), qPrintable(cli.err));
    QVERIFY(!cli.out.contains(u'\r'));
}

void TestVerifyCommand::testArchive()
{
    QFETCH(SqlDialect, dialect);
    RecordedCli recorded;
    recorded.setUp(dialect);
    if (!recorded.fixture.store)
        return;
    CliRunner &cli = recorded.cli;
    const QString zip = cli.folder.filePath(u"BTCUSDT-aggTrades-2024-07-18.zip"_s);
    ArchiveTesting::writeZip(zip, {{"BTCUSDT-aggTrades-2024-07-18.csv", archiveLines()}});
    QCOMPARE(cli.run({u"verify"_s, u"--against"_s, zip}), ExitCode::Success);
    QCOMPARE(cli.out, u"compared 25 rows of the file, aggTradeId 1 to 30, with 25 of the database: "
                      "no error\n"_s);
    QCOMPARE(cli.err, QString());

    recorded.database().execute(u"DELETE FROM futures_trades WHERE agg_trade_id IN (3, 4)"_s);
    const QString csv = cli.folder.filePath(u"trades.csv"_s);
    cli.writeFile(u"trades.csv"_s, archiveLines([](AggTrade &trade) {
                      if (trade.aggTradeId == 20)
                          trade.price = *Decimal::parse("63943.91");
                  }));
    QCOMPARE(cli.run({u"verify"_s, u"--against"_s, csv, u"--symbol"_s, u"btcusdt"_s}),
             ExitCode::Mismatch);
    QCOMPARE(cli.out,
             u"BTCUSDT aggTrade: aggTradeId 3 to 4 are only in the file\n"
             "BTCUSDT aggTrade: aggTradeId 20: price is 63943.90 in the database and 63943.91 in "
             "the file\n"
             "compared 25 rows of the file, aggTradeId 1 to 30, with 23 of the database: 2 "
             "errors\n"_s);
}

void TestVerifyCommand::testArchiveJson()
{
    RecordedCli recorded;
    recorded.setUp(SqlDialect::Sqlite);
    recorded.database().execute(u"DELETE FROM futures_trades WHERE agg_trade_id IN (3, 4)"_s);
    CliRunner &cli = recorded.cli;
    const QString csv = cli.folder.filePath(u"BTCUSDT-aggTrades-2024-07-18.csv"_s);
    cli.writeFile(u"BTCUSDT-aggTrades-2024-07-18.csv"_s, archiveLines());
    QCOMPARE(cli.run({u"verify"_s, u"--json"_s, u"--against"_s, csv}), ExitCode::Mismatch);
    const QJsonDocument json = QJsonDocument::fromJson(cli.out.toUtf8());
    QCOMPARE(json[u"file"_s].toString(), csv);
    QCOMPARE(json[u"symbol"_s].toString(), u"BTCUSDT"_s);
    const QJsonArray findings = json[u"findings"_s].toArray();
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings[0][u"kind"_s].toString(), u"only_in_file"_s);
    QCOMPARE(findings[0][u"first_id"_s].toInteger(), 3);
    QCOMPARE(findings[0][u"last_id"_s].toInteger(), 4);
    QCOMPARE(json[u"summary"_s].toObject(), (QJsonObject{{u"rows_in_file"_s, 25},
                                                         {u"rows_in_database"_s, 23},
                                                         {u"first_id"_s, 1},
                                                         {u"last_id"_s, 30},
                                                         {u"file_in_order"_s, true},
                                                         {u"errors"_s, 1},
                                                         {u"remarks"_s, 0},
                                                         {u"stopped"_s, false}}));
}

void TestVerifyCommand::testBadArchives_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<ExitCode>("code");
    QTest::addColumn<QString>("message");
    const QString good = u"BTCUSDT-aggTrades-2024-07-18.csv"_s;
    QTest::newRow("no name") << QString() << QStringList() << ExitCode::UsageError
                             << u"--against is empty"_s;
    QTest::newRow("no symbol") << u"trades.csv"_s << QStringList() << ExitCode::UsageError
                               << u"tells no symbol"_s;
    QTest::newRow("another symbol")
        << good << QStringList{u"--symbol"_s, u"ETHUSDT"_s} << ExitCode::UsageError
        << u"--symbol \"ETHUSDT\" does not fit --against"_s;
    QTest::newRow("times") << good << QStringList{u"--from"_s, u"2024-07-18"_s}
                           << ExitCode::UsageError << u"--from and --to do not go with it"_s;
    QTest::newRow("not there") << u"BTCUSDT-aggTrades-2024-07-19.csv"_s << QStringList()
                               << ExitCode::Failure << u"cannot be opened"_s;
    QTest::newRow("no archive") << u"BTCUSDT-aggTrades-wrong.csv"_s << QStringList()
                                << ExitCode::Failure << u", line 1: it has 1 columns"_s;
}

void TestVerifyCommand::testBadArchives()
{
    QFETCH(QString, file);
    QFETCH(QStringList, options);
    QFETCH(ExitCode, code);
    QFETCH(QString, message);
    RecordedCli recorded;
    recorded.setUp(SqlDialect::Sqlite);
    CliRunner &cli = recorded.cli;
    cli.writeFile(u"BTCUSDT-aggTrades-2024-07-18.csv"_s, archiveLines());
    cli.writeFile(u"BTCUSDT-aggTrades-wrong.csv"_s, "nonsense\n");
    const QString path = file.isEmpty() ? file : cli.folder.filePath(file);
    QCOMPARE(cli.run(QStringList{u"verify"_s, u"--against"_s, path} + options), code);
    QVERIFY2(cli.err.contains(message), qPrintable(cli.err));
    QCOMPARE(cli.out, QString());
}

void TestVerifyCommand::testUnusableDatabase()
{
    CliRunner cli;
    QCOMPARE(cli.run({u"verify"_s, u"--db-url"_s, cli.sqliteUrl(u"none.db"_s)}),
             ExitCode::DatabaseError);
    QVERIFY2(cli.err.contains(u"none.db does not exist"_s), qPrintable(cli.err));
    QCOMPARE(cli.out, QString());
}

void TestVerifyCommand::testBrokenDatabase()
{
    RecordedCli recorded;
    recorded.setUp(SqlDialect::Sqlite);
    recorded.fixture.store.reset();
    recorded.database().execute(u"ALTER TABLE futures_trades RENAME COLUMN source TO origin"_s);
    QCOMPARE(recorded.cli.run({u"verify"_s}), ExitCode::DatabaseError);
    QVERIFY2(recorded.cli.err.contains(u"cannot read futures_trades"_s),
             qPrintable(recorded.cli.err));
}

QTEST_GUILESS_MAIN(TestVerifyCommand)
#include "tst_verifycommand.moc"
