#include "gui/control/checkupdialog.h"

#include "gui/style/theme.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

CheckupDialog::CheckupDialog(MakeCheckup makeCheckup, QWidget *parent)
    : QDialog(parent)
    , m_makeCheckup(std::move(makeCheckup))
    , m_view(new QTableView(this))
    , m_summary(new QLabel(this))
{
    setObjectName(u"checkupDialog"_s);
    setWindowTitle(tr("Test connections"));
    createView();
    m_summary->setObjectName(u"summary"_s);
    m_summary->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_again = buttons->addButton(tr("Test &again"), QDialogButtonBox::ActionRole);
    m_again->setObjectName(u"againButton"_s);
    m_stop = buttons->addButton(tr("&Stop"), QDialogButtonBox::ActionRole);
    m_stop->setObjectName(u"stopButton"_s);
    m_copy = buttons->addButton(tr("&Copy as text"), QDialogButtonBox::ActionRole);
    m_copy->setObjectName(u"copyButton"_s);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_again, &QPushButton::clicked, this, &CheckupDialog::run);
    connect(m_stop, &QPushButton::clicked, this, [this] { m_checkup->stop(); });
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_model.text()); });
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_summary);
    column->addWidget(m_view, 1);
    column->addWidget(buttons);
    const int em = fontMetrics().height();
    resize(em * 50, em * 34);
    m_model.setTheme(Theme::of(palette()));
    showProgress();
}

CheckupDialog::~CheckupDialog() = default;

void CheckupDialog::createView()
{
    m_view->setObjectName(u"checks"_s);
    m_view->setAccessibleName(tr("Results of the test"));
    m_view->setModel(&m_model);
    m_view->setShowGrid(false);
    m_view->setWordWrap(true);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setTabKeyNavigation(false);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    // Texts of the first columns have their widths; results differ in theirs.
    const int em = fontMetrics().height();
    m_view->horizontalHeader()->setStretchLastSection(true);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_view->horizontalHeader()->resizeSection(CheckModel::StateColumn, em * 6);
    m_view->horizontalHeader()->resizeSection(CheckModel::NameColumn, em * 12);
    // Heights follow from the width of the last column.
    connect(m_view->horizontalHeader(), &QHeaderView::sectionResized, m_view,
            &QTableView::resizeRowsToContents);
}

void CheckupDialog::run()
{
    if (m_checkup && m_checkup->isRunning())
        return;
    m_checkup = m_makeCheckup();
    connect(m_checkup.get(), &Checkup::progressed, this, &CheckupDialog::showProgress,
            Qt::QueuedConnection);
    connect(m_checkup.get(), &QThread::finished, this, &CheckupDialog::showProgress,
            Qt::QueuedConnection);
    m_checkup->start();
    showProgress();
}

void CheckupDialog::showProgress()
{
    const bool isRunning = m_checkup && m_checkup->isRunning();
    const CheckupProgress progress = m_checkup ? m_checkup->progress() : CheckupProgress();
    m_model.show(progress, isRunning && !progress.isDone);
    m_summary->setText(summaryOf(progress, isRunning));
    m_again->setEnabled(!isRunning);
    m_stop->setEnabled(isRunning && !progress.isDone);
    m_copy->setEnabled(!progress.results.empty());
}

QString CheckupDialog::summaryOf(const CheckupProgress &progress, bool isRunning) const
{
    if (progress.names.isEmpty())
        return {};
    if (isRunning && !progress.isDone)
        return tr("Looking at all that recording needs. Nothing is changed by it.");
    const auto count = [&progress](CheckResult::Outcome outcome) {
        return int(std::ranges::count(progress.results, outcome, &CheckResult::outcome));
    };
    const int failures = count(CheckResult::Outcome::Fail);
    const int warnings = count(CheckResult::Outcome::Warn);
    if (progress.results.size() < std::size_t(progress.names.size()))
        return tr("Stopped before everything was looked at.");
    if (failures > 0)
        return symbolOf(Health::Bad) + u' ' +
               tr("%n check(s) failed. Recording does not work until that is solved.", nullptr,
                  failures);
    if (warnings > 0)
        return symbolOf(Health::Attention) + u' ' +
               tr("Recording works. %n check(s) need a look.", nullptr, warnings);
    return symbolOf(Health::Good) + u' ' + tr("All that recording needs is there.");
}

void CheckupDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_model.setTheme(Theme::of(palette()));
}

void CheckupDialog::hideEvent(QHideEvent *event)
{
    QDialog::hideEvent(event);
    if (m_checkup)
        m_checkup->stop();
}

} // namespace Orderflow
