#include "clirunner.h"

#include <QRegularExpression>
#include <QSet>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestProgram : public QObject
{
    Q_OBJECT

private slots:
    void testVersion();
    void testHelpNamesEverything();
    void testHelpOfCommand_data();
    void testHelpOfCommand();
    void testHelpFits80Columns_data();
    void testHelpFits80Columns();
    void testHelpShowsCurrentValues();
    void testHelpWithBrokenSettings();
    void testUsageErrors_data();
    void testUsageErrors();
    void testBadSettings_data();
    void testBadSettings();
    void testEveryBadSettingIsNamed();
    void testEnvFile();
    void testExitCodesAreDistinct();

private:
    const Program m_program = Program::make();
};

void TestProgram::testVersion()
{
    CliRunner cli;
    QCOMPARE(cli.run({u"--version"_s}), ExitCode::Success);
    const QString program = u"orderflow-recorder-cli "_s + QLatin1StringView(ORDERFLOW_VERSION);
    QVERIFY2(cli.out.startsWith(program + u"\n  Qt "_s), qPrintable(cli.out));
    QCOMPARE(cli.err, QString());
    cli.commit = u"0123456789ab"_s;
    QCOMPARE(cli.run({u"--version"_s}), ExitCode::Success);
    QVERIFY2(cli.out.startsWith(program + u" (commit 0123456789ab)\n"_s), qPrintable(cli.out));
    for (const char *library : {"Qt", "TLS", "libpq", "SQLite", "simdjson", "ncurses"}) {
        const QRegularExpression line(u"^  %1 .*[1-9].*$"_s.arg(QString::fromLatin1(library)),
                                      QRegularExpression::MultilineOption);
        QVERIFY2(line.match(cli.out).hasMatch(), library);
    }
}

void TestProgram::testHelpNamesEverything()
{
    CliRunner cli;
    QCOMPARE(cli.run({u"--help"_s}), ExitCode::Success);
    const QString help = cli.out;
    for (const SettingDefinition &setting : settingDefinitions()) {
        const QString line =
            setting.isOption() ? u"  --%1 VALUE, or %2\n"_s.arg(setting.optionName(), setting.name)
                               : u"  %1, not on the command line\n"_s.arg(setting.name);
        QVERIFY2(help.contains(line), qPrintable(line));
    }
    for (const std::unique_ptr<Command> &command : m_program.commands())
        QVERIFY2(help.contains(u"\n  "_s + command->name() + u' '), qPrintable(command->name()));
    for (const ExitCodeText &code : exitCodeTexts())
        QVERIFY2(help.contains(code.text), qPrintable(code.text));

    for (const QStringList &other : {QStringList{u"help"_s}, QStringList{u"-h"_s}}) {
        QCOMPARE(cli.run(other), ExitCode::Success);
        QCOMPARE(cli.out, help);
    }
}

void TestProgram::testHelpOfCommand_data()
{
    QTest::addColumn<QString>("name");
    for (const std::unique_ptr<Command> &command : m_program.commands())
        QTest::newRow(qPrintable(command->name())) << command->name();
}

void TestProgram::testHelpOfCommand()
{
    QFETCH(QString, name);
    CliRunner cli;
    QCOMPARE(cli.run({u"help"_s, name}), ExitCode::Success);
    const QString help = cli.out;
    QVERIFY(help.startsWith(u"Usage: orderflow-recorder-cli %1 [options]"_s.arg(name)));
    QCOMPARE(cli.run({name, u"--help"_s}), ExitCode::Success);
    QCOMPARE(cli.out, help);

    for (const std::unique_ptr<Command> &command : m_program.commands()) {
        if (command->name() != name)
            continue;
        QVERIFY(help.contains(command->description()));
        for (const QCommandLineOption &option : command->options())
            QVERIFY2(help.contains(u"  --"_s + option.names().first()), qPrintable(help));
        for (const SettingDefinition *setting : command->settings())
            QVERIFY2(help.contains(setting->name), setting->name.data());
    }
}

void TestProgram::testHelpFits80Columns_data()
{
    testHelpOfCommand_data();
    QTest::newRow("general") << QString();
}

void TestProgram::testHelpFits80Columns()
{
    QFETCH(QString, name);
    CliRunner cli;
    QCOMPARE(cli.run(name.isEmpty() ? QStringList{u"help"_s} : QStringList{u"help"_s, name}),
             ExitCode::Success);
    for (const QString &line : cli.out.split(u'\n'))
        QVERIFY2(line.size() <= 80, qPrintable(line));
}

void TestProgram::testHelpShowsCurrentValues()
{
    CliRunner cli;
    cli.environment.insert(u"DB_URL"_s, u"postgresql://me:secret@host/db"_s);
    cli.writeFile(u".env"_s, "LOG_LEVEL=ERROR\n");
    QCOMPARE(cli.run({u"--help"_s, u"--batch-max-events"_s, u"7"_s}), ExitCode::Success);
    QVERIFY(cli.out.contains(u"now: postgresql://me:***@host/db (environment)\n"_s));
    QVERIFY(cli.out.contains(u"default: sqlite:///orderflow.db\n"_s));
    QVERIFY(cli.out.contains(u"now: ERROR (.env line 1)\n"_s));
    QVERIFY(cli.out.contains(u"now: 7 (command line)\n"_s));
    QVERIFY(cli.out.contains(u"now: aggTrade (default)\n"_s));
    QVERIFY(!cli.out.contains(u"secret"_s));
}

void TestProgram::testHelpWithBrokenSettings()
{
    CliRunner cli;
    cli.environment.insert(u"LOG_LEVEL"_s, u"LOUD"_s);
    QCOMPARE(cli.run({u"help"_s, u"init-db"_s, u"--env-file"_s, u"none"_s}), ExitCode::Success);
    QVERIFY(cli.out.contains(u"Not usable: the settings file none does not exist"_s));
    QVERIFY(cli.out.contains(u"Not usable: LOG_LEVEL (environment): \"LOUD\""_s));
}

void TestProgram::testUsageErrors_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("part");
    QTest::newRow("unknown command")
        << QStringList{u"frobnicate"_s} << u"there is no command \"frobnicate\"\n"_s;
    QTest::newRow("misspelt command") << QStringList{u"recrod"_s} << u"did you mean record?"_s;
    QTest::newRow("misspelt command, case")
        << QStringList{u"Init-DB"_s} << u"did you mean init-db?"_s;
    QTest::newRow("help of unknown")
        << QStringList{u"help"_s, u"confg"_s} << u"did you mean config?"_s;
    QTest::newRow("unknown option")
        << QStringList{u"config"_s, u"--frobnicate"_s} << u"config has no option --frobnicate\n"_s;
    QTest::newRow("misspelt option")
        << QStringList{u"config"_s, u"--db-uri"_s, u"x"_s} << u"did you mean --db-url?"_s;
    QTest::newRow("misspelt option without a command")
        << QStringList{u"--symbol-futures"_s, u"x"_s} << u"did you mean --symbols-futures?"_s;
    QTest::newRow("name of the setting as option")
        << QStringList{u"config"_s, u"--DB_URL=x"_s} << u"did you mean --db-url?"_s;
    QTest::newRow("another command's setting")
        << QStringList{u"init-db"_s, u"--symbols-futures=a"_s} << u"no option --symbols-futures"_s;
    QTest::newRow("exchange of a demo")
        << QStringList{u"demo"_s, u"--binance-ws-futures-base-url=a"_s}
        << u"no option --binance-ws-futures-base-url"_s;
    QTest::newRow("short option") << QStringList{u"config"_s, u"-d"_s} << u"no option -d"_s;
    QTest::newRow("no value") << QStringList{u"config"_s, u"--db-url"_s} << u"--db-url"_s;
    QTest::newRow("value too many") << QStringList{u"config"_s, u"--json=yes"_s} << u"--json"_s;
    QTest::newRow("argument too many") << QStringList{u"config"_s, u"now"_s} << u"\"now\""_s;
    QTest::newRow("command after options")
        << QStringList{u"--plain"_s, u"config"_s} << u"a command comes before all options"_s;
    QTest::newRow("duration") << QStringList{u"record"_s, u"--duration"_s, u"soon"_s}
                              << u"--duration \"soon\""_s;
    QTest::newRow("no duration") << QStringList{u"record"_s, u"--duration=0"_s}
                                 << u"--duration \"0\""_s;
    QTest::newRow("two faces") << QStringList{u"record"_s, u"--json"_s, u"--plain"_s}
                               << u"--json and --plain"_s;
    QTest::newRow("speed") << QStringList{u"demo"_s, u"--speed=-1"_s} << u"--speed \"-1\""_s;
    QTest::newRow("replay of nothing") << QStringList{u"replay"_s} << u"FILE…"_s;
    QTest::newRow("replay of both")
        << QStringList{u"replay"_s, u"--synthetic"_s, u"a.gz"_s} << u"takes no FILE"_s;
    QTest::newRow("loop without end")
        << QStringList{u"replay"_s, u"--synthetic"_s, u"--loop"_s} << u"--loop"_s;
    QTest::newRow("port") << QStringList{u"replay"_s, u"--synthetic"_s, u"--port=65536"_s}
                          << u"--port \"65536\""_s;
}

void TestProgram::testUsageErrors()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, part);
    CliRunner cli;
    QCOMPARE(cli.run(arguments), ExitCode::UsageError);
    QCOMPARE(cli.out, QString());
    QVERIFY2(cli.err.startsWith(u"orderflow-recorder-cli: "_s), qPrintable(cli.err));
    QVERIFY2(cli.err.contains(part), qPrintable(cli.err));
}

void TestProgram::testBadSettings_data()
{
    QTest::addColumn<QStringList>("arguments");
    for (const char *command : {"record", "demo", "config"}) {
        QTest::newRow(command) << QStringList{QString::fromLatin1(command),
                                              u"--symbols-futures=btc/usdt"_s};
    }
    QTest::newRow("no command") << QStringList{u"--symbols-futures=btc/usdt"_s};
    QTest::newRow("init-db") << QStringList{u"init-db"_s, u"--db-url=mysql://a/b"_s};
    QTest::newRow("replay") << QStringList{u"replay"_s, u"--synthetic"_s, u"--log-level=LOUD"_s};
    QTest::newRow("file") << QStringList{u"record"_s, u"--env-file=none"_s};
    QTest::newRow("no file") << QStringList{u"record"_s, u"--env-file="_s};
}

void TestProgram::testBadSettings()
{
    QFETCH(QStringList, arguments);
    CliRunner cli;
    QCOMPARE(cli.run(arguments), ExitCode::BadSetting);
    QVERIFY(cli.err.startsWith(u"orderflow-recorder-cli: "_s));
    QCOMPARE(cli.err.count(u'\n'), 1);
}

void TestProgram::testEveryBadSettingIsNamed()
{
    CliRunner cli;
    cli.environment.insert(u"LOG_LEVEL"_s, u"LOUD"_s);
    cli.writeFile(u".env"_s, "BATCH_MAX_EVENTS=none\n");
    QCOMPARE(cli.run({u"record"_s, u"--symbols-futures=!all"_s}), ExitCode::BadSetting);
    for (const char *name : {"LOG_LEVEL", "BATCH_MAX_EVENTS", "SYMBOLS_FUTURES"})
        QVERIFY2(cli.err.contains(QString::fromLatin1(name)), name);
    QCOMPARE(cli.err.count(u'\n'), 3);

    // What a command does not use cannot keep it from working.
    QCOMPARE(
        cli.run({u"init-db"_s, u"--log-level=INFO"_s, u"--db-url"_s, cli.sqliteUrl(u"a.db"_s)}),
        ExitCode::Success);
}

void TestProgram::testEnvFile()
{
    CliRunner cli;
    cli.writeFile(u".env"_s, "LOG_LEVEL=ERROR\n");
    cli.writeFile(u"other"_s, "SYMBOLS_FUTURES=solusdt\n");
    QCOMPARE(cli.run({u"config"_s}), ExitCode::Success);
    QVERIFY(cli.out.contains(u".env line 1"_s));
    QCOMPARE(cli.run({u"config"_s, u"--env-file"_s, u"other"_s}), ExitCode::Success);
    QVERIFY(cli.out.contains(u"other line 1"_s));
    QVERIFY(!cli.out.contains(u".env line 1"_s));
}

void TestProgram::testExitCodesAreDistinct()
{
    QSet<int> codes;
    for (const ExitCodeText &code : exitCodeTexts())
        codes << int(code.code);
    QCOMPARE(codes, (QSet<int>{0, 1, 2, 3, 4, 5, 6, 7, 8}));
}

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
