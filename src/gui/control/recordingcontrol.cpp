#include "gui/control/recordingcontrol.h"

#include "gui/control/checkupdialog.h"
#include "gui/control/controlicons.h"
#include "gui/control/databasedialog.h"
#include "gui/control/settingsdialog.h"
#include "gui/control/trayicon.h"

#include <QApplication>
#include <QMessageBox>
#include <QPushButton>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using ControlIcons::Glyph;

RecordingControl::RecordingControl(OwnRecorder &recorder, QWidget &window,
                                   RecordingControlSetup setup)
    : m_recorder(recorder)
    , m_window(window)
    , m_setup(std::move(setup))
    , m_question(window, m_setup.kept)
{
    createActions();
    connect(&m_question, &CloseQuestion::answered, this, &RecordingControl::onAnswered);
    connect(&recorder, &OwnRecorder::runningChanged, this, &RecordingControl::showRunning);
    connect(&recorder, &OwnRecorder::failed, this, &RecordingControl::showFailure);
    connect(qApp, &QGuiApplication::commitDataRequest, this, &RecordingControl::endWithSession,
            Qt::DirectConnection);
    showRunning(recorder.isRunning());
}

QAction *RecordingControl::addAction(const QIcon &icon, const QString &text, const QString &name)
{
    auto *action = new QAction(icon, text, this);
    action->setObjectName(name);
    m_actions.append(action);
    return action;
}

void RecordingControl::createActions()
{
    m_start = addAction(ControlIcons::of(Glyph::Start), tr("&Start"), u"startAction"_s);
    m_start->setShortcut(Qt::CTRL | Qt::Key_R);
    m_start->setToolTip(tr("Start recording (Ctrl+R)"));
    connect(m_start, &QAction::triggered, &m_recorder, &OwnRecorder::start);
    m_stop = addAction(ControlIcons::of(Glyph::Stop), tr("S&top"), u"stopAction"_s);
    m_stop->setShortcut(Qt::CTRL | Qt::Key_T);
    m_stop->setToolTip(tr("Write what has come in and stop (Ctrl+T)"));
    connect(m_stop, &QAction::triggered, &m_recorder, &OwnRecorder::stop);
    auto *separator = new QAction(this);
    separator->setSeparator(true);
    m_actions.append(separator);
    if (!m_setup.settingsFile.isEmpty()) {
        QAction *settings =
            addAction(ControlIcons::of(Glyph::Settings), tr("S&ettings…"), u"settingsAction"_s);
        settings->setShortcut(Qt::CTRL | Qt::Key_Comma);
        settings->setMenuRole(QAction::PreferencesRole);
        settings->setToolTip(tr("What is recorded, from where and into what (Ctrl+,)"));
        connect(settings, &QAction::triggered, this, &RecordingControl::openSettings);
    }
    QAction *checkup =
        addAction(ControlIcons::of(Glyph::Test), tr("Test &connections…"), u"checkupAction"_s);
    checkup->setShortcut(Qt::CTRL | Qt::Key_K);
    checkup->setToolTip(tr("Look at database, spool and exchange (Ctrl+K)"));
    connect(checkup, &QAction::triggered, this, &RecordingControl::openCheckup);
    QAction *database =
        addAction(ControlIcons::of(Glyph::Database), tr("&Database…"), u"databaseAction"_s);
    database->setShortcut(Qt::CTRL | Qt::Key_D);
    database->setToolTip(tr("Make the tables, or bring them up to date (Ctrl+D)"));
    connect(database, &QAction::triggered, this, &RecordingControl::openDatabase);
    m_askAgain = new QAction(tr("&Ask again on closing"), this);
    m_askAgain->setObjectName(u"askAgainAction"_s);
    m_askAgain->setVisible(m_question.isAnswered());
    connect(m_askAgain, &QAction::triggered, this, [this] {
        m_question.forgetAnswer();
        m_askAgain->setVisible(false);
    });
}

void RecordingControl::enableActions()
{
    const bool isRunning = m_recorder.isRunning();
    m_start->setEnabled(!isRunning && !(m_database && m_database->isWorking()));
    m_stop->setEnabled(isRunning);
}

void RecordingControl::showRunning(bool isRunning)
{
    enableActions();
    if (m_database)
        m_database->setRecording(isRunning);
    if (!isRunning) {
        // The recorder is in the middle of telling its end.
        QMetaObject::invokeMethod(this, &RecordingControl::onEnded, Qt::QueuedConnection);
    }
}

void RecordingControl::onEnded()
{
    if (m_recorder.isRunning())
        return;
    if (m_nextSettings)
        m_recorder.setSettings(*std::exchange(m_nextSettings, std::nullopt));
    if (m_quitsWhenStopped) {
        m_window.close();
        emit quitRequested();
    } else if (std::exchange(m_startsWhenStopped, false)) {
        m_recorder.start();
    }
}

bool RecordingControl::mayClose()
{
    if (!m_recorder.isRunning() || m_sessionEnds)
        return true;
    if (!m_quitsWhenStopped)
        m_question.ask(m_hasTray);
    return false;
}

void RecordingControl::onAnswered(CloseQuestion::Answer answer)
{
    m_askAgain->setVisible(m_question.isAnswered());
    if (answer == CloseQuestion::Answer::StopAndQuit)
        quit();
    else if (m_hasTray)
        hideToTray(m_window);
    else
        m_window.showMinimized();
}

void RecordingControl::quit()
{
    m_quitsWhenStopped = true;
    m_question.cancel();
    if (m_recorder.isRunning())
        m_recorder.stop();
    else
        onEnded();
}

void RecordingControl::endWithSession()
{
    m_sessionEnds = true;
    m_question.cancel();
}

void RecordingControl::askToQuit()
{
    if (!m_recorder.isRunning()) {
        quit();
        return;
    }
    if (m_window.findChild<QMessageBox *>(u"quitQuestion"_s))
        return;
    auto *box = new QMessageBox(QMessageBox::Question, tr("Quit"),
                                tr("Stop the recording and quit?"), QMessageBox::Cancel, &m_window);
    box->setObjectName(u"quitQuestion"_s);
    QPushButton *stop = box->addButton(tr("&Stop and quit"), QMessageBox::AcceptRole);
    stop->setObjectName(u"stopButton"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(box, &QMessageBox::accepted, this, &RecordingControl::quit);
    connect(stop, &QPushButton::clicked, this, &RecordingControl::quit);
    box->open();
}

void RecordingControl::restart()
{
    m_startsWhenStopped = true;
    if (m_recorder.isRunning())
        m_recorder.stop();
    else
        onEnded();
}

void RecordingControl::openSettings()
{
    if (!m_settings) {
        m_settings =
            new SettingsDialog(SettingsDraft(m_setup.sources, m_setup.settingsFile), &m_window);
        m_settings->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_settings, &SettingsDialog::saved, this, &RecordingControl::onSettingsSaved);
        m_settings->open();
    }
    m_settings->raise();
    m_settings->activateWindow();
}

const OwnRecorderSettings &RecordingControl::nextSettings() const
{
    return m_nextSettings ? *m_nextSettings : m_recorder.settings();
}

void RecordingControl::openCheckup()
{
    // Kept, so that closing it never waits for a database that does not answer.
    if (!m_checkup) {
        m_checkup = new CheckupDialog(
            [this] { return std::make_unique<Checkup>(nextSettings().recorder, CheckupOptions()); },
            &m_window);
    }
    m_checkup->show();
    m_checkup->raise();
    m_checkup->activateWindow();
    m_checkup->run();
}

void RecordingControl::openDatabase()
{
    // Kept, so that its work goes on when it is closed.
    if (!m_database) {
        m_database = new DatabaseDialog(
            [this] {
                const RecorderSettings &settings = nextSettings().recorder;
                return DatabaseWork::Settings{settings.databaseUrl, settings.storeOptions, {}};
            },
            &m_window);
        connect(m_database, &DatabaseDialog::workingChanged, this,
                &RecordingControl::enableActions);
        m_database->setRecording(m_recorder.isRunning());
    }
    m_database->show();
    m_database->raise();
    m_database->activateWindow();
    m_database->look();
}

void RecordingControl::onSettingsSaved(const LoadedSettings &settings)
{
    m_setup.sources = m_settings->draft().sources();
    OwnRecorderSettings next{settings.recorder, settings.statusServer};
    if (m_recorder.isRunning()) {
        m_nextSettings = std::move(next);
        offerRestart();
    } else {
        m_recorder.setSettings(std::move(next));
    }
    emit settingsChanged(settings);
}

void RecordingControl::offerRestart()
{
    auto *box = new QMessageBox(QMessageBox::Question, tr("Settings"),
                                tr("Restart the recording now?"), QMessageBox::NoButton, &m_window);
    box->setObjectName(u"restartQuestion"_s);
    box->setInformativeText(tr("The settings are saved, and hold from the next start. A restart "
                               "writes what has come in first; what the exchange sends meanwhile "
                               "is missed, and the trades among it are fetched again."));
    QPushButton *now = box->addButton(tr("&Restart now"), QMessageBox::AcceptRole);
    now->setObjectName(u"restartButton"_s);
    QPushButton *later = box->addButton(tr("&Later"), QMessageBox::RejectRole);
    box->setDefaultButton(now);
    box->setEscapeButton(later);
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(now, &QPushButton::clicked, this, &RecordingControl::restart);
    box->open();
}

void RecordingControl::showFailure(const QString &message)
{
    m_startsWhenStopped = false;
    if (m_quitsWhenStopped)
        return;
    auto *box = new QMessageBox(QMessageBox::Critical, tr("Orderflow Recorder"),
                                tr("Recording cannot go on."), QMessageBox::Close, &m_window);
    box->setObjectName(u"failure"_s);
    box->setInformativeText(message);
    box->setAttribute(Qt::WA_DeleteOnClose);
    for (QAction *action : std::as_const(m_actions)) {
        if (action == m_start || action == m_stop || action->isSeparator())
            continue;
        QPushButton *help = box->addButton(action->text(), QMessageBox::ActionRole);
        help->setObjectName(action->objectName());
        connect(help, &QPushButton::clicked, action, &QAction::trigger);
    }
    box->open();
}

} // namespace Orderflow
