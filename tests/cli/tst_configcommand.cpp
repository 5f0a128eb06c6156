#include "clirunner.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestConfigCommand : public QObject
{
    Q_OBJECT

private slots:
    void testTable();
    void testJson();
    void testShowsBadSettings();
    void testPointsOutNearNames();
    void testHidesSecrets_data();
    void testHidesSecrets();
};

void TestConfigCommand::testTable()
{
    CliRunner cli;
    cli.environment.insert(u"DB_URL"_s, u"postgresql+psycopg2://me:secret@host/db"_s);
    cli.environment.insert(u"FUTURES_STREAMS_TRADES"_s, QString());
    cli.writeFile(u".env"_s, "# mine\nSYMBOLS_FUTURES=solusdt\n");
    QCOMPARE(cli.run({u"config"_s, u"--log-level"_s, u"debug"_s}), ExitCode::Success);
    QCOMPARE(cli.err, QString());

    QStringList lines;
    for (const QString &line : cli.out.split(u'\n', Qt::SkipEmptyParts))
        lines << line.simplified();
    QCOMPARE(lines.size(), qsizetype(settingDefinitions().size()) + 1);
    QCOMPARE(lines.first(), u"NAME VALUE ORIGIN"_s);
    QVERIFY(lines.contains(u"DB_URL postgresql+psycopg2://me:***@host/db environment"_s));
    QVERIFY(lines.contains(u"SYMBOLS_FUTURES solusdt .env line 2"_s));
    QVERIFY(lines.contains(u"FUTURES_STREAMS_TRADES environment"_s));
    QVERIFY(lines.contains(u"LOG_LEVEL debug command line"_s));
    QVERIFY(lines.contains(u"BATCH_MAX_AGE_MS 250 default"_s));
}

void TestConfigCommand::testJson()
{
    CliRunner cli;
    cli.environment.insert(u"DB_URL"_s, u"postgresql://me:secret@host/db"_s);
    QCOMPARE(cli.run({u"config"_s, u"--json"_s}), ExitCode::Success);
    const QJsonArray list = QJsonDocument::fromJson(cli.out.toUtf8()).array();
    QCOMPARE(list.size(), qsizetype(settingDefinitions().size()));
    for (qsizetype i = 0; i < list.size(); ++i) {
        QCOMPARE(list[i][u"name"_s].toString(), QString(settingDefinitions()[std::size_t(i)].name));
    }
    QCOMPARE(list[0].toObject(), (QJsonObject{{u"name"_s, u"DB_URL"_s},
                                              {u"value"_s, u"postgresql://me:***@host/db"_s},
                                              {u"origin"_s, u"environment"_s}}));
}

void TestConfigCommand::testShowsBadSettings()
{
    CliRunner cli;
    cli.environment.insert(u"LOG_LEVEL"_s, u"LOUD"_s);
    QCOMPARE(cli.run({u"config"_s}), ExitCode::BadSetting);
    QVERIFY(cli.out.contains(u"LOUD"_s));
    QVERIFY(cli.err.contains(u"LOG_LEVEL (environment): \"LOUD\" is no level"_s));
}

void TestConfigCommand::testPointsOutNearNames()
{
    CliRunner cli;
    cli.environment.insert(u"SYMBOL_FUTURES"_s, u"btcusdt"_s);
    QCOMPARE(cli.run({u"config"_s}), ExitCode::Success);
    QVERIFY(cli.err.contains(u"warning: SYMBOL_FUTURES (environment)"_s));
    QVERIFY(cli.err.contains(u"did you mean SYMBOLS_FUTURES?"_s));
}

void TestConfigCommand::testHidesSecrets_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("table") << QStringList{};
    QTest::newRow("JSON") << QStringList{u"--json"_s};
}

void TestConfigCommand::testHidesSecrets()
{
    QFETCH(QStringList, arguments);
    CliRunner cli;
    cli.environment.insert(u"DB_URL"_s, u"postgresql://me:s3cret1@host/db"_s);
    cli.environment.insert(u"HTTPS_PROXY"_s, u"http://me:s3cret2@host"_s);
    cli.environment.insert(u"ALERT_WEBHOOK_URL"_s,
                           u"https://me:s3cret3@hooks.example/s3cret4?k=s3cret5"_s);
    QCOMPARE(cli.run(QStringList{u"config"_s} + arguments), ExitCode::Success);
    QVERIFY2(!cli.out.contains(u"s3cret"_s) && !cli.err.contains(u"s3cret"_s), qPrintable(cli.out));
    QVERIFY(cli.out.contains(u"https://hooks.example/***"_s));
}

QTEST_GUILESS_MAIN(TestConfigCommand)
#include "tst_configcommand.moc"
