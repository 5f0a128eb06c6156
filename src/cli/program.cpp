#include "program.h"

#include "backfillcommand.h"
#include "configcommand.h"
#include "democommand.h"
#include "doctorcommand.h"
#include "gapscommand.h"
#include "helptext.h"
#include "initdbcommand.h"
#include "process/libraryversions.h"
#include "recordcommand.h"
#include "replaycommand.h"
#include "settings/nearname.h"
#include "spoolcommand.h"
#include "streamscommand.h"
#include "topcommand.h"
#include "verifycommand.h"

#include <QCoreApplication>

// ncurses defines common words as macros unless it is told not to.
#define NCURSES_NOMACROS
#include <curses.h>

namespace Orderflow {

using namespace Qt::StringLiterals;

Program::Program(std::vector<std::unique_ptr<Command>> commands)
    : m_commands(std::move(commands))
{}

Program Program::make()
{
    std::vector<std::unique_ptr<Command>> commands;
    commands.push_back(std::make_unique<RecordCommand>());
    commands.push_back(std::make_unique<DemoCommand>());
    commands.push_back(std::make_unique<TopCommand>());
    commands.push_back(std::make_unique<ReplayCommand>());
    commands.push_back(std::make_unique<InitDbCommand>());
    commands.push_back(std::make_unique<BackfillCommand>());
    commands.push_back(std::make_unique<GapsCommand>());
    commands.push_back(std::make_unique<VerifyCommand>());
    commands.push_back(std::make_unique<SpoolCommand>());
    commands.push_back(std::make_unique<StreamsCommand>());
    commands.push_back(std::make_unique<ConfigCommand>());
    commands.push_back(std::make_unique<DoctorCommand>());
    return Program(std::move(commands));
}

ExitCode Program::run(const QStringList &arguments, CommandContext &context) const
{
    Command &standard = *m_commands.front();
    if (arguments.isEmpty())
        return standard.run({}, context);

    const QString &first = arguments.first();
    if (!first.startsWith(u'-')) {
        const QStringList rest = arguments.sliced(1);
        if (first == "help"_L1)
            return help(rest, context);
        if (Command *command = find(first))
            return command->run(rest, context);
        return unknownCommand(first, context);
    }
    if (arguments.contains(u"--version"_s)) {
        context.out << versionText(
                           programName() + u' ' + QLatin1StringView(ORDERFLOW_VERSION),
                           context.commit,
                           {{u"ncurses"_s, QString::fromLatin1(curses_version()).section(u' ', 1)}})
                    << Qt::flush;
        return ExitCode::Success;
    }
    if (arguments.contains(u"--help"_s) || arguments.contains(u"-h"_s)) {
        context.out << helpText(arguments, context) << Qt::flush;
        return ExitCode::Success;
    }
    return standard.run(arguments, context);
}

ExitCode Program::help(const QStringList &arguments, CommandContext &context) const
{
    if (arguments.isEmpty() || arguments.first().startsWith(u'-')) {
        context.out << helpText(arguments, context) << Qt::flush;
        return ExitCode::Success;
    }
    const Command *command = find(arguments.first());
    if (!command)
        return unknownCommand(arguments.first(), context);
    context.out << command->helpText(arguments.sliced(1), context) << Qt::flush;
    return ExitCode::Success;
}

QList<QCommandLineOption> Program::ownOptions()
{
    return {QCommandLineOption(u"version"_s,
                               u"show the version, the commit and the libraries' versions"_s)};
}

Command *Program::find(const QString &name) const
{
    for (const std::unique_ptr<Command> &command : m_commands) {
        if (command->name() == name)
            return command.get();
    }
    return nullptr;
}

ExitCode Program::unknownCommand(const QString &name, CommandContext &context) const
{
    QStringList names{u"help"_s};
    for (const std::unique_ptr<Command> &command : m_commands)
        names << command->name();
    context.err << programName() << u": there is no command \""_s << name << u'"';
    if (const std::optional<QString> near = nearestName(name, names))
        context.err << u"; did you mean "_s << *near << u'?';
    context.err << u"\nSee '"_s << programName() << u" --help'."_s << Qt::endl;
    return ExitCode::UsageError;
}

QString Program::helpText(const QStringList &arguments, const CommandContext &context) const
{
    const Command &standard = *m_commands.front();
    QString text = u"Usage: %1 [command] [options]\n\n"_s.arg(programName());
    text += HelpText::wrapped(
        u"Records Binance USDT-M futures order books and trades into a database. Without a "
        u"command it does what %1 does."_s.arg(standard.name()),
        0);
    text += u"\nCommands:\n"_s;
    for (const std::unique_ptr<Command> &command : m_commands)
        text += HelpText::entry(command->name(), command->description());
    text += HelpText::entry(u"help COMMAND"_s, u"show the options of a command"_s);
    text += u"\nOptions:\n"_s;
    for (const QCommandLineOption &option : Command::commonOptions() + ownOptions())
        text += HelpText::optionEntry(option);
    return text + u'\n' + standard.settingsHelp(arguments, context) + u'\n' + HelpText::exitCodes();
}

} // namespace Orderflow
