#include "gui/overview/symboldelegate.h"

#include "gui/overview/symboltablemodel.h"
#include "gui/style/theme.h"

#include <QPainter>

namespace Orderflow {

namespace {

constexpr double StateTint = 0.18;

QColor textColour(const Theme &theme, const QModelIndex &index)
{
    switch (SymbolTableModel::Column(index.column())) {
    case SymbolTableModel::Bid:
        return theme.bid;
    case SymbolTableModel::Ask:
        return theme.ask;
    case SymbolTableModel::Favourite:
        return theme.dimText;
    default:
        return theme.text;
    }
}

} // namespace

void SymbolDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const Theme theme = Theme::of(option.palette);
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const auto group =
        option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    const QVariant health = index.data(SymbolTableModel::HealthRole);
    QColor colour = textColour(theme, index);
    if (isSelected) {
        painter->fillRect(option.rect, option.palette.color(group, QPalette::Highlight));
        colour = option.palette.color(group, QPalette::HighlightedText);
    } else if (health.isValid()) {
        painter->fillRect(option.rect,
                          tinted(theme.background, theme.of(Health(health.toInt())), StateTint));
    }
    if (m_isStale && !isSelected)
        colour = theme.dimText;

    const int margin = option.fontMetrics.averageCharWidth();
    const QRect place = option.rect.adjusted(margin, 0, -margin, 0);
    const QString text = index.data(Qt::DisplayRole).toString();
    const Qt::Alignment alignment(index.data(Qt::TextAlignmentRole).toInt());
    painter->setFont(option.font);
    painter->setPen(colour);
    painter->drawText(place, int(alignment) | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(text, Qt::ElideRight, place.width()));
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(colour, 1, Qt::DotLine));
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
}

} // namespace Orderflow
