#pragma once

#include "clock.h"
#include "gui/control/traynotices.h"
#include "gui/source/statussource.h"

#include <QMenu>
#include <QSystemTrayIcon>
#include <QTimer>

namespace Orderflow {

class RecordingControl;

/// The icon in the desktop's tray: how the recording stands, with the window out of sight too, and
/// a message when that changes. Does nothing on a desktop without a tray.
class TrayIcon final : public QObject
{
    Q_OBJECT

public:
    /// `source`, `window` and `clock` outlive it.
    TrayIcon(StatusSource &source, QWidget &window, const Clock &clock, QObject *parent = nullptr);
    ~TrayIcon() override;

    /// Its actions come into the menu, and the window may hide. `control` outlives it.
    void addControl(RecordingControl &control);

    QMenu &menu() { return m_menu; }
    const QSystemTrayIcon &icon() const { return m_icon; }

    /// Looks at the status now; by itself it does so once a second.
    void look();

signals:
    /// Of a window without a recorder of its own, nothing keeps the program from ending.
    void quitRequested();
    /// What is told, also where the desktop shows no messages.
    void told(const Orderflow::TrayNotices::Notice &notice);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showHealth(Health health);
    void toggleWindow();
    void showWindow();
    void nameToggle();

    StatusSource &m_source;
    QWidget &m_window;
    const Clock &m_clock;
    RecordingControl *m_control = nullptr;
    TrayNotices m_notices;
    std::optional<Health> m_shownHealth;
    QMenu m_menu;
    QAction *m_toggle;
    QAction *m_quit;
    QSystemTrayIcon m_icon;
    QTimer m_timer;
};

/// Takes `window` out of sight. Until it is shown again, a box that closes is the last window, and
/// does not end the program.
void hideToTray(QWidget &window);

/// What the icon says when the pointer is over it: the verdict, and a few figures.
QString trayText(const ShownStatus &shown);

} // namespace Orderflow
