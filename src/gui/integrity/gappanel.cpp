#include "gui/integrity/gappanel.h"

#include "gui/integrity/rowtable.h"
#include "gui/style/format.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// What the list of states has besides the states themselves.
constexpr int AllHoles = -1;
constexpr int AllRows = -2;
constexpr int AnyReason = -1;

} // namespace

GapPanel::GapPanel(QWidget *parent)
    : QWidget(parent)
    , m_state(new QComboBox(this))
    , m_reason(new QComboBox(this))
    , m_table(makeTable())
    , m_fill(new QPushButton(this))
    , m_progress(new QProgressBar(this))
    , m_outcome(new QLabel(this))
{
    m_state->addItem(tr("All gaps"), AllHoles);
    for (const GapState state :
         {GapState::Open, GapState::Unfillable, GapState::Filled, GapState::Seamless})
        m_state->addItem(GapWords::state(state), int(state));
    m_state->addItem(tr("All rows"), AllRows);
    m_state->setObjectName(u"gapState"_s);
    m_state->setAccessibleName(tr("States that are listed"));
    m_reason->addItem(tr("Any reason"), AnyReason);
    for (const GapReason reason : GapReasons)
        m_reason->addItem(GapWords::reason(reason), int(reason));
    m_reason->setObjectName(u"gapReason"_s);
    m_reason->setAccessibleName(tr("Reasons that are listed"));
    m_fill->setObjectName(u"fillButton"_s);
    m_progress->setObjectName(u"fillProgress"_s);
    m_progress->setAccessibleName(tr("Progress of the repair"));
    m_progress->setMaximumWidth(fontMetrics().averageCharWidth() * 30);
    m_progress->hide();
    m_outcome->setObjectName(u"fillOutcome"_s);
    m_outcome->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_outcome->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

    auto *bar = new QHBoxLayout;
    bar->addWidget(m_state);
    bar->addWidget(m_reason);
    bar->addWidget(m_outcome, 1);
    bar->addWidget(m_progress);
    bar->addWidget(m_fill);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);

    connect(m_state, &QComboBox::currentIndexChanged, this, &GapPanel::applyFilter);
    connect(m_reason, &QComboBox::currentIndexChanged, this, &GapPanel::applyFilter);
    connect(m_fill, &QPushButton::clicked, this, &GapPanel::fillOrStop);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &GapPanel::onSelectionChanged);
    updateButton();
}

QTableView *GapPanel::makeTable()
{
    m_filter.setSourceModel(&m_model);
    QTableView *table = makeRowTable(m_filter, tr("Rows of the gap ledger"), u"gapTable"_s, this);
    table->setSortingEnabled(true);
    table->sortByColumn(GapTableModel::From, Qt::DescendingOrder);
    setColumnWidths(*table, {15, 17, 19, 25, 31, 31, 11, 12, 18, 20, 20, 10, 8, 60});
    return table;
}

void GapPanel::setLedger(LedgerSource &source)
{
    m_source = &source;
    connect(&source, &LedgerSource::fillingChanged, this, &GapPanel::showFilling);
    m_outcome->clear();
    showFilling();
}

void GapPanel::setSpan(const std::shared_ptr<const LedgerSpan> &span)
{
    m_model.setSpan(span);
    updateButton();
}

void GapPanel::setText(const QString &text)
{
    GapTableFilter::Wanted wanted = m_filter.wanted();
    wanted.text = text;
    m_filter.setWanted(wanted);
    updateButton();
}

void GapPanel::applyFilter()
{
    GapTableFilter::Wanted wanted{m_filter.wanted().text, std::nullopt, false, std::nullopt};
    const int state = m_state->currentData().toInt();
    wanted.withSeamless = state == AllRows;
    if (state >= 0)
        wanted.state = GapState(state);
    if (const int reason = m_reason->currentData().toInt(); reason != AnyReason)
        wanted.reason = GapReason(reason);
    m_filter.setWanted(wanted);
    updateButton();
}

void GapPanel::selectGap(std::int64_t id)
{
    const int row = m_model.rowOf(id);
    m_isSelecting = true;
    if (row < 0) {
        m_table->clearSelection();
    } else {
        const QModelIndex source = m_model.index(row, 0);
        if (!m_filter.mapFromSource(source).isValid()) {
            m_state->setCurrentIndex(m_state->findData(AllRows));
            m_reason->setCurrentIndex(m_reason->findData(AnyReason));
        }
        if (const QModelIndex shown = m_filter.mapFromSource(source); shown.isValid()) {
            m_table->selectionModel()->setCurrentIndex(shown, QItemSelectionModel::ClearAndSelect |
                                                                  QItemSelectionModel::Rows);
            m_table->scrollTo(shown);
        }
    }
    m_isSelecting = false;
    updateButton();
}

void GapPanel::onSelectionChanged()
{
    updateButton();
    if (m_isSelecting)
        return;
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    // Of several the one that was chosen last.
    const QModelIndex current = m_table->currentIndex();
    const bool isCurrent = m_table->selectionModel()->isSelected(current);
    const QModelIndex chosen = isCurrent ? current : rows.value(0);
    emit gapSelected(chosen.isValid() ? m_filter.gap(chosen.row()).id : 0);
}

bool GapPanel::hasSelection() const
{
    return m_table->selectionModel()->hasSelection();
}

std::vector<LedgerGap> GapPanel::fillable() const
{
    std::vector<LedgerGap> gaps;
    const auto take = [&gaps](const LedgerGap &row) {
        if (isRepairable(row.gap))
            gaps.push_back(row);
    };
    if (hasSelection()) {
        for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
            take(m_filter.gap(index.row()));
    } else {
        for (int row = 0; row < m_filter.rowCount(); ++row)
            take(m_filter.gap(row));
    }
    return gaps;
}

void GapPanel::fillOrStop()
{
    if (!m_source)
        return;
    if (m_source->filling().isRunning)
        m_source->stopFilling();
    else
        m_source->fill(fillable());
}

void GapPanel::updateButton()
{
    if (m_source && m_source->filling().isRunning) {
        m_fill->setText(tr("&Stop filling"));
        m_fill->setEnabled(true);
        m_fill->setToolTip(tr("What is not filled yet stays open."));
        return;
    }
    const QString refusal = m_source ? m_source->fillRefusal() : tr("The ledger is not read here.");
    const int count = int(fillable().size());
    m_fill->setText(hasSelection() ? tr("&Fill %n selected gap(s)", nullptr, count)
                                   : tr("&Fill all %n open gap(s)", nullptr, count));
    m_fill->setEnabled(refusal.isEmpty() && count > 0);
    m_fill->setToolTip(!refusal.isEmpty() ? refusal
                       : count == 0
                           ? tr("Only open gaps of trades can be filled; of its order books the "
                                "exchange keeps no history.")
                           : tr("Asks the exchange for the trades that are missing."));
    if (!refusal.isEmpty())
        m_outcome->setText(refusal);
    m_outcome->setToolTip(m_outcome->text());
}

void GapPanel::showFilling()
{
    const BackfillStatus &status = m_source->filling();
    m_progress->setVisible(status.isRunning);
    if (status.isRunning) {
        // In parts of a thousand: QProgressBar counts in int.
        m_progress->setRange(0, 1000);
        const std::int64_t all = std::max<std::int64_t>(status.missing, 1);
        m_progress->setValue(int(std::min(status.fetched, all) * 1000 / all));
        m_outcome->setText(tr("%1 of %2 trades, %n gap(s) left", nullptr, int(status.gapsLeft))
                               .arg(Format::count(status.fetched), Format::count(status.missing)));
    } else if (!status.error.isEmpty()) {
        m_outcome->setText(tr("Not all is filled: %1").arg(status.error));
    } else if (status.filled + status.unfillable + status.open > 0) {
        m_outcome->setText(tr("Filled %1 · unfillable %2 · still open %3")
                               .arg(Format::count(status.filled), Format::count(status.unfillable),
                                    Format::count(status.open)));
    }
    updateButton();
}

} // namespace Orderflow
