#pragma once

#include "gui/style/theme.h"

#include <QStyledItemDelegate>

namespace Orderflow {

/// Paints a row of a TradeTapeModel: the size with a bar behind, and what is missing over the width
/// of the whole row.
class TradeTapeDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setTheme(const Theme &theme) { m_theme = theme; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintMissing(QPainter *painter, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const;
    void paintText(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                   bool isLarge) const;

    Theme m_theme;
};

} // namespace Orderflow
