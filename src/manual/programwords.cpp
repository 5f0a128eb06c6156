#include "programwords.h"

#include "settings/settingdefinitions.h"

#include <QRegularExpression>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// What the setting of this option takes.
QStringList choicesOfOption(const QString &longName)
{
    for (const SettingDefinition &setting : settingDefinitions()) {
        if (setting.isOption() && setting.optionName() == longName)
            return QString(setting.choices).split(u' ', Qt::SkipEmptyParts);
    }
    return {};
}

/// The lower-case words of an argument such as `[list | retry | export [FILE]]`.
QStringList wordsOf(const QString &syntax)
{
    static const QRegularExpression word(u"\\b[a-z][a-z-]+\\b"_s);
    QStringList words;
    for (auto match = word.globalMatch(syntax); match.hasNext();)
        words << match.next().captured();
    return words;
}

CommandWords commandWords(const Command &command)
{
    CommandWords words{.name = command.name(), .description = command.description()};
    for (const QCommandLineOption &option : command.allOptions())
        words.options << optionWords(option);
    words.arguments = wordsOf(command.argument().syntax);
    words.takesFiles = command.argument().syntax.contains("FILE"_L1);
    return words;
}

} // namespace

QString OptionWords::shown() const
{
    const QString all = names.join(u", "_s);
    return valueName.isEmpty() ? all : all + u' ' + valueName;
}

OptionWords optionWords(const QCommandLineOption &option)
{
    OptionWords words{.valueName = option.valueName(), .description = option.description()};
    for (const QString &name : option.names())
        words.names << (name.size() == 1 ? u"-"_s : u"--"_s) + name;
    words.choices = choicesOfOption(option.names().constLast());
    return words;
}

ProgramWords ProgramWords::of(const Program &program)
{
    ProgramWords words{.name = programName()};
    for (const std::unique_ptr<Command> &command : program.commands())
        words.commands << commandWords(*command);
    for (const QCommandLineOption &option : Command::commonOptions() + Program::ownOptions())
        words.options << optionWords(option);
    CommandWords help{.name = u"help"_s, .description = u"show the options of a command"_s};
    for (const CommandWords &command : std::as_const(words.commands))
        help.arguments << command.name;
    words.commands << help;
    return words;
}

ProgramWords ProgramWords::ofHelp(const QString &name, const QString &help)
{
    ProgramWords words{.name = name};
    static const QRegularExpression first(
        u"^  (?<names>-[-\\w]+(?:, -[-\\w]+)*)(?: <(?<value>[^>]+)>)?(?:  +(?<text>.*))?$"_s);
    for (const QString &line : help.split(u'\n')) {
        const auto match = first.match(line);
        if (match.hasMatch()) {
            OptionWords option;
            option.names = match.captured(u"names"_s).split(u", "_s);
            option.valueName = match.captured(u"value"_s);
            option.description = match.captured(u"text"_s);
            option.choices = choicesOfOption(option.names.constLast().mid(2));
            words.options << option;
        } else if (line.startsWith("   "_L1) && !words.options.isEmpty()) {
            QString &description = words.options.last().description;
            description = QString(description + u' ' + line.trimmed()).trimmed();
        }
    }
    return words;
}

} // namespace Orderflow
