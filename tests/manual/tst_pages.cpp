// The manual pages are made of the program's definitions; what is written by hand in them is held
// against those.

#include "commandexamples.h"
#include "pages.h"

#include <QSet>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestPages : public QObject
{
    Q_OBJECT

private slots:
    void testProgram();
    void testCommand_data();
    void testCommand();
    void testSettings();
    void testDashboard();
    void testExamples_data();
    void testExamples();
    void testSettingsExample();

private:
    const Command *find(const QString &name) const;
    /// What its first example means.
    static QString exampleOf(const QString &command);

    const Program m_program = Program::make();
};

QString TestPages::exampleOf(const QString &command)
{
    for (const CommandExample &example : commandExamples()) {
        if (example.command == command)
            return example.meaning;
    }
    return {};
}

const Command *TestPages::find(const QString &name) const
{
    for (const std::unique_ptr<Command> &command : m_program.commands()) {
        if (command->name() == name)
            return command.get();
    }
    return nullptr;
}

void TestPages::testProgram()
{
    const QString text = QString::fromUtf8(Pages::program(m_program).text());
    for (const std::unique_ptr<Command> &command : m_program.commands()) {
        QVERIFY2(text.contains(u".TP\n\\fB"_s + ManPage::escaped(command->name()) + u"\\fR\n"_s),
                 qPrintable(command->name()));
        QVERIFY(text.contains(ManPage::escaped(Pages::nameOf(*command)) + u"\\fR(1)"_s));
    }
    for (const ExitCodeText &code : exitCodeTexts())
        QVERIFY2(text.contains(u".TP\n\\fB%1\\fR\n"_s.arg(int(code.code))), qPrintable(code.text));
}

void TestPages::testCommand_data()
{
    QTest::addColumn<QString>("name");
    for (const std::unique_ptr<Command> &command : m_program.commands())
        QTest::newRow(qPrintable(command->name())) << command->name();
}

void TestPages::testCommand()
{
    QFETCH(QString, name);
    const Command &command = *find(name);
    const ManPage page = Pages::command(m_program, command);
    QCOMPARE(page.fileName(), u"orderflow-recorder-cli-"_s + name + u".1"_s);
    const QString text = QString::fromUtf8(page.text());
    for (const QCommandLineOption &option : command.allOptions()) {
        const QString shown = ManPage::escaped(optionWords(option).shown());
        QVERIFY2(text.contains(u"\\fB"_s + shown), qPrintable(shown));
    }
    for (const SettingDefinition *setting : command.settings())
        QVERIFY2(text.contains(setting->name), setting->name.data());
    QVERIFY2(text.contains(u".SH EXAMPLES\n"_s + ManPage::escaped(exampleOf(name)) + u'\n'),
             "there is no example of it");
}

void TestPages::testSettings()
{
    const QString text = QString::fromUtf8(Pages::settings().text());
    for (const SettingDefinition &setting : settingDefinitions())
        QVERIFY2(text.contains(u"\\fB"_s + setting.name + u"\\fR"_s), setting.name.data());
}

void TestPages::testDashboard()
{
    ProgramWords words{.name = u"orderflow-recorder"_s};
    words.options << OptionWords{{u"--attach"_s}, u"URL"_s, u"watch one"_s, {}};
    const ManPage page = Pages::dashboard(words);
    QCOMPARE(page.fileName(), u"orderflow-recorder.1"_s);
    QVERIFY(page.text().contains(".TP\n\\fB\\-\\-attach URL\\fR\nWatch one.\n"));
}

void TestPages::testExamples_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("arguments");
    QSet<QString> commands;
    for (const CommandExample &example : commandExamples()) {
        QTest::newRow(qPrintable(example.command + u' ' + example.arguments))
            << example.command << example.arguments;
        commands.insert(example.command);
    }
    QCOMPARE(commands.size(), qsizetype(m_program.commands().size()));
}

void TestPages::testExamples()
{
    QFETCH(QString, command);
    QFETCH(QString, arguments);
    const Command *found = find(command);
    QVERIFY(found);
    QCommandLineParser parser;
    QVERIFY(parser.addOptions(found->allOptions()));
    QVERIFY2(parser.parse(QStringList(command) + arguments.split(u' ')),
             qPrintable(parser.errorText()));
    QVERIFY(parser.positionalArguments().size() >= found->argument().least);
    QVERIFY(parser.positionalArguments().size() <= found->argument().most);
}

void TestPages::testSettingsExample()
{
    // Nothing is set in it; with its comment signs gone, all is, and to the defaults.
    QString text = QString::fromUtf8(Pages::settingsExample());
    SettingsSources sources;
    sources.envFile = EnvFile{u"file"_s, text.toUtf8()};
    LoadedSettings loaded = loadSettings(sources);
    QVERIFY(loaded.problems.isEmpty() && loaded.warnings.isEmpty());
    for (const SettingValue &value : std::as_const(loaded.values))
        QCOMPARE(value.source, SettingSource::Default);

    for (const SettingDefinition &setting : settingDefinitions())
        text.replace(u"\n#"_s + setting.name + u'=', u'\n' + setting.name + u'=');
    sources.envFile->content = text.toUtf8();
    loaded = loadSettings(sources);
    for (const SettingProblem &problem : std::as_const(loaded.problems))
        qWarning().noquote() << problem.message;
    QVERIFY(loaded.problems.isEmpty());
    for (const SettingValue &value : std::as_const(loaded.values)) {
        QCOMPARE(value.source, SettingSource::EnvFile);
        QCOMPARE(value.text, QString(value.definition->defaultValue));
    }
}

QTEST_GUILESS_MAIN(TestPages)
#include "tst_pages.moc"
