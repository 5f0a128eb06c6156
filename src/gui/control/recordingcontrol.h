#pragma once

#include "gui/source/ownrecorder.h"

#include <QAction>
#include <QObject>

namespace Orderflow {

/// What the user can tell the window's own recorder: the actions of the menu and the tool bar.
class RecordingControl final : public QObject
{
    Q_OBJECT

public:
    /// `recorder` outlives it; dialogs are children of `window`.
    RecordingControl(OwnRecorder &recorder, QWidget &window);

    /// Whether the window may close now. Where it may not, because something is recorded, it closes
    /// the window itself later.
    bool mayClose();

    QList<QAction *> actions() const { return {m_start, m_stop}; }

private:
    void showRunning(bool isRunning);
    void showFailure(const QString &message);

    OwnRecorder &m_recorder;
    QWidget &m_window;
    bool m_closesWhenStopped = false;
    QAction *const m_start;
    QAction *const m_stop;
};

} // namespace Orderflow
