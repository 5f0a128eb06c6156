#include "settings/settingsdraft.h"

#include "settings/envfileeditor.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestSettingsDraft : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testWhatIsLoadedIsWhatTheFileWouldSay();
    void testProblemsOfOneSetting();
    void testBackAtTheDefault();
    void testUndone();
    void testOverridden();
    void testSave();
    void testSaveMakesTheFile();
    void testFileChangedMeanwhile();
    void testFileChangedToSomethingElse();
    void testFileThatIsNoText();
    void testEveryChoiceIsTaken_data();
    void testEveryChoiceIsTaken();
    void testNoGroupIsEmpty();

private:
    SettingsSources sources(const QByteArray &content) const;
    QByteArray saved() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestSettingsDraft::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"settings.env"_s);
}

SettingsSources TestSettingsDraft::sources(const QByteArray &content) const
{
    if (!saveEnvFile(m_path, content))
        qFatal("the file cannot be written");
    SettingsSources result;
    result.envFile = EnvFile{m_path, content};
    return result;
}

QByteArray TestSettingsDraft::saved() const
{
    QFile file(m_path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestSettingsDraft::testWhatIsLoadedIsWhatTheFileWouldSay()
{
    SettingsDraft draft(sources("# mine\nLOG_LEVEL=DEBUG\n"), m_path);
    QVERIFY(!draft.isChanged() && !draft.canSave());
    draft.set(u"FEED_REDUNDANCY"_s, u"2"_s);
    QVERIFY(draft.canSave());
    QCOMPARE(draft.content(), "# mine\nLOG_LEVEL=DEBUG\nFEED_REDUNDANCY=2\n");
    QCOMPARE(draft.loaded().recorder.feedRedundancy, 2);
    QCOMPARE(draft.value(u"FEED_REDUNDANCY"_s).origin, m_path + u" line 3"_s);
    QCOMPARE(saved(), "# mine\nLOG_LEVEL=DEBUG\n");
}

void TestSettingsDraft::testProblemsOfOneSetting()
{
    SettingsDraft draft(sources(""), m_path);
    draft.set(u"FEED_REDUNDANCY"_s, u"3"_s);
    draft.set(u"STATUS_LISTEN"_s, u"0.0.0.0:9464"_s);
    QVERIFY(!draft.canSave());
    QCOMPARE(draft.problemsOf(u"FEED_REDUNDANCY"_s).size(), 1);
    QVERIFY(draft.problemsOf(u"STATUS_LISTEN"_s).constFirst().contains(u"STATUS_TOKEN"_s));
    QVERIFY(draft.problemsOf(u"DB_URL"_s).isEmpty());
    draft.set(u"STATUS_TOKEN"_s, u"0123456789abcdef"_s);
    QVERIFY(draft.problemsOf(u"STATUS_LISTEN"_s).isEmpty());
    QCOMPARE(draft.loaded().warnings.size(), 1);
}

void TestSettingsDraft::testBackAtTheDefault()
{
    SettingsDraft draft(sources("LOG_LEVEL=DEBUG # for now\nLOG_FORMAT=json\n"), m_path);
    draft.set(u"LOG_LEVEL"_s, u"INFO"_s);
    draft.set(u"LOG_FORMAT"_s, u"text"_s);
    QCOMPARE(draft.content(), "# for now\n");
    QCOMPARE(draft.value(u"LOG_LEVEL"_s).source, SettingSource::Default);
}

void TestSettingsDraft::testUndone()
{
    SettingsDraft draft(sources("LOG_LEVEL=DEBUG\n"), m_path);
    draft.set(u"LOG_LEVEL"_s, u"ERROR"_s);
    QVERIFY(draft.isChanged(u"LOG_LEVEL"_s));
    draft.set(u"LOG_LEVEL"_s, u"DEBUG"_s);
    QVERIFY(!draft.isChanged());
    QCOMPARE(draft.content(), "LOG_LEVEL=DEBUG\n");
}

void TestSettingsDraft::testOverridden()
{
    SettingsSources all = sources("LOG_LEVEL=DEBUG\nLOG_FORMAT=json\nFEED_REDUNDANCY=2\n");
    all.environment.insert(u"LOG_LEVEL"_s, u"ERROR"_s);
    all.commandLine.insert(u"LOG_FORMAT"_s, u"text"_s);
    const SettingsDraft draft(all, m_path);
    QVERIFY(draft.isOverridden(u"LOG_LEVEL"_s));
    QVERIFY(draft.isOverridden(u"LOG_FORMAT"_s));
    QVERIFY(!draft.isOverridden(u"FEED_REDUNDANCY"_s));
    QVERIFY(!draft.isOverridden(u"DB_URL"_s));
    QCOMPARE(draft.value(u"LOG_LEVEL"_s).text, u"ERROR"_s);
}

void TestSettingsDraft::testSave()
{
    SettingsDraft draft(sources("A=1\n"), m_path);
    draft.set(u"LOG_LEVEL"_s, u"ERROR"_s);
    QVERIFY(draft.save());
    QCOMPARE(saved(), "A=1\nLOG_LEVEL=ERROR\n");
    QVERIFY(!draft.isChanged());
    QCOMPARE(draft.value(u"LOG_LEVEL"_s).text, u"ERROR"_s);
}

void TestSettingsDraft::testSaveMakesTheFile()
{
    SettingsDraft draft(SettingsSources(), m_path);
    draft.set(u"LOG_LEVEL"_s, u"ERROR"_s);
    QVERIFY(draft.save());
    QCOMPARE(saved(), "LOG_LEVEL=ERROR\n");
}

void TestSettingsDraft::testFileChangedMeanwhile()
{
    SettingsDraft draft(sources("LOG_FORMAT=json\n"), m_path);
    draft.set(u"LOG_LEVEL"_s, u"ERROR"_s);
    QVERIFY(saveEnvFile(m_path, "# another\nFEED_REDUNDANCY=2\n"));
    QVERIFY(draft.save());
    QCOMPARE(saved(), "# another\nFEED_REDUNDANCY=2\nLOG_LEVEL=ERROR\n");
    QCOMPARE(draft.loaded().recorder.feedRedundancy, 2);
}

void TestSettingsDraft::testFileChangedToSomethingElse()
{
    SettingsDraft draft(sources(""), m_path);
    draft.set(u"LOG_LEVEL"_s, u"ERROR"_s);
    QVERIFY(saveEnvFile(m_path, "nonsense\n"));
    const auto result = draft.save();
    QVERIFY(!result);
    QVERIFY2(result.error().contains(u"line 1"_s), qPrintable(result.error()));
    QCOMPARE(saved(), "nonsense\n");
    QVERIFY(draft.isChanged());
}

void TestSettingsDraft::testFileThatIsNoText()
{
    SettingsDraft draft(sources("# Z\xfcrich\n"), m_path);
    draft.set(u"LOG_LEVEL"_s, u"ERROR"_s);
    QVERIFY(!draft.canSave());
    QVERIFY(!draft.save());
    QCOMPARE(saved(), "# Z\xfcrich\n");
}

void TestSettingsDraft::testEveryChoiceIsTaken_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("choice");
    for (const SettingDefinition &definition : settingDefinitions()) {
        const QStringList choices = QString(definition.choices).split(u' ', Qt::SkipEmptyParts);
        for (const QString &choice : choices)
            QTest::addRow("%s=%s", definition.name.data(), qPrintable(choice))
                << QString(definition.name) << choice;
    }
}

void TestSettingsDraft::testEveryChoiceIsTaken()
{
    QFETCH(QString, name);
    QFETCH(QString, choice);
    SettingsDraft draft(SettingsSources(), m_path);
    draft.set(name, choice);
    QCOMPARE(draft.problemsOf(name), QStringList());
    const QStringList choices = QString(findSetting(name)->choices).split(u' ');
    QVERIFY(choices.contains(findSetting(name)->defaultValue));
}

void TestSettingsDraft::testNoGroupIsEmpty()
{
    QSet<SettingGroup> seen;
    for (const SettingDefinition &definition : settingDefinitions())
        seen.insert(definition.group);
    QCOMPARE(seen.size(), qsizetype(SettingGroup::Log) + 1);
}

QTEST_APPLESS_MAIN(TestSettingsDraft)
#include "tst_settingsdraft.moc"
