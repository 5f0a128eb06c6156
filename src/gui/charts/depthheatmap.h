#pragma once

#include "gui/charts/heatimage.h"
#include "gui/charts/timeview.h"
#include "gui/charts/trademarkers.h"

namespace Orderflow {

/// How the book went over time: what lies at each price by colour, the best prices as lines, and
/// trades as triangles, up where a taker bought, as large as they are.
///
/// Prices follow the market in steps. Ctrl and the wheel, or the up and down keys, show fewer of
/// them.
class DepthHeatMap final : public TimeView
{
    Q_OBJECT

public:
    explicit DepthHeatMap(TimeWindow &window, QWidget *parent = nullptr);

    /// The book as of `time`, as it is looked at; to be called for an empty one too.
    void addBook(UtcMicroseconds time, const std::vector<PriceLevel> &bids,
                 const std::vector<PriceLevel> &asks);
    /// By the same clock as books.
    void addTrade(const ChartTrade &trade) { m_trades.add(trade); }

    const DepthColumns &columns() const { return m_columns; }
    const ValueAxis::Range &prices() const { return m_prices; }

    /// Of those prices that there are, so many times fewer are shown; 1 or more.
    double priceZoom() const { return m_priceZoom; }
    void setPriceZoom(double zoom);

protected:
    void paintContent(QPainter &painter, const TimeAxis &axis, const QRectF &plot) override;
    std::vector<LegendEntry> legend(std::optional<UtcMicroseconds> time) const override;
    QString valueTextAt(double y) const override;
    std::chrono::microseconds steps() const override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void followPrices(const TimeAxis &axis);
    void followAmounts(const TimeAxis &axis);
    void paintPrices(QPainter &painter, const QRectF &plot) const;
    void paintTrades(QPainter &painter, const TimeAxis &axis, const QRectF &plot) const;
    std::chrono::microseconds markerWidth(double plotWidth) const;
    QString quantityAt(const DepthColumn &column) const;

    DepthColumns m_columns;
    ChartTrades m_trades;
    HeatImage m_image;
    ValueAxis::Range m_prices;
    bool m_hasPrices = false;
    double m_priceZoom = 1;
    /// When the amounts were looked at, and how long a stretch was.
    UtcMicroseconds m_amountsOf{};
    std::chrono::microseconds m_amountsSpan{};
};

/// The prices to show where those from `lowest` to `highest` are needed: `before`, as long as they
/// are in it and fill enough of it. Pure.
ValueAxis::Range steadyRange(double lowest, double highest, const ValueAxis::Range &before);

} // namespace Orderflow
