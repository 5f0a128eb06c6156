#pragma once

#include <QStyledItemDelegate>

namespace Orderflow {

/// Paints the cells of the table of symbols: plain texts, and states with their colour behind them.
/// It asks the style for nothing, because hundreds of cells change several times a second.
class SymbolDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    /// Values of an old status, because there is no new one, are dim.
    void setStale(bool isStale) { m_isStale = isStale; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    bool m_isStale = false;
};

} // namespace Orderflow
