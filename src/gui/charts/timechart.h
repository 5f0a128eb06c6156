#pragma once

#include "gui/charts/timeview.h"

#include <deque>

namespace Orderflow {

/// A line of a TimeChart.
struct ChartSeries
{
    QString name;
    /// Its colour in any theme.
    QColor Theme::*colour = &Theme::line;
    Qt::PenStyle style = Qt::SolidLine;
    /// One for each time, NaN where it is not known; the line has a gap there.
    std::vector<float> values;
};

/// Values over time as lines, and what they are at the crosshair.
class TimeChart final : public TimeView
{
    Q_OBJECT

public:
    /// The axis starts at zero, or is of powers of ten where values differ that much.
    TimeChart(TimeWindow &window, const QString &title, ValueAxis::Scale scale,
              QWidget *parent = nullptr);

    /// How a value reads, and how it does at the axis; `12.3` and `10` where nothing else is set.
    using ValueText = QString (*)(double value);
    void setTexts(ValueText valueText, TickText tickText);

    /// `times` rise; all series have a value for each.
    void setSeries(std::deque<UtcMicroseconds> times, std::vector<ChartSeries> series);

protected:
    void paintContent(QPainter &painter, const TimeAxis &axis, const QRectF &plot) override;
    std::vector<LegendEntry> legend(std::optional<UtcMicroseconds> time) const override;
    QString valueTextAt(double y) const override;

private:
    ValueAxis::Range rangeFor(const TimeAxis &axis) const;
    void paintSeries(QPainter &painter, const ChartSeries &series, const TimeAxis &axis,
                     const ValueAxis &values) const;

    const ValueAxis::Scale m_scale;
    ValueText m_valueText;
    TickText m_tickText;
    std::deque<UtcMicroseconds> m_times;
    std::vector<ChartSeries> m_series;
    ValueAxis::Range m_range;
};

/// The place of the time that is nearest to `time` and no more than `most` away; nothing where none
/// is.
std::optional<std::size_t> nearestTime(const std::deque<UtcMicroseconds> &times,
                                       UtcMicroseconds time, std::chrono::microseconds most);

} // namespace Orderflow
