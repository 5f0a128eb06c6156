#include "clirunner.h"

#include "fakes/scriptedexchange.h"
#include "fakes/scriptedrest.h"
#include "replay/replayserver.h"
#include "replay/syntheticmarket.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <memory>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestDoctorCommand : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testAllIsGood();
    void testJson();
    void testWithoutTheExchange();
    void testDatabaseThatCannotBeUsed();
    void testExchangeThatDeliversNothing();
    void testExchangeThatIsAway();
    void testEveryBadSettingIsNamed();
    void testSettingThatWasProbablyNotMeant();
    void testSettingsThatCannotBeRead();
    void testFilesOfTheStatusServer();
    void testColours_data();
    void testColours();
    void testStop();
    void testTimeout();

private:
    QStringList lines() const { return m_cli->out.trimmed().split(u'\n'); }
    QString line(const QString &name) const;

    std::unique_ptr<CliRunner> m_cli;
    std::unique_ptr<ReplayServer> m_market;
};

void TestDoctorCommand::init()
{
    m_market = std::make_unique<ReplayServer>(ReplayOptions{}, makeSyntheticMarket({}));
    QVERIFY(m_market->listen(0));
    m_cli = std::make_unique<CliRunner>();
    m_cli->environment.insert(u"DB_URL"_s, m_cli->sqliteUrl(u"test.db"_s));
    m_cli->environment.insert(u"SPOOL_FILE"_s, m_cli->folder.filePath(u"spool.db"_s));
    m_cli->environment.insert(u"BINANCE_WS_FUTURES_BASE_URL"_s,
                              m_market->webSocketUrl().toString());
    m_cli->environment.insert(u"BINANCE_REST_FUTURES_BASE_URL"_s, m_market->restUrl().toString());
    // Whatever is free where the tests run.
    m_cli->environment.insert(u"ALERT_DISK_FREE"_s, u"1MiB"_s);
    m_cli->environment.insert(u"SPOOL_DISK_RESERVE"_s, u"1MiB"_s);
}

/// The line of the check of that name, the first where there are several.
QString TestDoctorCommand::line(const QString &name) const
{
    for (const QString &line : lines()) {
        if (line.sliced(qMin(line.size(), 6)).startsWith(name + u": "_s))
            return line;
    }
    return {};
}

void TestDoctorCommand::testAllIsGood()
{
    QCOMPARE(m_cli->run({u"doctor"_s}), ExitCode::Success);
    const QStringList all = lines();
    QCOMPARE(all.size(), 21);
    for (const QString &line : all.first(20))
        QVERIFY2(line.startsWith(u"pass  "_s) || line.startsWith(u"skip  "_s), qPrintable(line));
    QVERIFY2(all.first().startsWith(u"pass  Settings: 7 of "_s), qPrintable(all.first()));
    QCOMPARE(line(u"Route /public"_s), u"pass  Route /public: It delivers btcusdt@depth5@100ms"_s);
    QCOMPARE(line(u"Route /market"_s), u"pass  Route /market: It delivers btcusdt@aggTrade"_s);
    QVERIFY(line(u"Exchange weight"_s).startsWith(u"pass  "_s));
    QCOMPARE(all.last(), u"20 checks: 14 pass, 0 warn, 0 fail, 6 skip"_s);
    QCOMPARE(m_cli->err, QString());
    // Nothing was made by it.
    QCOMPARE(QDir(m_cli->folder.path()).entryList(QDir::Files), QStringList());
}

void TestDoctorCommand::testJson()
{
    m_cli->environment.insert(u"SPOOL_FILE"_s, QString());
    QCOMPARE(m_cli->run({u"doctor"_s, u"--json"_s}), ExitCode::Success);
    const QJsonObject report = QJsonDocument::fromJson(m_cli->out.toUtf8()).object();
    const QJsonArray checks = report[u"checks"_s].toArray();
    QCOMPARE(checks.size(), 20);
    const auto spool = std::ranges::find_if(
        checks, [](const QJsonValue &check) { return check[u"name"_s] == "Spool"_L1; });
    QVERIFY(spool != checks.end());
    QCOMPARE((*spool)[u"outcome"_s].toString(), u"warn"_s);
    QVERIFY((*spool)[u"found"_s].toString().startsWith(u"It is turned off"_s));
    QVERIFY((*spool)[u"advice"_s].toString().startsWith(u"Name a file in SPOOL_FILE"_s));
    const QJsonObject summary = report[u"summary"_s].toObject();
    QCOMPARE(summary[u"warn"_s].toInt(), 1);
    QCOMPARE(summary[u"fail"_s].toInt(), 0);
    QCOMPARE(summary[u"stopped"_s].toBool(true), false);
}

void TestDoctorCommand::testWithoutTheExchange()
{
    QCOMPARE(m_cli->run({u"doctor"_s, u"--no-exchange"_s}), ExitCode::Success);
    QCOMPARE(line(u"Exchange"_s), u"skip  Exchange: It is not asked"_s);
    QCOMPARE(line(u"Route /public"_s), QString());
    QCOMPARE(m_market->clientCount(), 0);
}

void TestDoctorCommand::testDatabaseThatCannotBeUsed()
{
    m_cli->environment.insert(u"DB_URL"_s, m_cli->sqliteUrl(u"no/such/test.db"_s));
    QCOMPARE(m_cli->run({u"doctor"_s, u"--no-exchange"_s}), ExitCode::CheckFailed);
    const QString failed = line(u"Database connection"_s);
    QVERIFY2(failed.startsWith(u"fail  "_s), qPrintable(failed));
    QVERIFY2(failed.contains(u"/no/such. Make that folder"_s), qPrintable(failed));
    QVERIFY(line(u"Database rights"_s).startsWith(u"skip  "_s));
    QVERIFY(line(u"Spool"_s).startsWith(u"pass  "_s));
    QVERIFY2(lines().last().contains(u" 1 fail, "_s), qPrintable(m_cli->out));
}

void TestDoctorCommand::testExchangeThatDeliversNothing()
{
    ScriptedExchange exchange;
    exchange.ackButDeliverNothing("btcusdt@depth5@100ms");
    exchange.ackButDeliverNothing("btcusdt@aggTrade");
    m_cli->environment.insert(u"BINANCE_WS_FUTURES_BASE_URL"_s, exchange.url().toString());
    QCOMPARE(m_cli->run({u"doctor"_s, u"--timeout"_s, u"0.3"_s}), ExitCode::CheckFailed);
    for (const QString &route : {u"Route /public"_s, u"Route /market"_s}) {
        const QString failed = line(route);
        QVERIFY2(failed.startsWith(u"fail  "_s), qPrintable(failed));
        QVERIFY2(failed.contains(u"and delivers nothing within 0.3 s. "_s), qPrintable(failed));
    }
    QVERIFY(line(u"Exchange REST"_s).startsWith(u"pass  "_s));
}

void TestDoctorCommand::testExchangeThatIsAway()
{
    m_market.reset();
    QCOMPARE(m_cli->run({u"doctor"_s}), ExitCode::CheckFailed);
    for (const QString &name : {u"Exchange REST"_s, u"Route /public"_s, u"Route /market"_s})
        QVERIFY2(line(name).startsWith(u"fail  "_s), qPrintable(line(name)));
    QVERIFY(line(u"Clock"_s).startsWith(u"skip  "_s));
}

void TestDoctorCommand::testEveryBadSettingIsNamed()
{
    m_cli->environment.insert(u"DB_URL"_s, u"mysql://me:secret@host/db"_s);
    m_cli->environment.insert(u"LOG_LEVEL"_s, u"LOUD"_s);
    QCOMPARE(m_cli->run({u"doctor"_s, u"--retention-days"_s, u"some"_s, u"--no-exchange"_s}),
             ExitCode::CheckFailed);
    const QStringList problems = lines().filter(u"fail  Settings: "_s);
    QCOMPARE(problems.size(), 3);
    for (const char *name : {"DB_URL (environment)", "LOG_LEVEL", "RETENTION_DAYS (command line)"})
        QCOMPARE(problems.filter(QString::fromLatin1(name)).size(), 1);
    QCOMPARE(line(u"Database address"_s),
             u"skip  Database address: DB_URL has no value that is allowed"_s);
    QVERIFY(line(u"Spool"_s).startsWith(u"pass  "_s));
    QVERIFY(!m_cli->out.contains(u"secret"_s));
    // They are said once.
    QCOMPARE(m_cli->err, QString());
}

void TestDoctorCommand::testSettingThatWasProbablyNotMeant()
{
    m_cli->writeFile(u".env"_s, "RETENTION_DAY=5\n");
    QCOMPARE(m_cli->run({u"doctor"_s, u"--no-exchange"_s}), ExitCode::Success);
    const QString warning = lines().first();
    QVERIFY2(warning.startsWith(u"warn  Settings: "_s), qPrintable(warning));
    QVERIFY2(warning.contains(u"RETENTION_DAY"_s), qPrintable(warning));
    QCOMPARE(m_cli->err, QString());
}

void TestDoctorCommand::testSettingsThatCannotBeRead()
{
    QCOMPARE(m_cli->run({u"doctor"_s, u"--env-file"_s, u"none"_s}), ExitCode::CheckFailed);
    QVERIFY2(lines().first().startsWith(u"fail  Settings: the settings file none"_s),
             qPrintable(m_cli->out));
    QVERIFY2(lines().last().startsWith(u"20 checks: 0 pass, 0 warn, 1 fail, 19 skip"_s),
             qPrintable(m_cli->out));
    QCOMPARE(m_market->clientCount(), 0);
}

void TestDoctorCommand::testFilesOfTheStatusServer()
{
    m_cli->environment.insert(u"STATUS_LISTEN"_s, u"127.0.0.1:9464"_s);
    m_cli->environment.insert(u"STATUS_TLS_CERT"_s, u"none.pem"_s);
    m_cli->environment.insert(u"STATUS_TLS_KEY"_s, u"none.key"_s);
    QCOMPARE(m_cli->run({u"doctor"_s, u"--no-exchange"_s}), ExitCode::CheckFailed);
    QVERIFY2(lines().first().startsWith(u"fail  Settings: STATUS_TLS_CERT"_s),
             qPrintable(m_cli->out));
}

void TestDoctorCommand::testColours_data()
{
    QTest::addColumn<bool>("isTerminal");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("isColoured");
    QTest::newRow("terminal") << true << u"TERM"_s << u"xterm"_s << true;
    QTest::newRow("file") << false << u"TERM"_s << u"xterm"_s << false;
    QTest::newRow("NO_COLOR") << true << u"NO_COLOR"_s << u"1"_s << false;
    QTest::newRow("simple terminal") << true << u"TERM"_s << u"dumb"_s << false;
}

void TestDoctorCommand::testColours()
{
    QFETCH(bool, isTerminal);
    QFETCH(QString, variable);
    QFETCH(QString, value);
    m_cli->outIsTerminal = isTerminal;
    m_cli->environment.insert(variable, value);
    QCOMPARE(m_cli->run({u"doctor"_s, u"--no-exchange"_s}), ExitCode::Success);
    QTEST(m_cli->out.startsWith(u"\x1b[32mpass\x1b[0m  Settings: "_s), "isColoured");
    QTEST(m_cli->out.contains(u'\x1b'), "isColoured");
}

void TestDoctorCommand::testStop()
{
    ScriptedRest rest;
    rest.answer(u"/fapi/v1/time"_s, {.way = ScriptedAnswer::Way::Held});
    m_cli->environment.insert(u"BINANCE_REST_FUTURES_BASE_URL"_s, rest.url().toString());
    StopRequests stop;
    m_cli->stopRequests = &stop;
    connect(&rest, &ScriptedRest::requested, &stop, &StopRequests::stopRequested);
    QCOMPARE(m_cli->run({u"doctor"_s}), ExitCode::Failure);
    QVERIFY2(m_cli->err.contains(u"stopped before everything was looked at"_s),
             qPrintable(m_cli->err));
    QVERIFY(line(u"Spool"_s).startsWith(u"pass  "_s));
    QCOMPARE(line(u"Exchange REST"_s), QString());
}

void TestDoctorCommand::testTimeout()
{
    QCOMPARE(m_cli->run({u"doctor"_s, u"--timeout"_s, u"0"_s}), ExitCode::UsageError);
    QVERIFY(m_cli->err.contains(u"--timeout"_s));
    QCOMPARE(m_cli->out, QString());
}

QTEST_GUILESS_MAIN(TestDoctorCommand)
#include "tst_doctorcommand.moc"
