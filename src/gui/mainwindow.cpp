#include "gui/mainwindow.h"

#include "gui/symboltablemodel.h"

#include <QAction>
#include <QCloseEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QStatusBar>
#include <QStyle>
#include <QTableView>
#include <QToolBar>
#include <QVBoxLayout>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

MainWindow::MainWindow(RecorderSettings settings, RecorderOptions options, QWidget *parent)
    : QMainWindow(parent)
    , m_settings(std::move(settings))
    , m_options(std::move(options))
    , m_model(new SymbolTableModel(this))
{
    setWindowTitle(tr("Orderflow Recorder"));
    createActions();
    createViews();
    resize(980, 420);

    m_statusTimer.setInterval(100ms);
    connect(&m_statusTimer, &QTimer::timeout, this, &MainWindow::showStatus);
    showRunning(false);
    showStatus();
}

MainWindow::~MainWindow() = default;

void MainWindow::createActions()
{
    m_startAction = new QAction(style()->standardIcon(QStyle::SP_MediaPlay), tr("&Start"), this);
    m_startAction->setObjectName(u"startAction"_s);
    m_startAction->setShortcut(Qt::CTRL | Qt::Key_R);
    m_startAction->setToolTip(tr("Start recording (Ctrl+R)"));
    connect(m_startAction, &QAction::triggered, this, &MainWindow::startRecording);

    m_stopAction = new QAction(style()->standardIcon(QStyle::SP_MediaStop), tr("S&top"), this);
    m_stopAction->setObjectName(u"stopAction"_s);
    m_stopAction->setShortcut(Qt::CTRL | Qt::Key_T);
    m_stopAction->setToolTip(tr("Write what has come in and stop (Ctrl+T)"));
    connect(m_stopAction, &QAction::triggered, this, &MainWindow::stopRecording);

    QToolBar *bar = addToolBar(tr("Recording"));
    bar->setObjectName(u"recordingBar"_s);
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->addAction(m_startAction);
    bar->addAction(m_stopAction);
}

void MainWindow::createViews()
{
    m_verdict = new QLabel(this);
    m_verdict->setObjectName(u"verdict"_s);
    m_verdict->setWordWrap(true);
    m_verdict->setMargin(6);
    QFont large = m_verdict->font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    large.setBold(true);
    m_verdict->setFont(large);

    m_table = new QTableView(this);
    m_table->setObjectName(u"symbols"_s);
    m_table->setAccessibleName(tr("Symbols"));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setAlternatingRowColors(true);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);

    auto *central = new QWidget(this);
    auto *layout = new QVBoxLayout(central);
    layout->addWidget(m_verdict);
    layout->addWidget(m_table);
    setCentralWidget(central);

    m_counters = new QLabel(this);
    m_counters->setObjectName(u"counters"_s);
    m_database = new QLabel(this);
    m_database->setObjectName(u"database"_s);
    statusBar()->addWidget(m_counters, 1);
    statusBar()->addPermanentWidget(m_database);
}

void MainWindow::startRecording()
{
    m_recorder = std::make_unique<Recorder>(m_settings, m_options);
    connect(m_recorder.get(), &Recorder::stopped, this, &MainWindow::onEnded);
    connect(m_recorder.get(), &Recorder::failed, this, &MainWindow::onFailed);
    showRunning(true);
    m_statusTimer.start();
    m_recorder->start();
}

void MainWindow::stopRecording()
{
    if (m_isRunning)
        m_recorder->stop();
}

void MainWindow::onEnded()
{
    m_statusTimer.stop();
    showRunning(false);
    showStatus();
    if (m_closesWhenStopped)
        close();
}

void MainWindow::onFailed()
{
    onEnded();
    auto *box = new QMessageBox(QMessageBox::Critical, tr("Orderflow Recorder"),
                                tr("Recording cannot go on."), QMessageBox::Ok, this);
    box->setInformativeText(m_recorder->error().message);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void MainWindow::showRunning(bool isRunning)
{
    m_isRunning = isRunning;
    m_startAction->setEnabled(!isRunning);
    m_stopAction->setEnabled(isRunning);
}

void MainWindow::showStatus()
{
    const RecorderStatus status = m_recorder ? m_recorder->status() : RecorderStatus();
    QString words = verdict(status);
    if (status.state == RecorderState::Failed)
        words += u": "_s + m_recorder->error().message;
    m_verdict->setText(words);
    m_model->setSymbols(status.symbols);
    m_database->setText(recordName(status));

    const QLocale locale;
    m_counters->setText(
        tr("%1 events/s · %2 rows/s · %3 received · %4 written · %5 duplicates · %6 lost")
            .arg(locale.toString(status.eventsPerSecond, 'f', 1),
                 locale.toString(status.rowsPerSecond, 'f', 1),
                 locale.toString(qint64(status.eventsReceived)),
                 locale.toString(qint64(status.eventsWritten)),
                 locale.toString(qint64(status.duplicates)),
                 locale.toString(qint64(status.eventsLost))));
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_isRunning) {
        event->accept();
        return;
    }
    m_closesWhenStopped = true;
    stopRecording();
    event->ignore();
}

} // namespace Orderflow
