#include "gui/mainwindow.h"

#include "gui/integrity/integritypage.h"
#include "gui/overview/overviewpage.h"
#include "gui/style/format.h"
#include "gui/style/theme.h"
#include "gui/symbol/symbolpage.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QInputDialog>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QStatusBar>
#include <QTabWidget>
#include <QToolBar>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto SightInterval = 100ms;
/// Out of sight only the series and the verdict go on.
constexpr auto HiddenInterval = 1000ms;
constexpr std::size_t MostBesideEachOther = 2;
/// Of the arrangement; raised when the names of docks or bars change.
constexpr int ArrangementVersion = 1;

QString dockName(const Symbol &symbol)
{
    return u"symbol-"_s + symbol.toString();
}

/// Of the arrangement. Symbols may have characters that separate its keys.
QString pageKey(const Symbol &symbol)
{
    return u"pages/"_s + QString::fromLatin1(symbol.toString().toUtf8().toPercentEncoding());
}

SymbolPage *pageOf(const QDockWidget *dock)
{
    return qobject_cast<SymbolPage *>(dock->widget());
}

/// Whether a page is hidden behind another tab, or not shown at all.
bool isSeen(const QWidget &widget)
{
    return widget.isVisible() && !widget.visibleRegion().isEmpty();
}

} // namespace

MainWindow::MainWindow(StatusSource &source, std::unique_ptr<QSettings> arrangement,
                       QWidget *parent)
    : QMainWindow(parent)
    , m_source(source)
    , m_arrangement(std::move(arrangement))
    , m_tabs(new QTabWidget(this))
{
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks | GroupedDragging);
    createPages();
    createMenus();
    m_counters = new QLabel(this);
    m_counters->setObjectName(u"counters"_s);
    m_database = new QLabel(this);
    m_database->setObjectName(u"database"_s);
    statusBar()->addWidget(m_counters, 1);
    statusBar()->addPermanentWidget(m_database);
    resize(1280, 800);
    restoreArrangement();
    connect(&m_source, &StatusSource::updated, this, &MainWindow::takeStatus);
    // The program may end while the window is out of sight, without closing it.
    connect(qApp, &QCoreApplication::aboutToQuit, this, &MainWindow::saveArrangement);
    m_source.setInterval(HiddenInterval);
    takeStatus();
}

MainWindow::~MainWindow()
{
    // Docks and tabs change once more while they are taken down, and there is no window left then.
    for (const auto &[symbol, dock] : m_docks)
        dock->disconnect(this);
    m_tabs->disconnect(this);
}

void MainWindow::createPages()
{
    m_tabs->setObjectName(u"pages"_s);
    m_tabs->setDocumentMode(true);
    setCentralWidget(m_tabs);
    m_overview = new OverviewPage(m_series, this);
    connect(m_overview, &OverviewPage::symbolActivated, this, &MainWindow::openSymbol);
    connect(m_overview, &OverviewPage::favouritesChanged, this,
            [this] { m_arrangement->setValue("favourites", m_overview->favourites()); });
    addPage(m_overview, tr("&Overview"), u"overviewPage"_s);
    m_integrity = new IntegrityPage(this);
    addPage(m_integrity, tr("&Integrity"), u"integrityPage"_s);
    connect(m_tabs, &QTabWidget::currentChanged, this, &MainWindow::showStatus);
}

void MainWindow::addPage(Page *page, const QString &title, const QString &name)
{
    page->setObjectName(name);
    m_tabs->addTab(page, title);
}

void MainWindow::createMenus()
{
    m_recordingMenu = menuBar()->addMenu(tr("&Recording"));
    m_recordingMenu->addSeparator();
    QAction *quit = m_recordingMenu->addAction(tr("&Quit"), this, &MainWindow::quit);
    quit->setObjectName(u"quitAction"_s);
    quit->setShortcuts(QKeySequence::Quit);

    QMenu *view = menuBar()->addMenu(tr("&View"));
    QAction *open = view->addAction(tr("Open &symbol…"), this, &MainWindow::askForSymbol);
    open->setObjectName(u"openSymbolAction"_s);
    open->setShortcut(Qt::CTRL | Qt::Key_O);
    for (int i = 0; i < m_tabs->count(); ++i) {
        QAction *show = view->addAction(m_tabs->tabText(i), this, [this, i] {
            m_tabs->setCurrentIndex(i);
            m_tabs->currentWidget()->setFocus();
        });
        show->setShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + i)));
    }
    view->addSeparator();
    QMenu *docks = view->addMenu(tr("Symbol &pages"));
    docks->setObjectName(u"docksMenu"_s);
    connect(docks, &QMenu::aboutToShow, this, [this, docks] {
        docks->clear();
        for (const auto &[symbol, dock] : m_docks)
            docks->addAction(dock->toggleViewAction());
        if (m_docks.empty())
            docks->addAction(tr("None is open"))->setEnabled(false);
    });
}

RecordingControl &MainWindow::addControl(OwnRecorder &recorder, RecordingControlSetup setup)
{
    setup.kept = m_arrangement.get();
    m_control = new RecordingControl(recorder, *this, std::move(setup));
    m_control->setParent(this);
    QAction *const separator = m_recordingMenu->actions().constFirst();
    for (QAction *action : m_control->actions()) {
        if (action)
            m_recordingMenu->insertAction(separator, action);
        else
            m_recordingMenu->insertSeparator(separator);
    }
    m_recordingMenu->insertAction(separator, m_control->askAgainAction());
    QToolBar *bar = addToolBar(tr("Recording"));
    bar->setObjectName(u"recordingBar"_s);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->addActions({m_control->startAction(), m_control->stopAction()});
    return *m_control;
}

void MainWindow::quit()
{
    if (m_control)
        m_control->askToQuit();
    else
        close();
}

QDockWidget *MainWindow::addDock(const Symbol &symbol)
{
    auto *dock = new QDockWidget(symbol.toString(), this);
    dock->setObjectName(dockName(symbol));
    dock->setAttribute(Qt::WA_DeleteOnClose);
    auto *page = new SymbolPage(symbol, m_series, dock);
    page->restoreState(m_arrangement->value(pageKey(symbol)).toByteArray());
    dock->setWidget(page);
    place(dock);
    m_docks.emplace(symbol, dock);
    connect(dock, &QObject::destroyed, this, [this, symbol] {
        m_docks.erase(symbol);
        watchSymbols();
    });
    connect(dock, &QDockWidget::visibilityChanged, this, &MainWindow::showStatus);
    return dock;
}

/// Side by side while there is room, behind each other after that.
void MainWindow::place(QDockWidget *dock)
{
    addDockWidget(Qt::RightDockWidgetArea, dock);
    if (m_docks.empty()) {
        resizeDocks({dock}, {width() * 3 / 5}, Qt::Horizontal);
        return;
    }
    QDockWidget *const other = m_docks.rbegin()->second;
    if (m_docks.size() < MostBesideEachOther)
        splitDockWidget(other, dock, Qt::Horizontal);
    else
        tabifyDockWidget(other, dock);
}

void MainWindow::openSymbol(const Symbol &symbol)
{
    const auto known = m_docks.find(symbol);
    QDockWidget *dock = known == m_docks.end() ? addDock(symbol) : known->second;
    dock->show();
    dock->raise();
    dock->widget()->setFocus();
    watchSymbols();
    showStatus();
}

void MainWindow::askForSymbol()
{
    QStringList names;
    for (const SymbolStatus &symbol : m_source.shown().status.symbols)
        names.append(symbol.intake.symbol.toString());
    names.sort();
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Open symbol"));
    dialog->setLabelText(tr("&Symbol:"));
    dialog->setComboBoxEditable(true);
    dialog->setComboBoxItems(names);
    connect(dialog, &QInputDialog::textValueSelected, this, &MainWindow::openNamed);
    dialog->open();
}

void MainWindow::openNamed(const QString &name)
{
    if (const auto symbol = Symbol::parse(QStringView(name).trimmed())) {
        openSymbol(*symbol);
        return;
    }
    auto *box = new QMessageBox(QMessageBox::Warning, tr("Open symbol"),
                                tr("%1 cannot be a symbol. Symbols are written as the exchange "
                                   "does, such as BTCUSDT.")
                                    .arg(name),
                                QMessageBox::Ok, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void MainWindow::watchSymbols()
{
    std::vector<Symbol> symbols;
    for (const auto &[symbol, dock] : m_docks)
        symbols.push_back(symbol);
    m_source.watch(symbols);
}

void MainWindow::restoreArrangement()
{
    const QStringList names = m_arrangement->value("symbols").toStringList();
    for (const QString &name : names) {
        if (const auto symbol = Symbol::parse(QStringView(name)))
            addDock(*symbol);
    }
    restoreGeometry(m_arrangement->value("geometry").toByteArray());
    restoreState(m_arrangement->value("state").toByteArray(), ArrangementVersion);
    m_tabs->setCurrentIndex(m_arrangement->value("page").toInt());
    m_overview->setFavourites(m_arrangement->value("favourites").toStringList());
    m_overview->restoreTableState(m_arrangement->value("symbolTable").toByteArray());
    watchSymbols();
}

void MainWindow::saveArrangement()
{
    QStringList names;
    for (const auto &[symbol, dock] : m_docks)
        names.append(symbol.toString());
    m_arrangement->setValue("symbols", names);
    m_arrangement->setValue("geometry", saveGeometry());
    m_arrangement->setValue("state", saveState(ArrangementVersion));
    m_arrangement->setValue("page", m_tabs->currentIndex());
    m_arrangement->setValue("favourites", m_overview->favourites());
    m_arrangement->setValue("symbolTable", m_overview->tableState());
    for (const auto &[symbol, dock] : m_docks)
        m_arrangement->setValue(pageKey(symbol), pageOf(dock)->state());
}

bool MainWindow::isInSight() const
{
    return isVisible() && !isMinimized();
}

void MainWindow::takeStatus()
{
    const ShownStatus &shown = m_source.shown();
    if (!shown.trouble)
        m_series.add(shown.status);
    setWindowTitle(
        tr("%1 %2 – %3").arg(symbolOf(healthOf(shown)), verdictOf(shown), m_source.name()));
    showStatus();
}

void MainWindow::showStatus()
{
    if (!isInSight())
        return;
    const ShownStatus &shown = m_source.shown();
    if (auto *page = qobject_cast<Page *>(m_tabs->currentWidget()); page && isSeen(*page))
        page->showStatus(shown);
    for (const auto &[symbol, dock] : m_docks) {
        if (SymbolPage *page = pageOf(dock); isSeen(*page))
            page->showStatus(shown);
    }
    const RecorderStatus &status = shown.status;
    m_database->setText(recordName(status));
    m_counters->setText(
        tr("%1 received · %2 written · %3 duplicates · %4 lost")
            .arg(Format::count(status.eventsReceived), Format::count(status.eventsWritten),
                 Format::count(status.duplicates), Format::count(status.eventsLost)));
}

void MainWindow::followSight()
{
    m_source.setInterval(isInSight() ? SightInterval : HiddenInterval);
    showStatus();
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    followSight();
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QMainWindow::hideEvent(event);
    followSight();
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        followSight();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveArrangement();
    event->setAccepted(!m_control || m_control->mayClose());
}

} // namespace Orderflow
