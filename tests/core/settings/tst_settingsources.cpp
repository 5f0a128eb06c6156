#include "settings/settingsources.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

SettingValue valueOf(const CollectedSettings &settings, QStringView name)
{
    for (const SettingValue &value : settings.values) {
        if (value.definition->name == name)
            return value;
    }
    return {};
}

CollectedSettings fromFile(const QByteArray &content, const QProcessEnvironment &environment = {})
{
    return collectSettings({EnvFile{u".env"_s, content}, environment, {}});
}

void write(const QString &fileName, const QByteArray &content)
{
    QFile file(fileName);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

} // namespace

class TestSettingSources : public QObject
{
    Q_OBJECT

private slots:
    void testDefinitions();
    void testOptionName();
    void testDefaults();
    void testPrecedence_data();
    void testPrecedence();
    void testEmptyOverrides();
    void testVariables_data();
    void testVariables();
    void testBrokenLines();
    void testNearNames_data();
    void testNearNames();
    void testShownText();
    void testReadEnvFile();
    void testReadEnvFileRefused();
};

void TestSettingSources::testDefinitions()
{
    QSet<QString> options;
    for (const SettingDefinition &definition : settingDefinitions()) {
        QCOMPARE(findSetting(QString(definition.name)), &definition);
        QVERIFY(!definition.help.isEmpty());
        QVERIFY(!definition.allowed.isEmpty());
        options << definition.optionName();
    }
    QCOMPARE(options.size(), qsizetype(settingDefinitions().size()));
    QVERIFY(!findSetting(u"db_url"));
}

void TestSettingSources::testOptionName()
{
    QCOMPARE(findSetting(u"DB_URL")->optionName(), u"db-url"_s);
    QCOMPARE(findSetting(u"FUTURES_STREAMS_DEPTH")->optionName(), u"futures-streams-depth"_s);
}

void TestSettingSources::testDefaults()
{
    const CollectedSettings settings = collectSettings({});
    QCOMPARE(settings.values.size(), qsizetype(settingDefinitions().size()));
    QVERIFY(settings.problems.isEmpty());
    QVERIFY(settings.warnings.isEmpty());
    for (const SettingValue &value : settings.values) {
        QCOMPARE(value.text, QString(value.definition->defaultValue));
        QCOMPARE(value.origin, u"default"_s);
    }
}

void TestSettingSources::testPrecedence_data()
{
    QTest::addColumn<bool>("inFile");
    QTest::addColumn<bool>("inEnvironment");
    QTest::addColumn<bool>("onCommandLine");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("origin");
    QTest::newRow("file") << true << false << false << u"file"_s << u".env line 2"_s;
    QTest::newRow("environment") << false << true << false << u"environment"_s << u"environment"_s;
    QTest::newRow("command line") << false << false << true << u"option"_s << u"command line"_s;
    QTest::newRow("environment over file")
        << true << true << false << u"environment"_s << u"environment"_s;
    QTest::newRow("command line over file")
        << true << false << true << u"option"_s << u"command line"_s;
    QTest::newRow("command line over environment")
        << false << true << true << u"option"_s << u"command line"_s;
    QTest::newRow("command line over all")
        << true << true << true << u"option"_s << u"command line"_s;
}

void TestSettingSources::testPrecedence()
{
    QFETCH(bool, inFile);
    QFETCH(bool, inEnvironment);
    QFETCH(bool, onCommandLine);
    for (const SettingDefinition &definition : settingDefinitions()) {
        const QString name = definition.name;
        SettingsSources sources;
        if (inFile)
            sources.envFile = EnvFile{u".env"_s, '\n' + name.toUtf8() + "=file\n"};
        if (inEnvironment)
            sources.environment.insert(name, u"environment"_s);
        if (onCommandLine)
            sources.commandLine.insert(name, u"option"_s);
        const SettingValue value = valueOf(collectSettings(sources), name);
        QTEST(value.text, "text");
        QTEST(value.origin, "origin");
    }
}

void TestSettingSources::testEmptyOverrides()
{
    QProcessEnvironment environment;
    environment.insert(u"FUTURES_STREAMS_TRADES"_s, QString());
    const SettingValue value = valueOf(fromFile("FUTURES_STREAMS_TRADES=aggTrade", environment),
                                       u"FUTURES_STREAMS_TRADES");
    QCOMPARE(value.text, QString());
    QCOMPARE(value.origin, u"environment"_s);
}

void TestSettingSources::testVariables_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("text");
    QTest::newRow("from the environment")
        << QByteArray("DB_URL=sqlite:///${FOLDER}/a.db") << u"sqlite:///there/a.db"_s;
    QTest::newRow("from an earlier line")
        << QByteArray("NAME=b\nDB_URL=sqlite:///${NAME}.db") << u"sqlite:///b.db"_s;
    QTest::newRow("environment first")
        << QByteArray("FOLDER=here\nDB_URL=sqlite:///${FOLDER}/a.db") << u"sqlite:///there/a.db"_s;
    QTest::newRow("through another line")
        << QByteArray("A=${FOLDER}\nDB_URL=sqlite:///${A}/a.db") << u"sqlite:///there/a.db"_s;
    QTest::newRow("otherwise") << QByteArray("DB_URL=sqlite:///${NONE:-c}.db")
                               << u"sqlite:///c.db"_s;
    QTest::newRow("nowhere") << QByteArray("DB_URL=sqlite:///${NONE}.db") << u"sqlite:///.db"_s;
    QTest::newRow("two") << QByteArray("DB_URL=${NONE:-a}${FOLDER}") << u"athere"_s;
    QTest::newRow("a dollar alone") << QByteArray("DB_URL=a$FOLDER${") << u"a$FOLDER${"_s;
}

void TestSettingSources::testVariables()
{
    QFETCH(QByteArray, content);
    QProcessEnvironment environment;
    environment.insert(u"FOLDER"_s, u"there"_s);
    QTEST(valueOf(fromFile(content, environment), u"DB_URL").text, "text");
}

void TestSettingSources::testBrokenLines()
{
    const CollectedSettings settings = fromFile("DB_URL\nLOG_LEVEL='secret\n");
    QCOMPARE(settings.problems.size(), 2);
    QVERIFY(settings.problems.first().message.startsWith(u".env line 1 is broken: "_s));
    QVERIFY(settings.problems.last().message.startsWith(u".env line 2 is broken: "_s));
    QVERIFY(!settings.problems.last().message.contains(u"secret"_s));
}

void TestSettingSources::testNearNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("suggestion");
    QTest::newRow("lower case") << u"db_url"_s << u"DB_URL"_s;
    QTest::newRow("misspelt") << u"SYMBOL_FUTURES"_s << u"SYMBOLS_FUTURES"_s;
    QTest::newRow("two letters off") << u"QUEUE_MAXBYTE"_s << u"QUEUE_MAX_BYTES"_s;
    QTest::newRow("another program's") << u"PATH"_s << QString();
    QTest::newRow("three letters off") << u"SYMBOLS_FUTU"_s << QString();
    QTest::newRow("right") << u"LOG_LEVEL"_s << QString();
}

void TestSettingSources::testNearNames()
{
    QFETCH(QString, name);
    QFETCH(QString, suggestion);
    QProcessEnvironment environment;
    environment.insert(name, u"secret"_s);
    const QStringList inEnvironment = collectSettings({{}, environment, {}}).warnings;
    const QStringList inFile = fromFile(name.toUtf8() + "=secret").warnings;
    if (suggestion.isEmpty()) {
        QCOMPARE(inEnvironment, QStringList());
        QCOMPARE(inFile, QStringList());
        return;
    }
    const QString ending = u" is no setting and is left alone; did you mean %1?"_s.arg(suggestion);
    QCOMPARE(inEnvironment, QStringList{name + u" (environment)"_s + ending});
    QCOMPARE(inFile, QStringList{name + u" (.env line 1)"_s + ending});
}

void TestSettingSources::testShownText()
{
    const CollectedSettings settings = fromFile("DB_URL=postgresql://me:secret@host/db\n");
    QCOMPARE(valueOf(settings, u"DB_URL").shownText(), u"postgresql://me:***@host/db"_s);
    QCOMPARE(valueOf(settings, u"LOG_LEVEL").shownText(), u"INFO"_s);
}

void TestSettingSources::testReadEnvFile()
{
    const QTemporaryDir folder;
    QVERIFY(folder.isValid());
    const auto none = readEnvFile(folder.path(), QString());
    QVERIFY(none && !*none);

    QVERIFY(QDir(folder.path()).mkdir(u".env"_s));
    const auto stillNone = readEnvFile(folder.path(), QString());
    QVERIFY(stillNone && !*stillNone);
    QVERIFY(QDir(folder.path()).rmdir(u".env"_s));

    write(folder.filePath(u".env"_s), "A=1");
    const auto implicit = readEnvFile(folder.path(), QString());
    QVERIFY(implicit && *implicit);
    QCOMPARE((*implicit)->name, u".env"_s);
    QCOMPARE((*implicit)->content, "A=1");

    write(folder.filePath(u"mine"_s), "A=2");
    const auto relative = readEnvFile(folder.path(), u"mine"_s);
    QVERIFY(relative && *relative);
    QCOMPARE((*relative)->name, u"mine"_s);
    QCOMPARE((*relative)->content, "A=2");

    const auto absolute = readEnvFile(u"/"_s, folder.filePath(u"mine"_s));
    QVERIFY(absolute && *absolute);
    QCOMPARE((*absolute)->content, "A=2");
}

void TestSettingSources::testReadEnvFileRefused()
{
    const QTemporaryDir folder;
    QVERIFY(folder.isValid());
    const auto missing = readEnvFile(folder.path(), u"mine"_s);
    QVERIFY(!missing);
    QCOMPARE(missing.error(), u"the settings file mine does not exist"_s);

    QVERIFY(QDir(folder.path()).mkdir(u"mine"_s));
    const auto aFolder = readEnvFile(folder.path(), u"mine"_s);
    QVERIFY(!aFolder);
    QVERIFY(aFolder.error().contains(u"folder"_s));

    write(folder.filePath(u"large"_s), QByteArray((1 << 20) + 1, '\n'));
    const auto large = readEnvFile(folder.path(), u"large"_s);
    QVERIFY(!large);
    QVERIFY(large.error().contains(u"larger than 1 MiB"_s));
}

QTEST_APPLESS_MAIN(TestSettingSources)
#include "tst_settingsources.moc"
