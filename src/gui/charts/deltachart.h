#pragma once

#include "gui/charts/timeview.h"
#include "market/decimal.h"

#include <deque>
#include <span>

namespace Orderflow {

/// What takers bought and sold in a stretch of time. For drawing.
struct DeltaBin
{
    UtcMicroseconds from{};
    double bought = 0;
    double sold = 0;
    /// The sum of all that was bought, less all that was sold, at its end.
    double cumulative = 0;
};

/// Bought and sold since the point before, at each of `times`, in bins of `interval` that start at
/// round times; a bin without a known value is left out. The cumulative delta ends at `total`.
/// Pure.
std::vector<DeltaBin> binDeltas(const std::deque<UtcMicroseconds> &times,
                                const std::vector<float> &bought, const std::vector<float> &sold,
                                std::chrono::seconds interval, double total);

/// 1, 2, 5 or 10 s: the shortest whose bars are still `leastPixels` wide. Pure.
std::chrono::seconds deltaInterval(std::chrono::microseconds span, double width,
                                   double leastPixels);

/// What takers bought, above zero, and sold, below, as bars; and as a line with an axis of its own
/// how the difference adds up.
class DeltaChart final : public TimeView
{
    Q_OBJECT

public:
    explicit DeltaChart(TimeWindow &window, QWidget *parent = nullptr);

    /// `bought` and `sold` have a value for each of `times`, NaN where it is not known. `total` is
    /// the exact delta as of now.
    void setVolumes(std::deque<UtcMicroseconds> times, std::vector<float> bought,
                    std::vector<float> sold, std::optional<Decimal> total);

protected:
    void paintContent(QPainter &painter, const TimeAxis &axis, const QRectF &plot) override;
    std::vector<LegendEntry> legend(std::optional<UtcMicroseconds> time) const override;

private:
    void makeBins(std::chrono::seconds interval);
    std::span<const DeltaBin> binsIn(const TimeAxis &axis) const;
    void paintBars(QPainter &painter, const TimeAxis &axis, const ValueAxis &values) const;
    void paintCumulative(QPainter &painter, const TimeAxis &axis, const QRectF &plot);
    const DeltaBin *binAt(UtcMicroseconds time) const;

    std::deque<UtcMicroseconds> m_times;
    std::vector<float> m_bought;
    std::vector<float> m_sold;
    std::optional<Decimal> m_total;
    std::vector<DeltaBin> m_bins;
    /// Of the bins; nothing while they are to be made again.
    std::chrono::seconds m_interval{};
    ValueAxis::Range m_range;
};

} // namespace Orderflow
