#include "clirunner.h"
#include "core/storage/spool/spooltesting.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Orderflow;
using namespace SpoolTesting;
using namespace Qt::StringLiterals;

class TestSpoolCommand : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void testUsage_data();
    void testUsage();
    void testTurnedOff();
    void testNoFile();
    void testEmpty();
    void testList();
    void testJsonList();
    void testExport();
    void testExportToFile();
    void testRetry_data() { TestDatabase::addKinds(); }
    void testRetry();
    void testRetryWithoutDatabase();

private:
    void fill();
    QList<QJsonObject> lines(const QString &text) const;

    CliRunner *m_cli = nullptr;
    SpoolFixture m_fixture;
};

namespace {

const StoreError Refused{StoreError::Kind::Rejected, u"violates “no_42”"_s, u"23514"_s};

} // namespace

void TestSpoolCommand::init()
{
    m_fixture.setUp();
    m_cli = new CliRunner;
    m_cli->environment.insert(u"SPOOL_FILE"_s, m_fixture.path);
    m_cli->environment.insert(u"DB_URL"_s, m_cli->sqliteUrl(u"flow.db"_s));
}

void TestSpoolCommand::cleanup()
{
    delete m_cli;
    m_fixture = {};
}

/// Two batches that wait, and one of three events that was refused.
void TestSpoolCommand::fill()
{
    m_fixture.append({pairBatch(1), pairBatch(2)});
    EventBatch refused = pairBatch(42);
    refused.add(StoreTesting::makeTrade(43));
    valueOf(m_fixture.spool->setAside(m_fixture.sessionKey, refused, Refused, Now));
}

QList<QJsonObject> TestSpoolCommand::lines(const QString &text) const
{
    QList<QJsonObject> objects;
    for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts)) {
        const QJsonDocument document = QJsonDocument::fromJson(line.toUtf8());
        if (!document.isObject())
            qFatal("no JSON object: %s", qPrintable(line));
        objects << document.object();
    }
    return objects;
}

void TestSpoolCommand::testUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("part");
    QTest::newRow("unknown") << QStringList{u"drop"_s} << u"list, retry and export"_s;
    QTest::newRow("list of one") << QStringList{u"list"_s, u"x"_s} << u"takes no argument"_s;
    QTest::newRow("too many") << QStringList{u"export"_s, u"a"_s, u"b"_s} << u"no argument"_s;
}

void TestSpoolCommand::testUsage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, part);
    QCOMPARE(m_cli->run(QStringList{u"spool"_s} + arguments), ExitCode::UsageError);
    QVERIFY2(m_cli->err.contains(part), qPrintable(m_cli->err));
}

void TestSpoolCommand::testTurnedOff()
{
    QCOMPARE(m_cli->run({u"spool"_s, u"--spool-file"_s, u""_s}), ExitCode::UsageError);
    QVERIFY(m_cli->err.contains(u"turned off"_s));
}

void TestSpoolCommand::testNoFile()
{
    QCOMPARE(m_cli->run({u"spool"_s, u"--spool-file"_s, m_cli->folder.filePath(u"none.db"_s)}),
             ExitCode::Success);
    QVERIFY(m_cli->out.contains(u"there is no spool"_s));
    QVERIFY(!QFile::exists(m_cli->folder.filePath(u"none.db"_s)));
}

void TestSpoolCommand::testEmpty()
{
    QCOMPARE(m_cli->run({u"spool"_s}), ExitCode::Success);
    QVERIFY2(m_cli->out.contains(u"waiting 0 batches · 0 events"_s), qPrintable(m_cli->out));
    QVERIFY(m_cli->out.contains(u"set aside 0 batches"_s));
}

void TestSpoolCommand::testList()
{
    fill();
    QCOMPARE(m_cli->run({u"spool"_s, u"list"_s}), ExitCode::Success);
    for (const QString &part :
         {u"waiting 2 batches · 4 events"_s, u"set aside 1 batches · 3 events"_s, u"23514"_s,
          u"violates “no_42”"_s, u"2024-07-18 23:57:02"_s, u"höst"_s}) {
        QVERIFY2(m_cli->out.contains(part), qPrintable(m_cli->out));
    }
}

void TestSpoolCommand::testJsonList()
{
    fill();
    QCOMPARE(m_cli->run({u"spool"_s, u"--json"_s}), ExitCode::Success);
    const QJsonObject object = QJsonDocument::fromJson(m_cli->out.toUtf8()).object();
    QCOMPARE(object[u"totals"_s][u"events"_s].toInt(), 4);
    QCOMPARE(object[u"batches"_s].toArray().size(), 2);
    const QJsonObject letter = object[u"dead_letters"_s][0].toObject();
    QCOMPARE(letter[u"sqlstate"_s].toString(), u"23514"_s);
    QCOMPARE(letter[u"trades"_s].toInt(), 2);
    QCOMPARE(letter[u"depth_updates"_s].toInt(), 1);
}

void TestSpoolCommand::testExport()
{
    fill();
    QCOMPARE(m_cli->run({u"spool"_s, u"export"_s}), ExitCode::Success);
    QList<QJsonObject> rows = lines(m_cli->out);
    QCOMPARE(rows.size(), 3);
    QCOMPARE(rows[0][u"type"_s].toString(), u"futures_trades"_s);
    QCOMPARE(rows[0][u"dead_letter"_s].toInt(), 1);
    QCOMPARE(rows[0][u"error"_s].toString(), u"violates “no_42”"_s);
    QCOMPARE(rows[0][u"agg_trade_id"_s].toInt(), 42);
    QCOMPARE(rows[0][u"quantity"_s].toString(), u"0.100"_s);
    QCOMPARE(rows[2][u"type"_s].toString(), u"futures_orderbook_updates"_s);
    QCOMPARE(rows[2][u"bids"_s][0][0].toString(), u"3411.10"_s);

    QCOMPARE(m_cli->run({u"spool"_s, u"export"_s, u"--waiting"_s}), ExitCode::Success);
    rows = lines(m_cli->out);
    QCOMPARE(rows.size(), 7);
    QCOMPARE(rows[3][u"batch"_s].toInt(), 1);
}

void TestSpoolCommand::testExportToFile()
{
    fill();
    const QString path = m_cli->folder.filePath(u"letters.jsonl"_s);
    QCOMPARE(m_cli->run({u"spool"_s, u"export"_s, path}), ExitCode::Success);
    QCOMPARE(m_cli->out, QString());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(lines(QString::fromUtf8(file.readAll())).size(), 3);
    QCOMPARE(m_cli->run({u"spool"_s, u"export"_s, m_cli->folder.filePath(u"none/file"_s)}),
             ExitCode::Failure);
    QVERIFY(m_cli->err.contains(u"cannot write"_s));
}

void TestSpoolCommand::testRetry()
{
    QFETCH(SqlDialect, dialect);
    StoreTesting::StoreFixture database;
    database.setUp(dialect);
    if (!database.store)
        return;
    // As the recorder left it: 42 was refused, and the ledger says so.
    EventBatch letter = StoreTesting::makeBatch(StoreTesting::makeTrade(42));
    CaptureGap gap = StoreTesting::makeGap();
    gap.reason = GapReason::WriteFailure;
    gap.firstMissingId = 42;
    gap.lastMissingId = 42;
    gap.missingEvents = 1;
    gap.fromTime = letter.trades[0].receiveTime.utc;
    gap.toTime = gap.fromTime;
    database.write(StoreTesting::makeBatch(gap));
    valueOf(m_fixture.spool->setAside(m_fixture.sessionKey, letter, Refused, Now));
    m_cli->environment.insert(u"DB_URL"_s, database.database->url().masked());

    const bool isSqlite = dialect == SqlDialect::Sqlite;
    database.database->execute(
        isSqlite ? u"CREATE TRIGGER no_42 BEFORE INSERT ON futures_trades "
                   "WHEN new.agg_trade_id = 42 BEGIN SELECT raise(ABORT, 'no 42'); END"_s
                 : u"ALTER TABLE futures_trades ADD CONSTRAINT no_42 CHECK (agg_trade_id <> 42)"_s);
    QCOMPARE(m_cli->run({u"spool"_s, u"retry"_s}), ExitCode::DatabaseError);
    QVERIFY(m_cli->out.contains(u"written 0 · refused again 1"_s));
    QVERIFY2(m_cli->err.contains(u"dead letter 1: "_s), qPrintable(m_cli->err));
    QCOMPARE(valueOf(m_fixture.spool->totals()).deadLetters, 1);

    database.database->execute(isSqlite ? u"DROP TRIGGER no_42"_s
                                        : u"ALTER TABLE futures_trades DROP CONSTRAINT no_42"_s);
    QCOMPARE(m_cli->run({u"spool"_s, u"retry"_s}), ExitCode::Success);
    QVERIFY(m_cli->out.contains(u"written 1 · refused again 0"_s));
    QCOMPARE(valueOf(m_fixture.spool->totals()).deadLetters, 0);
    QCOMPARE(database.database->value(u"SELECT agg_trade_id FROM futures_trades"_s), u"42"_s);
    QCOMPARE(database.database->rows(u"SELECT status, filled_rows FROM capture_gaps"_s),
             (QList<QStringList>{{u"filled"_s, u"1"_s}}));
    QCOMPARE(database.database->value(u"SELECT count(*) FROM capture_sessions"_s), u"1"_s);
    // Again, where nothing is left.
    QCOMPARE(m_cli->run({u"spool"_s, u"retry"_s}), ExitCode::Success);
    database.tearDown();
}

void TestSpoolCommand::testRetryWithoutDatabase()
{
    fill();
    m_cli->environment.insert(u"DB_URL"_s, u"sqlite:////nowhere/at/all.db"_s);
    QCOMPARE(m_cli->run({u"spool"_s, u"retry"_s}), ExitCode::DatabaseError);
    QVERIFY(m_cli->err.contains(u"/nowhere/at"_s));
    QCOMPARE(valueOf(m_fixture.spool->totals()).deadLetters, 1);
}

QTEST_GUILESS_MAIN(TestSpoolCommand)
#include "tst_spoolcommand.moc"
