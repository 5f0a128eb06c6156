#include "gui/control/databasedialog.h"

#include "binance/streamname.h"
#include "gui/style/format.h"
#include "gui/style/theme.h"
#include "storage/databaseurl.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;
using Task = DatabaseWork::Task;
using Stage = LegacyUpgrade::Stage;

namespace {

QLabel *wrappedLabel(QWidget *parent, const QString &name)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

} // namespace

DatabaseDialog::DatabaseDialog(ReadSettings readSettings, QWidget *parent)
    : QDialog(parent)
    , m_readSettings(std::move(readSettings))
    , m_database(wrappedLabel(this, u"database"_s))
    , m_state(wrappedLabel(this, u"state"_s))
    , m_outcome(wrappedLabel(this, u"outcome"_s))
    , m_depthLabel(new QLabel(tr("The Python recorder took &depth from:"), this))
    , m_depthKind(new QComboBox(this))
    , m_bar(new QProgressBar(this))
    , m_progress(wrappedLabel(this, u"progress"_s))
{
    setObjectName(u"databaseDialog"_s);
    setWindowTitle(tr("Database"));
    m_depthKind->setObjectName(u"depthKind"_s);
    m_depthKind->setToolTip(tr("Its FUTURES_STREAMS_DEPTH. It is written to every row."));
    for (const std::string_view kind : streamTypes(StreamKind::Depth))
        m_depthKind->addItem(QString::fromUtf8(kind.data(), qsizetype(kind.size())));
    m_depthKind->setCurrentText(LegacyUpgrade::defaultDepthKind());
    m_depthLabel->setBuddy(m_depthKind);
    m_bar->setObjectName(u"bar"_s);
    m_bar->setAccessibleName(tr("Rows that are copied"));
    createLayout();
    showStatus();
}

DatabaseDialog::~DatabaseDialog() = default;

void DatabaseDialog::createLayout()
{
    QFont bold = font();
    bold.setBold(true);
    m_database->setFont(bold);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_close = buttons->button(QDialogButtonBox::Close);
    const auto add = [buttons](const QString &text, const QString &name) {
        QPushButton *button = buttons->addButton(text, QDialogButtonBox::ActionRole);
        button->setObjectName(name);
        return button;
    };
    m_setUp = add(tr("&Upgrade"), u"setUpButton"_s);
    m_drop = add(tr("&Remove the old tables…"), u"dropButton"_s);
    m_stop = add(tr("&Stop"), u"stopButton"_s);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_setUp, &QPushButton::clicked, this, [this] { start(Task::SetUp); });
    connect(m_drop, &QPushButton::clicked, this, &DatabaseDialog::askToDrop);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_work->stop();
        m_stop->setEnabled(false);
    });

    auto *depth = new QHBoxLayout;
    depth->addWidget(m_depthLabel);
    depth->addWidget(m_depthKind);
    depth->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_database);
    column->addWidget(m_state);
    column->addLayout(depth);
    column->addWidget(m_bar);
    column->addWidget(m_progress);
    column->addWidget(m_outcome);
    column->addStretch(1);
    column->addWidget(buttons);
    const int em = fontMetrics().height();
    resize(em * 38, em * 20);
}

bool DatabaseDialog::isBusy() const
{
    return m_work && !m_work->status().isDone;
}

bool DatabaseDialog::isWorking() const
{
    return isBusy() && m_work->task() != Task::Look;
}

void DatabaseDialog::look()
{
    if (!isBusy())
        start(Task::Look);
}

void DatabaseDialog::setRecording(bool isRecording)
{
    m_isRecording = isRecording;
    showStatus();
}

void DatabaseDialog::start(DatabaseWork::Task task)
{
    if (isBusy() || (m_isRecording && task != Task::Look))
        return;
    DatabaseWork::Settings settings = m_readSettings();
    // Only at the beginning; after that it is what it was said to be.
    if (m_depthKind->isVisibleTo(this))
        settings.depthKind = m_depthKind->currentText();
    m_database->setText(DatabaseUrl::maskPassword(settings.databaseUrl));
    m_work = std::make_unique<DatabaseWork>(task, std::move(settings));
    connect(m_work.get(), &DatabaseWork::progressed, this, &DatabaseDialog::showStatus,
            Qt::QueuedConnection);
    connect(m_work.get(), &QThread::finished, this, &DatabaseDialog::onFinished,
            Qt::QueuedConnection);
    m_work->start();
    showStatus();
    if (task != Task::Look)
        emit workingChanged(true);
}

void DatabaseDialog::onFinished()
{
    showStatus();
    if (m_work->task() != Task::Look)
        emit workingChanged(false);
}

void DatabaseDialog::showStatus()
{
    const DatabaseWork::Status status = m_work ? m_work->status() : DatabaseWork::Status();
    if (status.state)
        m_state->setText(wordsOf(*status.state));
    else if (isBusy() && m_work->task() == Task::Look)
        m_state->setText(tr("Looking at the database…"));
    else if (!status.error.isEmpty() && m_work->task() == Task::Look)
        m_state->setText(tr("It cannot be looked at. Correct DB_URL in the settings, or start the "
                            "server; the test of the connections says more."));
    showProgress(status);
    showActions(status);

    QStringList lines;
    if (!status.error.isEmpty())
        lines.append(symbolOf(Health::Bad) + u' ' + status.error);
    else if (status.wasStopped)
        lines.append(symbolOf(Health::Attention) + u' ' +
                     tr("Stopped. What is copied stays, and the next time goes on from there."));
    else if (status.isDone && m_work->task() != Task::Look)
        lines.append(symbolOf(Health::Good) + u' ' + tr("Done."));
    if (m_isRecording)
        lines.append(symbolOf(Health::Attention) + u' ' +
                     tr("Nothing is changed while recording goes on. Stop it first."));
    m_outcome->setText(lines.join(u'\n'));
}

void DatabaseDialog::showProgress(const DatabaseWork::Status &status)
{
    m_bar->setVisible(isWorking());
    m_progress->setVisible(isWorking());
    if (!status.progress) {
        // The tables are being made, or taken over; that has no measure.
        m_bar->setRange(0, 0);
        m_progress->setText(tr("Working on the tables…"));
        return;
    }
    m_bar->setRange(0, 100);
    m_bar->setValue(status.progress->percent());
    m_progress->setText(wordsOf(*status.progress));
}

void DatabaseDialog::showActions(const DatabaseWork::Status &status)
{
    const bool mayChange = status.state && !isBusy() && !m_isRecording;
    const Stage stage = status.state ? status.state->stage : Stage::NoTables;
    const bool isOld = status.state && status.state->version < status.state->newestVersion;
    const bool isPending = status.state && status.state->isUpgradePending();
    if (status.state) {
        m_setUp->setText(stage == Stage::Begun        ? tr("&Go on")
                         : stage == Stage::Untouched  ? tr("&Upgrade")
                         : status.state->version == 0 ? tr("&Make the tables")
                                                      : tr("&Bring up to date"));
        const bool isChoice = stage == Stage::Untouched;
        m_depthLabel->setVisible(isChoice);
        m_depthKind->setVisible(isChoice);
    } else if (!m_work || m_work->task() == Task::Look) {
        m_depthLabel->hide();
        m_depthKind->hide();
    }
    m_depthKind->setEnabled(mayChange);
    m_setUp->setVisible(!status.state || isOld || isPending);
    m_setUp->setEnabled(mayChange && (isOld || isPending));
    m_drop->setVisible(stage == Stage::Complete);
    m_drop->setEnabled(mayChange);
    m_stop->setVisible(isWorking());
    m_stop->setEnabled(isWorking() && !m_work->isInterruptionRequested());
}

void DatabaseDialog::askToDrop()
{
    auto *box = new QMessageBox(QMessageBox::Warning, windowTitle(),
                                tr("Remove the old tables of the Python recorder?"),
                                QMessageBox::Cancel, this);
    box->setObjectName(u"dropQuestion"_s);
    box->setInformativeText(tr("All of their rows are in the new tables; that is counted once more "
                               "first. The old tables cannot be brought back but from a backup."));
    QPushButton *remove = box->addButton(tr("&Remove"), QMessageBox::DestructiveRole);
    remove->setObjectName(u"removeButton"_s);
    box->setDefaultButton(QMessageBox::Cancel);
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(remove, &QPushButton::clicked, this, [this] { start(Task::DropLegacy); });
    box->open();
}

QString wordsOf(const DatabaseState &state)
{
    switch (state.stage) {
    case Stage::Untouched:
        return DatabaseDialog::tr(
            "It has the tables of the Python recorder, as that has left them. An upgrade gives "
            "them other names, makes new ones, and copies every row. It may be stopped at any time "
            "and goes on later. Stop the Python recorder first.");
    case Stage::Begun: {
        const UpgradeProgress progress = UpgradeProgress::of(state.tables);
        return DatabaseDialog::tr(
                   "The upgrade from the Python recorder has begun: %1 of %2 rows are copied.")
            .arg(Format::count(progress.rowsDone), Format::count(progress.rows));
    }
    case Stage::Complete: {
        QStringList lines{DatabaseDialog::tr(
            "It is upgraded from the Python recorder, whose tables are still there.")};
        for (const LegacyTableProgress &table : state.tables) {
            lines.append(DatabaseDialog::tr("%1: %2 rows; %3 copied, %4 merged with an equal one, "
                                            "%5 set aside in legacy_rows")
                             .arg(table.table, Format::count(table.oldRows),
                                  Format::count(table.rowsCopied), Format::count(table.rowsMerged),
                                  Format::count(table.rowsSetAside)));
        }
        return lines.join(u'\n');
    }
    case Stage::NoTables:
        break;
    }
    if (state.version == 0)
        return DatabaseDialog::tr("There are no tables yet. The first start of a recording makes "
                                  "them too.");
    if (state.version < state.newestVersion)
        return DatabaseDialog::tr("Its schema has version %1; this program has %2. The next start "
                                  "of a recording brings it there too.")
            .arg(state.version)
            .arg(state.newestVersion);
    if (state.version > state.newestVersion)
        return DatabaseDialog::tr("Its schema has version %1, and this program knows %2 only. Use "
                                  "the newer program that has upgraded it.")
            .arg(state.version)
            .arg(state.newestVersion);
    return DatabaseDialog::tr("Its schema has version %1, the newest. There is nothing to do.")
        .arg(state.version);
}

QString wordsOf(const UpgradeProgress &progress)
{
    const QString done = Format::count(progress.rowsDone);
    const QString rows = Format::count(progress.rows);
    const auto speed = progress.rowsPerSecond();
    const auto left = progress.timeLeft();
    if (!speed || !left)
        return DatabaseDialog::tr("%1 of %2 rows copied").arg(done, rows);
    return DatabaseDialog::tr("%1 of %2 rows copied; %3 rows/s, %4 left")
        .arg(done, rows, Format::rate(*speed), Format::duration(*left));
}

} // namespace Orderflow
