#include "gui/dashboardoptions.h"

#include "process/libraryversions.h"
#include "remote/remoteaccess.h"
#include "remote/remoteaddress.h"
#include "settings/settingdefinitions.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// Every setting is an option, as in the command line program.
void addOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(DashboardOptions::tr(
        "Records Binance USDT-M futures order flow, and shows what it captures."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOption({u"start"_s, DashboardOptions::tr("Start recording at once.")});
    parser.addOption({u"attach"_s,
                      DashboardOptions::tr(
                          "Watch a recorder that runs elsewhere: ws:// or wss://, or host:port."),
                      u"URL"_s});
    parser.addOption({u"token-file"_s,
                      DashboardOptions::tr(
                          "With --attach, a file with the recorder's STATUS_TOKEN, instead of that "
                          "setting."),
                      u"FILE"_s});
    parser.addOption(
        {u"env-file"_s, DashboardOptions::tr("Settings from FILE instead of ./.env."), u"FILE"_s});
    for (const SettingDefinition &definition : settingDefinitions())
        if (definition.isOption())
            parser.addOption({definition.optionName(),
                              QCoreApplication::translate("Setting", definition.help.data()),
                              u"VALUE"_s});
}

/// Where the dashboard keeps settings that it was not started with.
QString ownFile()
{
    return QDir(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation))
        .filePath(u"settings.env"_s);
}

QString settingsFileOf(const QCommandLineParser &parser)
{
    if (parser.isSet(u"env-file"_s))
        return parser.value(u"env-file"_s);
    return QFileInfo(u".env"_s).isFile() ? u".env"_s : ownFile();
}

tl::expected<SettingsSources, QString> readSources(const QCommandLineParser &parser,
                                                   const QString &file,
                                                   const QProcessEnvironment &environment)
{
    SettingsSources sources;
    sources.environment = environment;
    if (parser.isSet(u"env-file"_s) || QFileInfo::exists(file)) {
        const auto envFile = readEnvFile(QDir::currentPath(), file);
        if (!envFile)
            return tl::make_unexpected(envFile.error());
        sources.envFile = *envFile;
    }
    for (const SettingDefinition &definition : settingDefinitions()) {
        if (definition.isOption() && parser.isSet(definition.optionName()))
            sources.commandLine.insert(definition.name, parser.value(definition.optionName()));
    }
    return sources;
}

tl::expected<RemoteOptions, QString> readAttach(const QCommandLineParser &parser,
                                                LoadedSettings &settings,
                                                const QProcessEnvironment &environment)
{
    const auto address = parseRemoteAddress(parser.value(u"attach"_s));
    if (!address)
        return tl::make_unexpected(address.error());
    RemoteOptions options{.address = *address};
    options.token = settings.statusServer.token.toLatin1();
    if (parser.isSet(u"token-file"_s)) {
        const auto token = readTokenFile(parser.value(u"token-file"_s), u"--token-file"_s);
        if (!token)
            return tl::make_unexpected(token.error());
        options.token = *token;
        settings.secrets.append(QString::fromLatin1(*token));
    }
    const auto network = remoteNetworkAccess(settings.recorder, environment);
    if (!network)
        return tl::make_unexpected(network.error());
    options.network = *network;
    const QString warning = options.token.isEmpty() ? QString() : plainTokenWarning(*address);
    if (!warning.isEmpty())
        settings.warnings.append(warning);
    return options;
}

} // namespace

QStringList DashboardOptions::problems() const
{
    QStringList messages;
    for (const SettingProblem &problem : settings.problems)
        messages.append(problem.message);
    return messages;
}

tl::expected<DashboardOptions, QStringList>
DashboardOptions::read(const QStringList &arguments, const QProcessEnvironment &environment,
                       const QString &commit)
{
    QCommandLineParser parser;
    addOptions(parser);
    const auto refuse = [](const QString &message) {
        return tl::make_unexpected(QStringList{message});
    };
    if (!parser.parse(arguments))
        return refuse(tr("%1 --help lists the options.").arg(parser.errorText()));
    if (!parser.positionalArguments().isEmpty()) {
        return refuse(tr("%1 is no option. --help lists the options.")
                          .arg(parser.positionalArguments().constFirst()));
    }
    DashboardOptions options;
    if (parser.isSet(u"help"_s)) {
        options.text = parser.helpText();
        return options;
    }
    if (parser.isSet(u"version"_s)) {
        options.text = versionText(QCoreApplication::applicationName() + u' ' +
                                       QCoreApplication::applicationVersion(),
                                   commit);
        return options;
    }
    if (parser.isSet(u"token-file"_s) && !parser.isSet(u"attach"_s))
        return refuse(tr("--token-file goes with --attach."));
    if (parser.isSet(u"start"_s) && parser.isSet(u"attach"_s))
        return refuse(tr("--start and --attach do not go together: what is watched elsewhere is "
                         "started there."));
    options.settingsFile = settingsFileOf(parser);
    options.startsAtOnce = parser.isSet(u"start"_s);
    auto sources = readSources(parser, options.settingsFile, environment);
    if (!sources)
        return refuse(sources.error());
    options.sources = std::move(*sources);
    options.settings = loadSettings(options.sources);
    if (parser.isSet(u"attach"_s)) {
        if (!options.settings.problems.isEmpty())
            return tl::make_unexpected(options.problems());
        auto attach = readAttach(parser, options.settings, environment);
        if (!attach)
            return refuse(attach.error());
        options.attach = std::move(*attach);
    }
    return options;
}

} // namespace Orderflow
