#include "gui/mainwindow.h"

#include "process/logging.h"
#include "process/posixsignals.h"
#include "settings/settingdefinitions.h"
#include "settings/settingsloader.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QMessageBox>
#include <QTimer>

#include <chrono>
#include <cstdio>
#include <utility>

#include <unistd.h>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

/// Every setting is an option, as in the command line program.
void addOptions(QCommandLineParser *parser)
{
    parser->setApplicationDescription(
        QCoreApplication::translate("main", "Records Binance USDT-M futures order flow, and shows "
                                            "what it captures."));
    parser->addHelpOption();
    parser->addVersionOption();
    parser->addOption(
        {u"start"_s, QCoreApplication::translate("main", "Start recording at once.")});
    parser->addOption({u"env-file"_s,
                       QCoreApplication::translate("main", "Settings from FILE instead of ./.env."),
                       u"FILE"_s});
    for (const SettingDefinition &definition : settingDefinitions())
        if (definition.isOption())
            parser->addOption({definition.optionName(), definition.help, u"VALUE"_s});
}

/// The settings, or what is wrong with them in sentences for the user.
tl::expected<LoadedSettings, QStringList> load(const QCommandLineParser &parser)
{
    SettingsSources sources;
    sources.environment = QProcessEnvironment::systemEnvironment();
    const auto envFile = readEnvFile(QDir::currentPath(), parser.value(u"env-file"_s));
    if (!envFile)
        return tl::unexpected(QStringList{envFile.error()});
    sources.envFile = *envFile;
    for (const SettingDefinition &definition : settingDefinitions()) {
        if (definition.isOption() && parser.isSet(definition.optionName()))
            sources.commandLine.insert(definition.name, parser.value(definition.optionName()));
    }

    LoadedSettings settings = loadSettings(sources);
    if (settings.problems.isEmpty())
        return settings;
    QStringList messages;
    for (const SettingProblem &problem : std::as_const(settings.problems))
        messages.append(problem.message);
    return tl::unexpected(messages);
}

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"orderflow-recorder"_s);
    QCoreApplication::setApplicationVersion(QString::fromLatin1(ORDERFLOW_VERSION));
    QGuiApplication::setApplicationDisplayName(u"Orderflow Recorder"_s);

    Logging logging(
        [](const QByteArray &text) {
            std::fwrite(text.constData(), 1, std::size_t(text.size()), stderr);
        },
        logOutputOf(STDERR_FILENO, QProcessEnvironment::systemEnvironment()));
    QTimer logTimer;
    QObject::connect(&logTimer, &QTimer::timeout, &application, [&logging] { logging.tick(); });
    logTimer.start(std::chrono::seconds(1));
    const PosixSignals posixSignals;

    QCommandLineParser parser;
    addOptions(&parser);
    parser.process(application);
    const tl::expected<LoadedSettings, QStringList> settings = load(parser);
    if (!settings) {
        for (const QString &message : settings.error())
            qCritical().noquote() << message;
        QMessageBox::critical(nullptr, QString(), settings.error().join(u"\n\n"_s));
        return EXIT_FAILURE;
    }
    for (const QString &warning : settings->warnings)
        qWarning().noquote() << warning;

    logging.apply(*settings);

    MainWindow window(settings->recorder, RecorderOptions());
    QObject::connect(&posixSignals, &StopRequests::stopRequested, &window, &QWidget::close);
    window.show();
    if (parser.isSet(u"start"_s))
        QTimer::singleShot(0, &window, &MainWindow::startRecording);
    return QApplication::exec();
}
