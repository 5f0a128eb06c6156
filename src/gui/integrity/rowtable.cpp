#include "gui/integrity/rowtable.h"

#include <QHeaderView>
#include <QPainter>
#include <QTableView>

namespace Orderflow {

void PaddedCells::paint(QPainter *painter, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const
{
    if (option.state.testFlag(QStyle::State_Selected)) {
        const bool isActive = option.state.testFlag(QStyle::State_Active);
        painter->fillRect(option.rect,
                          option.palette.brush(isActive ? QPalette::Active : QPalette::Inactive,
                                               QPalette::Highlight));
    }
    const int padding = option.fontMetrics.averageCharWidth() / 2;
    QStyleOptionViewItem padded(option);
    padded.rect.adjust(padding, 0, -padding, 0);
    QStyledItemDelegate::paint(painter, padded, index);
}

QTableView *makeRowTable(QAbstractItemModel &model, const QString &name, const QString &objectName,
                         QWidget *parent)
{
    auto *table = new QTableView(parent);
    table->setObjectName(objectName);
    table->setAccessibleName(name);
    table->setModel(&model);
    table->setItemDelegate(new PaddedCells(table));
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setWordWrap(false);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    // Tab leads out of the table; arrows lead through it.
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setStretchLastSection(true);
    return table;
}

void setColumnWidths(QTableView &table, std::initializer_list<int> characters)
{
    int column = 0;
    for (const int count : characters)
        table.setColumnWidth(column++, count * table.fontMetrics().averageCharWidth());
}

} // namespace Orderflow
