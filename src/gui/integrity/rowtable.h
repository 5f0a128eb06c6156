#pragma once

#include <QString>
#include <QStyledItemDelegate>

#include <initializer_list>

class QAbstractItemModel;
class QTableView;
class QWidget;

namespace Orderflow {

/// Cells with some room at both sides, so that numbers at the right of one do not run into the text
/// at the left of the next.
class PaddedCells final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

/// A table of values, of which whole rows are selected. `model` outlives it; `name` is for those
/// who cannot see it, `objectName` for programs.
QTableView *makeRowTable(QAbstractItemModel &model, const QString &name, const QString &objectName,
                         QWidget *parent);

/// As wide as so many characters, column by column.
void setColumnWidths(QTableView &table, std::initializer_list<int> characters);

} // namespace Orderflow
