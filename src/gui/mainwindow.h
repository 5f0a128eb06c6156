#pragma once

#include "gui/control/recordingcontrol.h"
#include "gui/source/ownrecorder.h"
#include "gui/source/seriesstore.h"

#include <QMainWindow>
#include <QSettings>

#include <map>
#include <memory>

class QDockWidget;
class QLabel;
class QMenu;
class QTabWidget;

namespace Orderflow {

class IntegrityPage;
class OverviewPage;
class Page;
class SymbolPage;

/// The window: its pages, the docks of symbols, its menus, and how all of that is arranged.
///
/// It looks at the newest status of its source and hands it to those pages that can be seen;
/// nothing in it can delay the recording.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    /// `source` outlives it. How the window is arranged is kept in `arrangement`.
    MainWindow(StatusSource &source, std::unique_ptr<QSettings> arrangement,
               QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Adds what the user can tell the window's own recorder, which outlives it. Answers that the
    /// user wants to be remembered are kept in the arrangement.
    RecordingControl &addControl(OwnRecorder &recorder, RecordingControlSetup setup = {});

    IntegrityPage &integrity() { return *m_integrity; }

    /// Shows the page of `symbol`, in a dock.
    void openSymbol(const Symbol &symbol);

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void createPages();
    void createMenus();
    void addPage(Page *page, const QString &title, const QString &name);
    QDockWidget *addDock(const Symbol &symbol);
    void place(QDockWidget *dock);
    void quit();
    void askForSymbol();
    void openNamed(const QString &name);
    void restoreArrangement();
    void saveArrangement();
    void takeStatus();
    void showStatus();
    /// Whether any of it can be seen.
    bool isInSight() const;
    /// Looks often while it can be seen, and seldom while not.
    void followSight();
    void watchSymbols();

    StatusSource &m_source;
    const std::unique_ptr<QSettings> m_arrangement;
    SeriesStore m_series;
    RecordingControl *m_control = nullptr;
    QTabWidget *m_tabs;
    OverviewPage *m_overview = nullptr;
    IntegrityPage *m_integrity = nullptr;
    /// By the names of their symbols.
    std::map<Symbol, QDockWidget *> m_docks;
    QMenu *m_recordingMenu = nullptr;
    QLabel *m_counters = nullptr;
    QLabel *m_database = nullptr;
};

} // namespace Orderflow
