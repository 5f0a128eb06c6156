#include "gui/charts/deltachart.h"

#include "gui/charts/longpolyline.h"
#include "gui/style/format.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr double LeastBarWidth = 4;

UtcMicroseconds roundedDown(UtcMicroseconds time, std::chrono::seconds interval)
{
    return UtcMicroseconds(time.time_since_epoch() / interval * interval);
}

QString withSign(double value)
{
    return value > 0 ? QString(u'+' + Format::shortNumber(value)) : Format::shortNumber(value);
}

} // namespace

std::vector<DeltaBin> binDeltas(const std::deque<UtcMicroseconds> &times,
                                const std::vector<float> &bought, const std::vector<float> &sold,
                                std::chrono::seconds interval, double total)
{
    std::vector<DeltaBin> bins;
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (std::isnan(bought[i]) || std::isnan(sold[i]))
            continue;
        const UtcMicroseconds from = roundedDown(times[i], interval);
        if (bins.empty() || bins.back().from != from)
            bins.push_back({from, 0, 0, 0});
        bins.back().bought += double(bought[i]);
        bins.back().sold += double(sold[i]);
    }
    // The total is exact, so the line is led back from there.
    for (auto bin = bins.rbegin(); bin != bins.rend(); ++bin) {
        bin->cumulative = total;
        total -= bin->bought - bin->sold;
    }
    return bins;
}

std::chrono::seconds deltaInterval(std::chrono::microseconds span, double width, double leastPixels)
{
    const double seconds = std::chrono::duration<double>(span).count();
    constexpr std::array Intervals{1s, 2s, 5s};
    for (const std::chrono::seconds interval : Intervals) {
        if (double(interval.count()) / seconds * width >= leastPixels)
            return interval;
    }
    return 10s;
}

DeltaChart::DeltaChart(TimeWindow &window, QWidget *parent)
    : TimeView(window, tr("Volume and delta"), parent)
{
    setToolTip(
        tr("What takers bought and sold. The delta is the sum of all that was bought less all "
           "that was sold since the recording started; its axis is at the left."));
}

void DeltaChart::setVolumes(std::deque<UtcMicroseconds> times, std::vector<float> bought,
                            std::vector<float> sold, std::optional<Decimal> total)
{
    m_times = std::move(times);
    m_bought = std::move(bought);
    m_sold = std::move(sold);
    m_total = total;
    makeBins(deltaInterval(window().span(), plotRect().width(), LeastBarWidth));
    invalidate();
}

void DeltaChart::makeBins(std::chrono::seconds interval)
{
    m_interval = interval;
    m_bins =
        binDeltas(m_times, m_bought, m_sold, interval, m_total ? m_total->toDoubleForDisplay() : 0);
}

std::span<const DeltaBin> DeltaChart::binsIn(const TimeAxis &axis) const
{
    // One beyond each edge, so that the line goes on there.
    const auto first =
        std::ranges::lower_bound(m_bins, axis.from() - 2 * m_interval, {}, &DeltaBin::from);
    const auto end = std::ranges::upper_bound(m_bins, axis.to() + m_interval, {}, &DeltaBin::from);
    return {first, std::max(first, end)};
}

void DeltaChart::paintBars(QPainter &painter, const TimeAxis &axis, const ValueAxis &values) const
{
    const double zero = values.yOf(0);
    for (const DeltaBin &bin : binsIn(axis)) {
        const double left = axis.xOf(bin.from);
        const double width = std::max(axis.xOf(bin.from + m_interval) - left - 1, 1.0);
        const double up = values.yOf(bin.bought);
        const double down = values.yOf(-bin.sold);
        painter.fillRect(QRectF(left, up, width, zero - up), theme().bid);
        painter.fillRect(QRectF(left, zero, width, down - zero), theme().ask);
    }
}

void DeltaChart::paintCumulative(QPainter &painter, const TimeAxis &axis, const QRectF &plot)
{
    const std::span<const DeltaBin> bins = binsIn(axis);
    if (bins.empty())
        return;
    const auto [lowest, highest] = std::ranges::minmax(bins, {}, &DeltaBin::cumulative);
    const double margin = std::max((highest.cumulative - lowest.cumulative) * 0.1, 1e-9);
    const ValueAxis values({lowest.cumulative - margin, highest.cumulative + margin}, plot.top(),
                           plot.height());
    QPolygonF line;
    for (const DeltaBin &bin : bins)
        line.append(QPointF(axis.xOf(bin.from + m_interval / 2), values.yOf(bin.cumulative)));
    painter.setRenderHint(QPainter::Antialiasing);
    // An edge of the ground tells the line from the bars that it crosses.
    painter.setPen(QPen(theme().background, 4, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin));
    drawLongPolyline(painter, line);
    painter.setPen(QPen(theme().secondLine, 1.8, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin));
    drawLongPolyline(painter, line);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const int height = fontMetrics().height();
    for (const ValueAxis::Tick &tick : values.ticks(height * 1.8)) {
        const double top = std::clamp(tick.y - height / 2.0, plot.top(), plot.bottom() - height);
        const QString text = axisText(tick);
        const QRectF place(plot.left() + 2, top, fontMetrics().horizontalAdvance(text) + 4, height);
        QColor ground = theme().background;
        ground.setAlphaF(0.75f);
        painter.fillRect(place, ground);
        painter.setPen(theme().secondLine);
        painter.drawText(place, Qt::AlignCenter, text);
    }
}

void DeltaChart::paintContent(QPainter &painter, const TimeAxis &axis, const QRectF &plot)
{
    const std::chrono::seconds interval =
        deltaInterval(window().span(), plot.width(), LeastBarWidth);
    if (interval != m_interval)
        makeBins(interval);
    double highest = 0;
    for (const DeltaBin &bin : binsIn(axis))
        highest = std::max({highest, bin.bought, bin.sold});
    m_range.to = ValueAxis::fromZero(highest, {0, m_range.to}).to;
    m_range.from = -m_range.to;
    const ValueAxis values(m_range, plot.top(), plot.height());
    paintGrid(painter, values, plot);
    painter.setClipRect(plot);
    paintBars(painter, axis, values);
    painter.setPen(theme().dimText);
    const double zero = std::round(values.yOf(0)) + 0.5;
    painter.drawLine(QPointF(plot.left(), zero), QPointF(plot.right(), zero));
    paintCumulative(painter, axis, plot);
}

const DeltaBin *DeltaChart::binAt(UtcMicroseconds time) const
{
    if (m_interval == 0s)
        return nullptr;
    const auto found =
        std::ranges::lower_bound(m_bins, roundedDown(time, m_interval), {}, &DeltaBin::from);
    return found != m_bins.end() && found->from == roundedDown(time, m_interval) ? &*found
                                                                                 : nullptr;
}

std::vector<TimeView::LegendEntry> DeltaChart::legend(std::optional<UtcMicroseconds> time) const
{
    const DeltaBin *bin = nullptr;
    if (time)
        bin = binAt(*time);
    else if (!m_bins.empty())
        bin = &m_bins.back();
    QString total = Format::nothing();
    if (time && bin)
        total = withSign(bin->cumulative);
    else if (!time && m_total)
        total = m_total->mantissa() > 0 ? QString(u'+' + m_total->toString()) : m_total->toString();
    return {
        {u"▲"_s, tr("bought"), bin ? Format::shortNumber(bin->bought) : Format::nothing(),
         theme().bid},
        {u"▼"_s, tr("sold"), bin ? Format::shortNumber(bin->sold) : Format::nothing(), theme().ask},
        {u"━"_s, tr("delta"), total, theme().secondLine}};
}

} // namespace Orderflow
