#include "gui/control/recordingcontrol.h"
#include "gui/control/settingsdialog.h"
#include "gui/control/trayicon.h"
#include "gui/dashboardoptions.h"
#include "gui/integrity/integritypage.h"
#include "gui/languages.h"
#include "gui/mainwindow.h"
#include "gui/source/logfeed.h"
#include "gui/source/ownledger.h"
#include "gui/source/remoteledger.h"
#include "gui/source/remoterecorder.h"
#include "gui/windowicon.h"
#include "orderflowcommit.h"
#include "process/logging.h"
#include "process/posixsignals.h"

#include <QApplication>
#include <QDir>
#include <QMessageBox>
#include <QStandardPaths>
#include <QTimer>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

/// Says it on the terminal and in a box: whoever started the program from a menu has no terminal.
int refuse(const QStringList &messages)
{
    for (const QString &message : messages)
        qCritical().noquote() << message;
    QMessageBox::critical(nullptr, QString(), messages.join(u"\n\n"_s));
    return EXIT_FAILURE;
}

std::unique_ptr<QSettings> arrangement()
{
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation));
    return std::make_unique<QSettings>(folder.filePath(u"dashboard.ini"_s), QSettings::IniFormat);
}

/// Has the user solve what is wrong with the settings, as nothing can be recorded with them. False
/// where that was given up.
bool solveProblems(DashboardOptions &options, const PosixSignals &stopRequests)
{
    if (options.settings.problems.isEmpty())
        return true;
    for (const QString &message : options.problems())
        qCritical().noquote() << message;
    SettingsDialog dialog(SettingsDraft(options.sources, options.settingsFile));
    QObject::connect(&stopRequests, &StopRequests::stopRequested, &dialog, &QDialog::reject);
    // Where fields are is known once it is shown.
    QTimer::singleShot(0, &dialog, &SettingsDialog::goToProblem);
    if (dialog.exec() != QDialog::Accepted)
        return false;
    options.sources = dialog.draft().sources();
    options.settings = dialog.draft().loaded();
    return true;
}

/// What main() has made for the window.
struct Surroundings
{
    const DashboardOptions &options;
    const PosixSignals &stopRequests;
    Logging &logging;
    LogFeed &log;
};

int showRemote(const Surroundings &around)
{
    const SystemClock clock;
    RemoteRecorder source(*around.options.attach, clock);
    RemoteLedger ledger(*around.options.attach);
    MainWindow window(source, arrangement());
    window.integrity().setLedger(ledger);
    window.integrity().setLog(around.log, false);
    TrayIcon tray(source, window, clock);
    // A window that is in the tray is not the last one that closes.
    QObject::connect(&tray, &TrayIcon::quitRequested, qApp, &QCoreApplication::quit);
    QObject::connect(&around.stopRequests, &StopRequests::stopRequested, qApp,
                     &QCoreApplication::quit);
    source.start();
    window.show();
    return QApplication::exec();
}

int showOwn(const Surroundings &around)
{
    const DashboardOptions &options = around.options;
    const SystemClock clock;
    OwnRecorder source({options.settings.recorder, options.settings.statusServer},
                       RecorderOptions());
    OwnLedger ledger(source, clock);
    MainWindow window(source, arrangement());
    window.integrity().setLedger(ledger);
    window.integrity().setLog(around.log, true);
    RecordingControl &control =
        window.addControl(source, {options.sources, options.settingsFile, nullptr});
    TrayIcon tray(source, window, clock);
    tray.addControl(control);
    QObject::connect(&control, &RecordingControl::settingsChanged, &window,
                     [&around](const LoadedSettings &settings) { around.logging.apply(settings); });
    QObject::connect(&control, &RecordingControl::quitRequested, qApp, &QApplication::quit);
    QObject::connect(&around.stopRequests, &StopRequests::stopRequested, &control,
                     &RecordingControl::quit);
    window.show();
    if (options.startsAtOnce)
        QTimer::singleShot(0, &source, &OwnRecorder::start);
    return QApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"orderflow-recorder"_s);
    QCoreApplication::setApplicationVersion(QString::fromLatin1(ORDERFLOW_VERSION));
    QGuiApplication::setApplicationDisplayName(u"Orderflow Recorder"_s);
    // The desktop entry's; on X11 the application's name is StartupWMClass in it.
    QGuiApplication::setDesktopFileName(u"orderflow-recorder"_s);
    QGuiApplication::setWindowIcon(windowIcon());

    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    Logging logging(
        [](const QByteArray &text) {
            std::fwrite(text.constData(), 1, std::size_t(text.size()), stderr);
        },
        logOutputOf(STDERR_FILENO, environment));
    QTimer logTimer;
    QObject::connect(&logTimer, &QTimer::timeout, &application, [&logging] { logging.tick(); });
    logTimer.start(std::chrono::seconds(1));
    const PosixSignals posixSignals;
    const Languages languages{QLocale()};

    auto options = DashboardOptions::read(application.arguments(), environment,
                                          QString::fromLatin1(ORDERFLOW_COMMIT));
    if (!options)
        return refuse(options.error());
    if (!options->text.isEmpty()) {
        std::fputs(qPrintable(options->text), stdout);
        return EXIT_SUCCESS;
    }
    if (!solveProblems(*options, posixSignals))
        return EXIT_FAILURE;
    for (const QString &warning : options->settings.warnings)
        qWarning().noquote() << warning;
    logging.apply(options->settings);
    LogFeed log;
    logging.setSink([&log](const LogLine &line) { log.add(line); }, Logging::AlsoWrite::Yes);
    const Surroundings around{*options, posixSignals, logging, log};
    const int code = options->attach ? showRemote(around) : showOwn(around);
    logging.setSink({});
    return code;
}
