#include "gui/symbol/tradetapedelegate.h"

#include "gui/symbol/tradetapemodel.h"

#include <QPainter>
#include <QTableView>

namespace Orderflow {

void TradeTapeDelegate::paintMissing(QPainter *painter, const QStyleOptionViewItem &option,
                                     const QModelIndex &index) const
{
    painter->save();
    painter->setClipRect(option.rect);
    painter->fillRect(option.rect, tinted(m_theme.background, m_theme.attention, 0.15));
    const QModelIndex first = index.siblingAtColumn(TradeTapeModel::TimeColumn);
    QRect row = option.rect;
    // Each cell paints its part of the text that runs through all of them.
    if (const auto *view = qobject_cast<const QTableView *>(option.widget)) {
        row.setLeft(view->columnViewportPosition(TradeTapeModel::TimeColumn));
        row.setRight(view->columnViewportPosition(TradeTapeModel::ColumnCount - 1) +
                     view->columnWidth(TradeTapeModel::ColumnCount - 1));
    }
    painter->setFont(option.font);
    painter->setPen(m_theme.attention);
    painter->drawText(row, Qt::AlignCenter, first.data().toString());
    painter->restore();
}

void TradeTapeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    if (index.data(TradeTapeModel::MissingRole).toBool()) {
        paintMissing(painter, option, index);
        return;
    }
    const double share = index.data(TradeTapeModel::ShareRole).toDouble();
    const bool isSold = index.data(TradeTapeModel::SoldRole).toBool();
    const QColor &side = isSold ? m_theme.ask : m_theme.bid;
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    if (share >= 1 && !isSelected)
        painter->fillRect(option.rect, tinted(m_theme.background, side, 0.14));
    if (index.column() == TradeTapeModel::SizeColumn && share > 0 && !isSelected) {
        QRect bar = option.rect.adjusted(1, 2, -1, -2);
        bar.setLeft(bar.right() - int(bar.width() * share));
        painter->fillRect(bar, tinted(m_theme.background, side, 0.38));
    }
    QStyledItemDelegate::paint(painter, option, index);
}

} // namespace Orderflow
