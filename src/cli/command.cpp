#include "command.h"

#include "helptext.h"
#include "process/logging.h"
#include "settings/nearname.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

const QCommandLineOption &envFileOption()
{
    static const QCommandLineOption option(
        u"env-file"_s, u"read settings from FILE, which must exist, instead of .env"_s, u"FILE"_s);
    return option;
}

const QCommandLineOption &helpOption()
{
    static const QCommandLineOption option({u"h"_s, u"help"_s}, u"show this help"_s);
    return option;
}

QString withDashes(const QString &option)
{
    return (option.size() == 1 ? u"-"_s : u"--"_s) + option;
}

} // namespace

ExitCode CommandCall::fail(ExitCode code, const QString &message) const
{
    context.out.flush();
    context.say(LogLevel::Error, message);
    return code;
}

Command::Command(const QString &name, const QString &description, Settings settings)
    : m_name(name)
    , m_description(description)
{
    for (const SettingDefinition &definition : settingDefinitions()) {
        if (isUsed(definition, settings))
            m_settings << &definition;
    }
}

bool Command::isUsed(const SettingDefinition &definition, Settings settings)
{
    const bool isLog = definition.name.startsWith("LOG_"_L1);
    const bool isDatabase = definition.name == "DB_URL"_L1;
    const bool isLayout = definition.name.startsWith("STORAGE_"_L1);
    switch (settings) {
    case Settings::None:
        return isLog;
    case Settings::Database:
        return isLog || isDatabase;
    case Settings::Schema:
        return isLog || isDatabase || isLayout;
    case Settings::Spool:
        return isLog || isDatabase || definition.name == "SPOOL_FILE"_L1;
    case Settings::Exchange:
        return isLog || isDatabase || isLayout ||
               definition.name == "BINANCE_REST_FUTURES_BASE_URL"_L1 ||
               definition.name == "TLS_CA_FILE"_L1;
    case Settings::Remote:
        return isLog || definition.name == "TLS_CA_FILE"_L1 || definition.name == "STATUS_TOKEN"_L1;
    case Settings::Recording:
        return !definition.name.startsWith("BINANCE_"_L1) && !definition.name.startsWith("TLS_"_L1);
    case Settings::All:
        break;
    }
    return true;
}

QList<QCommandLineOption> Command::commonOptions()
{
    return {envFileOption(), helpOption()};
}

QList<QCommandLineOption> Command::allOptions() const
{
    QList<QCommandLineOption> all = m_options;
    for (const SettingDefinition *setting : m_settings) {
        if (setting->isOption())
            all << QCommandLineOption(setting->optionName(), setting->help, u"VALUE"_s);
    }
    return all << commonOptions();
}

ExitCode Command::run(const QStringList &arguments, CommandContext &context)
{
    QCommandLineParser parser;
    parser.addOptions(allOptions());
    const bool isParsed = parser.parse(QStringList(m_name) + arguments);
    if (parser.isSet(helpOption())) {
        context.out << helpText(arguments, context) << Qt::flush;
        return ExitCode::Success;
    }

    const LoadedSettings settings = load(parser, context);
    const CommandCall call{parser, settings, context};
    if (context.logging)
        context.logging->apply(settings);
    if (!isParsed && parser.unknownOptionNames().isEmpty())
        return call.fail(ExitCode::UsageError, parser.errorText());
    if (const ExitCode code = checkArguments(parser, context); code != ExitCode::Success)
        return code;

    if (m_badSettings == BadSettings::LeftToCommand)
        return execute(call);
    const bool isGood = report(settings, context);
    if (!isGood && m_badSettings == BadSettings::End)
        return ExitCode::BadSetting;
    const ExitCode code = execute(call);
    return isGood ? code : ExitCode::BadSetting;
}

QStringList Command::optionNames() const
{
    QStringList names{u"version"_s};
    for (const QCommandLineOption &option : allOptions())
        names << option.names();
    return names;
}

ExitCode Command::checkArguments(const QCommandLineParser &parser, CommandContext &context) const
{
    const QString hint = u"\nSee '%1 help %2'.\n"_s.arg(programName(), m_name);
    for (const QString &unknown : parser.unknownOptionNames()) {
        context.err << programName() << u": "_s << m_name << u" has no option "_s
                    << withDashes(unknown);
        if (const std::optional<QString> near = nearestName(unknown, optionNames()))
            context.err << u"; did you mean "_s << withDashes(*near) << u'?';
        context.err << hint << Qt::flush;
        return ExitCode::UsageError;
    }

    const QStringList given = parser.positionalArguments();
    if (given.size() > m_argument.most) {
        context.err << programName() << u": "_s << m_name << u" takes no argument \""_s
                    << given.at(m_argument.most) << u"\"; a command comes before all options"_s
                    << hint << Qt::flush;
        return ExitCode::UsageError;
    }
    if (given.size() < m_argument.least) {
        context.err << programName() << u": "_s << m_name << u" needs "_s << m_argument.syntax
                    << u": "_s << m_argument.description << hint << Qt::flush;
        return ExitCode::UsageError;
    }
    return ExitCode::Success;
}

LoadedSettings Command::load(const QCommandLineParser &parser, const CommandContext &context) const
{
    SettingsSources sources;
    sources.environment = context.environment;
    for (const SettingDefinition *setting : m_settings) {
        if (setting->isOption() && parser.isSet(setting->optionName()))
            sources.commandLine.insert(setting->name, parser.value(setting->optionName()));
    }
    QList<SettingProblem> problems;
    if (parser.isSet(envFileOption()) && parser.value(envFileOption()).isEmpty()) {
        problems.append({QString(), u"--env-file is empty; it takes the name of a file"_s});
    } else {
        auto file = readEnvFile(context.folder, parser.value(envFileOption()));
        if (file)
            sources.envFile = std::move(*file);
        else
            problems.append({QString(), file.error()});
    }
    LoadedSettings settings = loadSettings(sources);
    settings.problems = problems + settings.problems;
    adjust(&settings);
    return settings;
}

bool Command::report(const LoadedSettings &settings, CommandContext &context) const
{
    bool isGood = true;
    for (const SettingProblem &problem : settings.problems) {
        const bool concernsUs =
            problem.name.isEmpty() || m_settings.contains(findSetting(problem.name));
        if (!concernsUs)
            continue;
        isGood = false;
        context.say(LogLevel::Error, problem.message);
    }
    for (const QString &warning : settings.warnings)
        context.say(LogLevel::Warning, warning);
    return isGood;
}

QString Command::settingsHelp(const QStringList &arguments, const CommandContext &context) const
{
    QCommandLineParser parser;
    parser.addOptions(allOptions());
    parser.parse(QStringList(m_name) + arguments);
    const LoadedSettings loaded = load(parser, context);

    QString text = u"Settings, from the command line, else the environment, else .env:\n"_s;
    for (const SettingValue &value : loaded.values) {
        if (m_settings.contains(value.definition))
            text += HelpText::settingEntry(value);
    }
    for (const SettingProblem &problem : loaded.problems)
        text += HelpText::wrapped(u"Not usable: "_s + problem.message, 0);
    return text;
}

QString Command::helpText(const QStringList &arguments, const CommandContext &context) const
{
    QString usage = u"Usage: %1 %2 [options]"_s.arg(programName(), m_name);
    if (!m_argument.syntax.isEmpty())
        usage += u' ' + m_argument.syntax;
    QString text = usage + u"\n\n"_s + HelpText::wrapped(m_description, 0) + u'\n';
    if (!m_argument.syntax.isEmpty()) {
        text +=
            u"Arguments:\n"_s + HelpText::entry(m_argument.syntax, m_argument.description) + u'\n';
    }
    text += u"Options:\n"_s;
    for (const QCommandLineOption &option : m_options)
        text += HelpText::optionEntry(option);
    for (const QCommandLineOption &option : commonOptions())
        text += HelpText::optionEntry(option);
    return text + u'\n' + settingsHelp(arguments, context) + u'\n' + HelpText::exitCodes();
}

} // namespace Orderflow
