#include "gui/symbol/tradetapedelegate.h"

#include "gui/symbol/tradetapemodel.h"

#include <QApplication>
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

void TradeTapeDelegate::paintText(QPainter *painter, const QStyleOptionViewItem &option,
                                  const QModelIndex &index, bool isLarge) const
{
    // As a style does. All rows move with each trade, and a style takes several times as long.
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &option, option.widget) + 1;
    const QFont usual = painter->font();
    const QPen before = painter->pen();
    QFont font = option.font;
    font.setBold(isLarge);
    painter->setFont(font);
    painter->setPen(index.data(Qt::ForegroundRole).value<QColor>());
    const QRect place = option.rect.adjusted(margin, 0, -margin, 0);
    // A number that is cut off without a sign would be another number.
    const QString text = painter->fontMetrics().elidedText(index.data().toString(),
                                                           option.textElideMode, place.width());
    painter->drawText(place, index.data(Qt::TextAlignmentRole).toInt(), text);
    painter->setFont(usual);
    painter->setPen(before);
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
    if (isSelected || option.state.testFlag(QStyle::State_HasFocus))
        QStyledItemDelegate::paint(painter, option, index);
    else
        paintText(painter, option, index, share >= 1);
}

} // namespace Orderflow
