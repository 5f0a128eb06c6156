#pragma once

#include "gui/overview/symbolsortmodel.h"
#include "gui/source/seriesstore.h"

#include <QCache>
#include <QPixmap>
#include <QStyledItemDelegate>

namespace Orderflow {

/// Paints the cells of the table of symbols: plain texts, states with their colour behind them, and
/// how the events of a symbol went. It asks the style for nothing, because hundreds of cells change
/// several times a second.
class SymbolDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// All outlive it.
    SymbolDelegate(const SymbolTableModel &symbols, const SymbolSortModel &sorted,
                   const SeriesStore &series, QObject *parent = nullptr);

    /// Values of an old status, because there is no new one, are dim.
    void setStale(bool isStale) { m_isStale = isStale; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    /// A line as it was painted, until there are newer points.
    struct PaintedTrend
    {
        UtcMicroseconds until{};
        QColor colour;
        QPixmap picture;
    };

    void paintTrend(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                    const QColor &colour) const;

    const SymbolTableModel &m_symbols;
    const SymbolSortModel &m_sorted;
    const SeriesStore &m_series;
    /// By the names of symbols; more than a screen has rows.
    mutable QCache<QString, PaintedTrend> m_trends;
    bool m_isStale = false;
};

} // namespace Orderflow
