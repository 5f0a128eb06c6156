#include "gui/charts/timechart.h"

#include "gui/charts/longpolyline.h"
#include "gui/style/format.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Points that are further apart have something unknown between them.
constexpr auto LongestStep = 3s;

} // namespace

std::optional<std::size_t> nearestTime(const std::deque<UtcMicroseconds> &times,
                                       UtcMicroseconds time, std::chrono::microseconds most)
{
    const auto after = std::ranges::lower_bound(times, time);
    auto best = times.end();
    if (after != times.end())
        best = after;
    if (after != times.begin() && (best == times.end() || time - *(after - 1) < *best - time))
        best = after - 1;
    if (best == times.end() || std::chrono::abs(*best - time) > most)
        return {};
    return std::size_t(best - times.begin());
}

TimeChart::TimeChart(TimeWindow &window, const QString &title, ValueAxis::Scale scale,
                     QWidget *parent)
    : TimeView(window, title, parent)
    , m_scale(scale)
    , m_valueText(&Format::rate)
    , m_tickText(&axisText)
{}

void TimeChart::setTexts(ValueText valueText, TickText tickText)
{
    m_valueText = valueText;
    m_tickText = tickText;
}

void TimeChart::setSeries(std::deque<UtcMicroseconds> times, std::vector<ChartSeries> series)
{
    m_times = std::move(times);
    m_series = std::move(series);
    invalidate();
}

ValueAxis::Range TimeChart::rangeFor(const TimeAxis &axis) const
{
    double lowest = std::numeric_limits<double>::max();
    double highest = 0;
    for (std::size_t i = 0; i < m_times.size(); ++i) {
        if (m_times[i] < axis.from() || m_times[i] > axis.to())
            continue;
        for (const ChartSeries &series : m_series) {
            const double value = double(series.values[i]);
            // Neither NaN nor, on a logarithmic axis, zero.
            if (m_scale == ValueAxis::Scale::Logarithmic && !(value > 0))
                continue;
            lowest = std::min(lowest, value);
            highest = std::max(highest, value);
        }
    }
    if (m_scale == ValueAxis::Scale::Linear)
        return ValueAxis::fromZero(highest, m_range);
    return highest > 0 ? ValueAxis::decades(std::max(lowest, 0.1), std::max(highest, 1.0))
                       : ValueAxis::Range{1, 1000};
}

void TimeChart::paintSeries(QPainter &painter, const ChartSeries &series, const TimeAxis &axis,
                            const ValueAxis &values) const
{
    QPolygonF line;
    const auto flush = [&] {
        if (line.size() == 1)
            painter.drawPoint(line.constFirst());
        else if (!line.isEmpty())
            drawLongPolyline(painter, line);
        line.clear();
    };
    painter.setPen(QPen(theme().*series.colour, 1.6, series.style, Qt::FlatCap, Qt::BevelJoin));
    // One point beyond each edge, so that lines go on there.
    const auto first = std::ranges::lower_bound(m_times, axis.from() - LongestStep);
    UtcMicroseconds before{};
    for (auto i = std::size_t(first - m_times.begin()); i < m_times.size(); ++i) {
        if (m_times[i] > axis.to() + LongestStep)
            break;
        const double value = double(series.values[i]);
        if (std::isnan(value) || (!line.isEmpty() && m_times[i] - before > LongestStep))
            flush();
        if (std::isnan(value))
            continue;
        line.append(QPointF(axis.xOf(m_times[i]), values.yOf(value)));
        before = m_times[i];
    }
    flush();
}

void TimeChart::paintContent(QPainter &painter, const TimeAxis &axis, const QRectF &plot)
{
    m_range = rangeFor(axis);
    const ValueAxis values(m_range, plot.top(), plot.height(), m_scale);
    paintGrid(painter, values, plot, m_tickText);
    painter.setClipRect(plot.adjusted(0, -1, 0, 1));
    painter.setRenderHint(QPainter::Antialiasing);
    for (const ChartSeries &series : m_series)
        paintSeries(painter, series, axis, values);
}

std::vector<TimeView::LegendEntry> TimeChart::legend(std::optional<UtcMicroseconds> time) const
{
    std::optional<std::size_t> place;
    if (time)
        place = nearestTime(m_times, *time, 1500ms);
    else if (!m_times.empty())
        place = m_times.size() - 1;
    std::vector<LegendEntry> entries;
    for (const ChartSeries &series : m_series) {
        const double value =
            place ? double(series.values[*place]) : std::numeric_limits<double>::quiet_NaN();
        entries.push_back({series.style == Qt::SolidLine ? u"━"_s : u"┅"_s, series.name,
                           std::isnan(value) ? Format::nothing() : m_valueText(value),
                           theme().*series.colour});
    }
    return entries;
}

QString TimeChart::valueTextAt(double y) const
{
    const QRectF plot = plotRect();
    return m_tickText({y, ValueAxis(m_range, plot.top(), plot.height(), m_scale).valueAt(y), 1});
}

} // namespace Orderflow
