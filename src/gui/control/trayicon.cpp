#include "gui/control/trayicon.h"

#include "gui/control/controlicons.h"
#include "gui/control/recordingcontrol.h"
#include "gui/style/format.h"
#include "gui/style/theme.h"

#include <QApplication>
#include <QEvent>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

TrayIcon::TrayIcon(StatusSource &source, QWidget &window, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_window(window)
    , m_clock(clock)
    , m_toggle(m_menu.addAction(QString(), this, &TrayIcon::toggleWindow))
    , m_quit(m_menu.addAction(tr("&Quit")))
{
    m_toggle->setObjectName(u"toggleWindowAction"_s);
    m_quit->setObjectName(u"trayQuitAction"_s);
    connect(m_quit, &QAction::triggered, this, [this] {
        if (m_control)
            m_control->askToQuit();
        else
            emit quitRequested();
    });
    m_menu.insertSeparator(m_quit);
    nameToggle();
    m_icon.setContextMenu(&m_menu);
    connect(&m_icon, &QSystemTrayIcon::activated, this,
            [this](QSystemTrayIcon::ActivationReason reason) {
                if (reason == QSystemTrayIcon::Trigger)
                    toggleWindow();
            });
    connect(&m_icon, &QSystemTrayIcon::messageClicked, this, &TrayIcon::showWindow);
    connect(&m_timer, &QTimer::timeout, this, &TrayIcon::look);
    m_window.installEventFilter(this);
    look();
    if (!QSystemTrayIcon::isSystemTrayAvailable())
        return;
    m_icon.show();
    m_timer.start(1s);
}

TrayIcon::~TrayIcon() = default;

void TrayIcon::addControl(RecordingControl &control)
{
    m_control = &control;
    control.setHasTray(QSystemTrayIcon::isSystemTrayAvailable());
    m_menu.insertAction(m_quit, control.startAction());
    m_menu.insertAction(m_quit, control.stopAction());
    m_menu.insertSeparator(m_quit);
}

void TrayIcon::look()
{
    const ShownStatus &shown = m_source.shown();
    const Health health = healthOf(shown);
    showHealth(health);
    if (const QString text = trayText(shown); text != m_icon.toolTip())
        m_icon.setToolTip(text);
    const auto notice = m_notices.update(health, verdictOf(shown), m_clock.now().monotonic);
    if (!notice)
        return;
    emit told(*notice);
    if (m_icon.isVisible() && QSystemTrayIcon::supportsMessages()) {
        m_icon.showMessage(QGuiApplication::applicationDisplayName(), notice->text,
                           ControlIcons::of(notice->health, QApplication::palette()));
    }
}

void TrayIcon::showHealth(Health health)
{
    if (m_shownHealth == health)
        return;
    m_shownHealth = health;
    m_icon.setIcon(ControlIcons::of(health, QApplication::palette()));
}

void TrayIcon::toggleWindow()
{
    if (m_window.isVisible() && !m_window.isMinimized())
        hideToTray(m_window);
    else
        showWindow();
}

void TrayIcon::showWindow()
{
    if (m_window.isMinimized())
        m_window.showNormal();
    else
        m_window.show();
    m_window.raise();
    m_window.activateWindow();
}

void TrayIcon::nameToggle()
{
    m_toggle->setText(m_window.isVisible() && !m_window.isMinimized() ? tr("&Hide window")
                                                                      : tr("&Show window"));
}

bool TrayIcon::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::Show:
    case QEvent::Hide:
    case QEvent::WindowStateChange:
        nameToggle();
        if (m_window.isVisible())
            QApplication::setQuitOnLastWindowClosed(true);
        break;
    case QEvent::PaletteChange:
        m_shownHealth.reset();
        showHealth(healthOf(m_source.shown()));
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

void hideToTray(QWidget &window)
{
    QApplication::setQuitOnLastWindowClosed(false);
    window.hide();
}

QString trayText(const ShownStatus &shown)
{
    const Health health = healthOf(shown);
    QStringList lines{symbolOf(health) + u' ' + verdictOf(shown)};
    const RecorderStatus &status = shown.status;
    if (shown.trouble || status.state != RecorderState::Recording)
        return lines.constFirst();
    lines.append(
        TrayIcon::tr("%1 events/s · %2 rows/s")
            .arg(Format::rate(status.eventsPerSecond), Format::rate(status.rowsPerSecond)));
    if (const LatencySummary &lag = status.latencies.receiveToCommit; lag.count > 0)
        lines.append(TrayIcon::tr("Lag p99 %1").arg(Format::duration(lag.p99)));
    if (status.writer.ledger)
        lines.append(TrayIcon::tr("Open gaps: %1").arg(Format::count(status.writer.ledger->open)));
    return lines.join(u'\n');
}

} // namespace Orderflow
