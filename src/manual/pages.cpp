#include "pages.h"

#include "commandexamples.h"
#include "settings/settingdefinitions.h"

namespace Orderflow::Pages {

using namespace Qt::StringLiterals;

namespace {

const QString settingsPage = u"orderflow-recorder.env"_s;
const QString dashboardPage = u"orderflow-recorder"_s;

QString sentence(QString text)
{
    text[0] = text.at(0).toUpper();
    return text.endsWith(u'.') ? text : text + u'.';
}

QString onOneLine(const QString &page, int section)
{
    return u"%1(%2)"_s.arg(page).arg(section);
}

void addOptions(ManPage &page, const QList<QCommandLineOption> &options)
{
    for (const QCommandLineOption &option : options)
        page.term(optionWords(option).shown(), sentence(option.description()));
}

void addSetting(ManPage &page, const SettingDefinition &setting, const QString &term)
{
    page.term(term, sentence(setting.help));
    page.more(u"Allowed: "_s + QString(setting.allowed) + u'.');
    page.more(setting.defaultValue.isEmpty() ? u"Empty by default."_s
                                             : u"Default: "_s + setting.defaultValue);
}

void addExitCodes(ManPage &page)
{
    page.section(u"Exit status"_s);
    for (const ExitCodeText &one : exitCodeTexts())
        page.term(QString::number(int(one.code)), sentence(one.text));
    page.term(u"128 + signal"_s, u"Ended at once by a second Ctrl-C."_s);
}

void addExamples(ManPage &page, const QString &command)
{
    page.section(u"Examples"_s);
    for (const CommandExample &example : commandExamples()) {
        if (!command.isEmpty() && example.command != command)
            continue;
        page.paragraph(example.meaning);
        page.lines({u"%1 %2 %3"_s.arg(programName(), example.command, example.arguments)});
    }
}

void addSources(ManPage &page)
{
    page.paragraph(
        u"A setting comes from the command line, or else from the environment, or else from the "
        u"file .env in the current folder or the file of --env-file, or else has its default. A "
        u"value that is not allowed stops the program at its start with the exit code 3."_s);
}

} // namespace

QString nameOf(const Command &command)
{
    return programName() + u'-' + command.name();
}

ManPage program(const Program &program)
{
    const Command &standard = *program.commands().front();
    ManPage page(programName(), 1, u"record Binance USDT-M futures order flow"_s);
    page.section(u"Synopsis"_s);
    page.lines({programName() + u" [COMMAND] [OPTIONS]"_s});
    page.section(u"Description"_s);
    page.paragraph(
        u"Records order books and aggregate trades of Binance USDT-M futures around the clock, "
        u"writes every event once into PostgreSQL or SQLite, and keeps a ledger of what is "
        u"missing. Without a command it does what %1 does."_s.arg(standard.name()));
    page.section(u"Commands"_s);
    for (const std::unique_ptr<Command> &command : program.commands())
        page.term(command->name(), sentence(command->description()));
    page.term(u"help COMMAND"_s, u"Show the options of a command, and its settings as they are."_s);
    page.section(u"Options"_s);
    addOptions(page, Command::commonOptions() + Program::ownOptions());
    page.section(u"Settings"_s);
    addSources(page);
    page.paragraph(u"%1 has all of them."_s.arg(onOneLine(settingsPage, 5)));
    addExitCodes(page);
    page.section(u"Environment"_s);
    page.paragraph(
        u"Besides the settings: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY as curl knows "
        u"them, NO_COLOR and TERM, and NOTIFY_SOCKET, WATCHDOG_USEC and JOURNAL_STREAM of "
        u"systemd."_s);
    page.section(u"Files"_s);
    page.term(u"/etc/orderflow-recorder/recorder.env"_s, u"Settings of the service."_s);
    page.term(u"/var/lib/orderflow-recorder"_s,
              u"Where the service keeps its spool, and a SQLite database."_s);
    addExamples(page, QString());
    QStringList pages;
    for (const std::unique_ptr<Command> &command : program.commands())
        pages << onOneLine(nameOf(*command), 1);
    page.seeAlso(pages + QStringList{onOneLine(settingsPage, 5), onOneLine(dashboardPage, 1)});
    return page;
}

ManPage command(const Program &program, const Command &command)
{
    ManPage page(nameOf(command), 1, command.description());
    page.section(u"Synopsis"_s);
    const QString argument = command.argument().syntax;
    page.lines({u"%1 %2 [OPTIONS] %3"_s.arg(programName(), command.name(), argument).trimmed()});
    page.section(u"Description"_s);
    page.paragraph(sentence(command.description()));
    if (&command == program.commands().front().get())
        page.paragraph(u"It is what the program does where no command is named."_s);
    if (!argument.isEmpty()) {
        page.section(u"Arguments"_s);
        page.term(argument, command.argument().description + u'.');
    }
    page.section(u"Options"_s);
    addOptions(page, command.options() + Command::commonOptions());
    page.section(u"Settings"_s);
    addSources(page);
    for (const SettingDefinition *setting : command.settings()) {
        addSetting(page, *setting,
                   setting->isOption()
                       ? u"--%1 VALUE, %2"_s.arg(setting->optionName(), setting->name)
                       : QString(setting->name));
    }
    addExitCodes(page);
    addExamples(page, command.name());
    page.seeAlso({onOneLine(programName(), 1), onOneLine(settingsPage, 5)});
    return page;
}

ManPage settings()
{
    ManPage page(settingsPage, 5, u"settings of the order flow recorder"_s);
    page.section(u"Description"_s);
    page.paragraph(
        u"A file of lines NAME=value, such as .env in the current folder, or "
        u"/etc/orderflow-recorder/recorder.env of the service. Lines that begin with # are "
        u"comments. ${NAME} and ${NAME:-otherwise} stand for a value of the environment or of an "
        u"earlier line. The same names may be set in the environment, and as options on the "
        u"command line: SYMBOLS_FUTURES is --symbols-futures."_s);
    addSources(page);
    page.section(u"Settings"_s);
    for (const SettingDefinition &setting : settingDefinitions()) {
        addSetting(page, setting, setting.name);
        if (!setting.isOption())
            page.more(u"Never on the command line, which others on the machine can read."_s);
    }
    page.seeAlso({onOneLine(programName(), 1), onOneLine(dashboardPage, 1)});
    return page;
}

ManPage dashboard(const ProgramWords &words)
{
    ManPage page(words.name, 1, u"dashboard of the order flow recorder"_s);
    page.section(u"Synopsis"_s);
    page.lines({words.name + u" [OPTIONS]"_s});
    page.section(u"Description"_s);
    page.paragraph(
        u"A window that records Binance USDT-M futures order flow with a recorder of its own, or "
        u"watches one that runs elsewhere, and shows what it captures and what is missing."_s);
    page.section(u"Options"_s);
    for (const OptionWords &option : words.options)
        page.term(option.shown(), sentence(option.description));
    page.paragraph(u"%1 tells what each setting may be."_s.arg(onOneLine(settingsPage, 5)));
    page.section(u"Files"_s);
    page.term(u"~/.config/orderflow-recorder/settings.env"_s,
              u"Settings, where there is no .env in the current folder."_s);
    page.term(u"~/.config/orderflow-recorder/dashboard.ini"_s, u"How the window is arranged."_s);
    page.seeAlso({onOneLine(programName(), 1), onOneLine(settingsPage, 5)});
    return page;
}

QByteArray settingsExample()
{
    QString text =
        u"# Settings of the recorder; orderflow-recorder.env(5) tells more. Those that "
        u"begin with #\n# have their defaults. A change holds from the next start on.\n"_s;
    for (const SettingDefinition &setting : settingDefinitions()) {
        text += u"\n# "_s + sentence(setting.help) + u'\n';
        text += u"# Allowed: "_s + QString(setting.allowed) + u".\n#"_s + setting.name + u'=' +
                setting.defaultValue + u'\n';
    }
    return text.toUtf8();
}

} // namespace Orderflow::Pages
