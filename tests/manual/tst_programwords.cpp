#include "programwords.h"

#include <QTest>

#include <algorithm>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestProgramWords : public QObject
{
    Q_OBJECT

private slots:
    void testCommands();
    void testHelp();
};

void TestProgramWords::testCommands()
{
    const Program program = Program::make();
    const ProgramWords words = ProgramWords::of(program);
    QCOMPARE(words.name, u"orderflow-recorder-cli"_s);
    QCOMPARE(words.commands.size(), qsizetype(program.commands().size() + 1));
    QCOMPARE(words.commands.constLast().name, u"help"_s);
    QCOMPARE(words.commands.constLast().arguments.size(), words.commands.size() - 1);
    const auto spool = std::ranges::find(words.commands, u"spool"_s, &CommandWords::name);
    QVERIFY(spool != words.commands.cend());
    QCOMPARE(spool->arguments, (QStringList{u"list"_s, u"retry"_s, u"export"_s}));
    QVERIFY(spool->takesFiles);

    const auto level = std::ranges::find_if(spool->options, [](const OptionWords &option) {
        return option.names.contains(u"--log-level"_s);
    });
    QVERIFY(level != spool->options.cend());
    QCOMPARE(level->choices.size(), 5);
    QCOMPARE(level->shown(), u"--log-level VALUE"_s);
}

void TestProgramWords::testHelp()
{
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Shows things."_s);
    parser.addHelpOption();
    parser.addOption({{u"a"_s, u"attach"_s},
                      u"Watch a recorder that runs elsewhere, of which there is much to say, more "
                      u"than fits into a line of the help."_s,
                      u"URL"_s});
    parser.addOption({u"log-level"_s, u"the least grave messages"_s, u"VALUE"_s});
    const ProgramWords words = ProgramWords::ofHelp(u"shower"_s, parser.helpText());

    QStringList shown;
    for (const OptionWords &option : words.options)
        shown << option.shown();
    QCOMPARE(shown, (QStringList{u"-h, --help"_s, u"--help-all"_s, u"-a, --attach URL"_s,
                                 u"--log-level VALUE"_s}));
    QCOMPARE(words.options.at(2).description,
             u"Watch a recorder that runs elsewhere, of which there is much to say, more than fits "
             u"into a line of the help."_s);
    QCOMPARE(words.options.at(3).choices.size(), 5);
}

QTEST_GUILESS_MAIN(TestProgramWords)
#include "tst_programwords.moc"
