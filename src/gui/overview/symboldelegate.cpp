#include "gui/overview/symboldelegate.h"

#include "gui/overview/symboltablemodel.h"
#include "gui/style/theme.h"

#include <QPainter>

namespace Orderflow {

namespace {

constexpr double StateTint = 0.18;

/// What is as it should be has no colour behind it, so that the rest is seen.
bool isTinted(Health health)
{
    return health == Health::Changing || health == Health::Attention || health == Health::Bad;
}

QColor textColour(const Theme &theme, const QModelIndex &index)
{
    switch (SymbolTableModel::Column(index.column())) {
    case SymbolTableModel::Bid:
        return theme.bid;
    case SymbolTableModel::Ask:
        return theme.ask;
    case SymbolTableModel::State:
        return theme.of(Health(index.data(SymbolTableModel::HealthRole).toInt()));
    default:
        return theme.text;
    }
}

} // namespace

void SymbolDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const Theme theme = Theme::of(option.palette);
    const QVariant health = index.data(SymbolTableModel::HealthRole);
    QColor colour = m_isStale ? theme.dimText : textColour(theme, index);
    if (option.state.testFlag(QStyle::State_Selected)) {
        const auto group =
            option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
        painter->fillRect(option.rect, option.palette.color(group, QPalette::Highlight));
        colour = option.palette.color(group, QPalette::HighlightedText);
    } else if (health.isValid() && isTinted(Health(health.toInt())) && !m_isStale) {
        const QColor state = theme.of(Health(health.toInt()));
        painter->fillRect(option.rect, tinted(theme.background, state, StateTint));
        // On its own tint, a state's colour is too little of a contrast for small letters.
        colour = theme.text;
    }

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
