#include "gui/integrity/connectionspanel.h"

#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

template <std::size_t Count>
void setWidths(QTableView &table, const std::array<int, Count> &characters)
{
    const int character = table.fontMetrics().averageCharWidth();
    for (std::size_t column = 0; column < Count; ++column)
        table.setColumnWidth(int(column), characters[column] * character);
}

QWidget *titled(const QString &title, QTableView *table, QWidget *parent)
{
    auto *part = new QWidget(parent);
    auto *label = new QLabel(title, part);
    label->setBuddy(table);
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins({});
    layout->addWidget(label);
    layout->addWidget(table, 1);
    return part;
}

} // namespace

ConnectionsPanel::ConnectionsPanel(QWidget *parent)
    : QWidget(parent)
{
    m_sorted.setSourceModel(&m_history);
    m_sorted.setSortRole(ConnectionHistory::SortRole);
    QTableView *now = makeTable(m_feeds, tr("Connections of now"));
    now->setObjectName(u"feedTable"_s);
    setWidths(*now, std::array{24, 11, 9, 8, 10, 13, 11, 9, 16, 13, 14, 13});
    QTableView *history = makeTable(m_sorted, tr("Connections that there were"));
    history->setObjectName(u"historyTable"_s);
    setWidths(*history, std::array{24, 11, 9, 8, 31, 31, 11, 40, 40, 12, 11, 16, 13});
    history->setSortingEnabled(true);
    history->sortByColumn(ConnectionHistory::Opened, Qt::DescendingOrder);

    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(u"connectionsSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(titled(tr("No&w"), now, splitter));
    splitter->addWidget(titled(tr("&History"), history, splitter));
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 2);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(splitter);
}

QTableView *ConnectionsPanel::makeTable(QAbstractItemModel &model, const QString &name)
{
    auto *table = new QTableView(this);
    table->setAccessibleName(name);
    table->setModel(&model);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setWordWrap(false);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setStretchLastSection(true);
    return table;
}

} // namespace Orderflow
