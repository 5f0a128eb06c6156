#include "gui/overview/symboldelegate.h"

#include "gui/charts/trendline.h"
#include "gui/style/theme.h"

#include <QPainter>

#include <algorithm>
#include <vector>

namespace Orderflow {

namespace {

constexpr double StateTint = 0.18;
constexpr int MostTrends = 250;
/// So that a young line can be seen at all.
constexpr std::size_t FewestPoints = 120;

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

SymbolDelegate::SymbolDelegate(const SymbolTableModel &symbols, const SymbolSortModel &sorted,
                               const SeriesStore &series, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_symbols(symbols)
    , m_sorted(sorted)
    , m_series(series)
    , m_trends(MostTrends)
{}

void SymbolDelegate::paintTrend(QPainter &painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index, const QColor &colour) const
{
    const int row = m_sorted.sourceRow(index);
    const SeriesPoints &points = m_series.of(m_symbols.symbolAt(row));
    const QRect place = option.rect.adjusted(0, 2, 0, -2);
    if (points.empty() || place.width() < 2 || place.height() < 2)
        return;
    const UtcMicroseconds until = m_series.times().back();
    const double ratio = painter.device()->devicePixelRatioF();
    const QSize pixels = place.size() * ratio;
    const QString &name = m_symbols.nameAt(row);
    PaintedTrend *trend = m_trends.object(name);
    if (!trend || trend->until != until || trend->colour != colour ||
        trend->picture.size() != pixels) {
        std::vector<float> values(points.size());
        std::ranges::transform(points, values.begin(), &SeriesPoint::eventsPerSecond);
        trend = new PaintedTrend{until, colour, QPixmap(pixels)};
        trend->picture.setDevicePixelRatio(ratio);
        trend->picture.fill(Qt::transparent);
        QPainter line(&trend->picture);
        TrendLine::paint(line, QRectF(QPointF(), place.size()), values,
                         std::max(points.size(), FewestPoints), colour);
        line.end();
        m_trends.insert(name, trend);
    }
    painter.drawPixmap(place.topLeft(), trend->picture);
}

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

    if (index.column() == SymbolTableModel::Trend) {
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        paintTrend(*painter, option, index, isSelected || m_isStale ? colour : theme.line);
        return;
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
