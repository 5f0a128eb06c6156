#include "gui/integrity/connectionspanel.h"

#include "gui/integrity/rowtable.h"

#include <QLabel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

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
    QTableView *now = makeRowTable(m_feeds, tr("Connections of now"), u"feedTable"_s, this);
    setColumnWidths(*now, {24, 11, 9, 8, 10, 13, 11, 9, 16, 13, 14, 13});
    QTableView *history =
        makeRowTable(m_sorted, tr("Connections that there were"), u"historyTable"_s, this);
    setColumnWidths(*history, {24, 11, 9, 8, 31, 31, 11, 40, 40, 12, 11, 16, 13});
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

} // namespace Orderflow
