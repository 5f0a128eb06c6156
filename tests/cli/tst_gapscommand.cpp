#include "recordedcli.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestGapsCommand : public QObject
{
    Q_OBJECT

private slots:
    void testText_data() { TestDatabase::addKinds(); }
    void testText();
    void testFilters_data();
    void testFilters();
    void testBadOptions_data();
    void testBadOptions();
    void testUnusableDatabase();
    void testOldSchema_data() { TestDatabase::addKinds(); }
    void testOldSchema();
};

void TestGapsCommand::testText()
{
    QFETCH(SqlDialect, dialect);
    RecordedCli recorded;
    recorded.setUp(dialect);
    if (!recorded.fixture.store)
        return;
    CliRunner &cli = recorded.cli;
    QCOMPARE(cli.run({u"gaps"_s}), ExitCode::Success);
    QCOMPARE(cli.err, QString());
    const QStringList lines = cli.out.split(u'\n');
    QVERIFY(lines.size() > 3);
    QCOMPARE(lines[1].simplified(),
             u"2024-07-18 23:57:02.504 23:57:04.004 BTCUSDT aggTrade disconnect open 5 0 11-15"_s);
    QCOMPARE(lines[3], u"gaps: 1 (open 1, filled 0, unfillable 0) · missing events: 5"_s);
    QVERIFY2(cli.out.contains(u"\n2024-07-18  BTCUSDT  aggTrade "_s), qPrintable(cli.out));
    QVERIFY2(cli.out.contains(u"\n2024-07-18  BTCUSDT  depth5@100ms "_s), qPrintable(cli.out));
}

void TestGapsCommand::testFilters_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("reasons");
    QTest::addColumn<int>("coverage");
    const auto row = [](const char *options, const QStringList &reasons, int coverage) {
        QTest::newRow(options) << QString::fromLatin1(options).split(u' ', Qt::SkipEmptyParts)
                               << reasons << coverage;
    };
    const QString gap = u"disconnect"_s;
    const QString proof = u"silence"_s;
    row("", {gap}, 2);
    row("--all", {gap, proof}, 2);
    row("--symbol btcusdt", {gap}, 2);
    row("--symbol ETHUSDT", {}, 0);
    row("--stream aggTrade", {gap}, 1);
    row("--stream depth5@100ms --all", {proof}, 1);
    row("--reason disconnect", {gap}, 2);
    row("--reason overflow", {}, 2);
    row("--reason silence --all", {proof}, 2);
    row("--status open", {gap}, 2);
    row("--status filled --all", {proof}, 2);
    row("--from 2024-07-18T23:57 --to 2024-07-19", {gap}, 2);
    row("--from 2024-07-18T23:57:04.005Z", {}, 2);
    row("--to 2024-07-18T23:57:02", {}, 2);
    row("--from 2024-07-19", {}, 0);
}

void TestGapsCommand::testFilters()
{
    QFETCH(QStringList, options);
    QFETCH(QStringList, reasons);
    QFETCH(int, coverage);
    RecordedCli recorded;
    recorded.setUp(SqlDialect::Sqlite);
    CliRunner &cli = recorded.cli;
    QCOMPARE(cli.run(QStringList{u"gaps"_s, u"--json"_s} + options), ExitCode::Success);
    QCOMPARE(cli.err, QString());
    const QJsonDocument json = QJsonDocument::fromJson(cli.out.toUtf8());
    QStringList found;
    const QJsonArray gaps = json[u"gaps"_s].toArray();
    for (const auto &gap : gaps)
        found << gap[u"reason"_s].toString();
    QCOMPARE(found, reasons);
    QCOMPARE(json[u"coverage"_s].toArray().size(), coverage);
    QCOMPARE(json[u"summary"_s][u"gaps"_s].toInt(), int(reasons.size()));
}

void TestGapsCommand::testBadOptions_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const QStringList &options, const QString &message) {
        QTest::newRow(name) << options << message;
    };
    row("reason", {u"--reason"_s, u"rain"_s},
        u"--reason \"rain\" is not allowed; it takes one of disconnect, sequence, silence, "
        "decode_error, overflow, write_failure, shutdown"_s);
    row("status", {u"--status"_s, u"Open"_s},
        u"--status \"Open\" is not allowed; it takes one of open, filled, unfillable"_s);
    row("time", {u"--from"_s, u"yesterday"_s}, u"--from \"yesterday\" is no time"_s);
    row("times", {u"--from"_s, u"2026-11-21"_s, u"--to"_s, u"2026-11-20"_s}, u"is not before"_s);
    row("symbol", {u"--symbol"_s, u"BTC/USDT"_s}, u"--symbol \"BTC/USDT\" is no symbol"_s);
    row("argument", {u"BTCUSDT"_s}, u"gaps takes no argument \"BTCUSDT\""_s);
}

void TestGapsCommand::testBadOptions()
{
    QFETCH(QStringList, options);
    QFETCH(QString, message);
    CliRunner cli;
    QCOMPARE(cli.run(QStringList(u"gaps"_s) + options), ExitCode::UsageError);
    QVERIFY2(cli.err.contains(message), qPrintable(cli.err));
    QCOMPARE(cli.out, QString());
}

void TestGapsCommand::testUnusableDatabase()
{
    CliRunner cli;
    QCOMPARE(cli.run({u"gaps"_s, u"--db-url"_s, cli.sqliteUrl(u"none.db"_s)}),
             ExitCode::DatabaseError);
    QVERIFY2(cli.err.contains(u"none.db does not exist"_s), qPrintable(cli.err));
    QVERIFY(!QFile::exists(cli.folder.filePath(u"none.db"_s)));
    QCOMPARE(cli.out, QString());
}

void TestGapsCommand::testOldSchema()
{
    QFETCH(SqlDialect, dialect);
    RecordedCli recorded;
    recorded.setUp(dialect);
    if (!recorded.fixture.store)
        return;
    CliRunner &cli = recorded.cli;
    const int newest =
        recorded.database().value(u"SELECT max(version) FROM schema_version"_s).toInt();
    recorded.database().execute(u"DELETE FROM schema_version WHERE version > 2"_s);
    for (const char *command : {"gaps", "verify"}) {
        QCOMPARE(cli.run({QString::fromLatin1(command)}), ExitCode::DatabaseError);
        QVERIFY2(cli.err.contains(
                     u"its schema has version 2, and reading needs %1; run init-db"_s.arg(newest)),
                 qPrintable(cli.err));
    }
    recorded.database().execute(
        u"INSERT INTO schema_version (version, name) VALUES (%1, 'newer')"_s.arg(newest + 1));
    QCOMPARE(cli.run({u"gaps"_s}), ExitCode::DatabaseError);
    QVERIFY2(cli.err.contains(u"has version %1, and this program knows %2 at most"_s.arg(
                 QString::number(newest + 1), QString::number(newest))),
             qPrintable(cli.err));
    recorded.database().execute(u"DELETE FROM schema_version"_s);
    QCOMPARE(cli.run({u"gaps"_s}), ExitCode::DatabaseError);
    QVERIFY2(cli.err.contains(u"it has no tables of this program"_s), qPrintable(cli.err));
}

QTEST_GUILESS_MAIN(TestGapsCommand)
#include "tst_gapscommand.moc"
