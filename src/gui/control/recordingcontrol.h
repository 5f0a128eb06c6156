#pragma once

#include "gui/control/closequestion.h"
#include "gui/source/ownrecorder.h"
#include "settings/settingsloader.h"

#include <QAction>
#include <QObject>
#include <QPointer>
#include <QSettings>

#include <optional>

namespace Orderflow {

class CheckupDialog;
class DatabaseDialog;
class SettingsDialog;

/// What the control needs to edit settings and to remember answers.
struct RecordingControlSetup
{
    /// What the program was started with.
    SettingsSources sources;
    /// Where changed settings are kept; the file may not be there yet.
    QString settingsFile;
    /// Where answers of the user are remembered; outlives the control, and may be null.
    QSettings *kept = nullptr;
};

/// What the user can tell the window's own recorder: the actions of the menu and the tool bar, and
/// what becomes of the recording when the window closes.
class RecordingControl final : public QObject
{
    Q_OBJECT

public:
    /// `recorder` outlives it; dialogs are children of `window`.
    RecordingControl(OwnRecorder &recorder, QWidget &window, RecordingControlSetup setup = {});

    /// Whether the window may close now. Where something is recorded, the user is asked first, and
    /// the window closes later, is hidden, or stays.
    bool mayClose();

    /// Stops in order and closes the window then, without a question: for signals.
    void quit();

    /// The desktop's session ends, and waits for its programs but for no answers: from now on the
    /// window closes at once, and the recorder stops in order when it is destroyed. Called by the
    /// session by itself.
    void endWithSession();

    /// As quit(), after a question where something is recorded: for a menu.
    void askToQuit();

    /// Whether a window that is hidden can be brought back.
    void setHasTray(bool hasTray) { m_hasTray = hasTray; }

    /// Restarts where it records, so that changed settings hold.
    void restart();

    void openSettings();

    /// Looks at what the next start needs.
    void openCheckup();

    /// Makes the tables, or brings them up to date.
    void openDatabase();

    /// Separators are null.
    QList<QAction *> actions() const { return m_actions; }
    QAction *startAction() const { return m_start; }
    QAction *stopAction() const { return m_stop; }
    /// For a menu; hidden where the question on closing is asked anyway. Not among actions().
    QAction *askAgainAction() const { return m_askAgain; }

signals:
    /// Nothing is recorded any more, and the window is closed: the program is to end.
    void quitRequested();
    /// Saved by the user; those of the recorder hold from its next start.
    void settingsChanged(const Orderflow::LoadedSettings &settings);

private:
    QAction *addAction(const QIcon &icon, const QString &text, const QString &name);
    void createActions();
    void showRunning(bool isRunning);
    void enableActions();
    void showFailure(const QString &message);
    void onAnswered(CloseQuestion::Answer answer);
    void onSettingsSaved(const LoadedSettings &settings);
    void offerRestart();
    const OwnRecorderSettings &nextSettings() const;
    void onEnded();

    OwnRecorder &m_recorder;
    QWidget &m_window;
    RecordingControlSetup m_setup;
    CloseQuestion m_question;
    QPointer<SettingsDialog> m_settings;
    CheckupDialog *m_checkup = nullptr;
    DatabaseDialog *m_database = nullptr;
    /// For when what runs has ended.
    std::optional<OwnRecorderSettings> m_nextSettings;
    bool m_hasTray = false;
    bool m_quitsWhenStopped = false;
    bool m_startsWhenStopped = false;
    bool m_sessionEnds = false;
    QList<QAction *> m_actions;
    QAction *m_start = nullptr;
    QAction *m_stop = nullptr;
    QAction *m_askAgain = nullptr;
};

} // namespace Orderflow
