#include "gui/charts/depthheatmap.h"

#include "gui/style/format.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPolygonF>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr double MarkerPixels = 9;
constexpr double SmallestMarker = 1.5;
constexpr double LargestMarker = 10;
constexpr double MostPriceZoom = 200;
constexpr double PriceZoomStep = 1.25;
constexpr int LegendColours = 6;
/// As many amounts tell the whole.
constexpr std::size_t Samples = 2000;

/// The exchange's way to write prices, as in the ladder beside it.
QString priceText(double price, int decimals)
{
    return QString::number(price, 'f', decimals);
}

} // namespace

ValueAxis::Range steadyRange(double lowest, double highest, const ValueAxis::Range &before)
{
    const double needed = highest - lowest;
    const double have = before.to - before.from;
    if (lowest >= before.from && highest <= before.to && needed * 3 >= have)
        return before;
    const double margin = needed > 0 ? needed * 0.25 : std::max(std::abs(highest) * 1e-4, 1e-9);
    return {lowest - margin, highest + margin};
}

DepthHeatMap::DepthHeatMap(TimeWindow &window, QWidget *parent)
    : TimeView(window, tr("Depth"), parent)
    , m_image(theme())
{}

void DepthHeatMap::addBook(UtcMicroseconds time, const std::vector<PriceLevel> &bids,
                           const std::vector<PriceLevel> &asks)
{
    m_columns.add(time, bids, asks);
    // Painting follows the window, which moves with time.
}

void DepthHeatMap::setPriceZoom(double zoom)
{
    const double inside = std::clamp(zoom, 1.0, MostPriceZoom);
    if (inside == m_priceZoom)
        return;
    m_priceZoom = inside;
    m_hasPrices = false;
    invalidate();
}

void DepthHeatMap::followPrices(const TimeAxis &axis)
{
    double lowest = std::numeric_limits<double>::max();
    double highest = std::numeric_limits<double>::lowest();
    const DepthColumn *last = nullptr;
    for (auto column = m_columns.firstAfter(axis.from());
         column != m_columns.columns().end() && column->from <= axis.to(); ++column) {
        lowest = std::min(lowest, double(column->lowest));
        highest = std::max(highest, double(column->highest));
        last = &*column;
    }
    if (!last)
        return;
    if (m_priceZoom > 1) {
        const double half = (highest - lowest) / 2 / m_priceZoom;
        const float side = std::isnan(last->bestBid) ? last->bestAsk : last->bestBid;
        const double middle = double(std::isnan(last->bestAsk) ? side : (side + last->bestAsk) / 2);
        // Only what is around the newest prices is needed, not all that was.
        lowest = middle - half * 0.6;
        highest = middle + half * 0.6;
    }
    m_prices = steadyRange(lowest, highest, m_hasPrices ? m_prices : ValueAxis::Range{});
    m_hasPrices = true;
}

void DepthHeatMap::followAmounts(const TimeAxis &axis)
{
    const bool isKnown = m_amountsSpan == window().span() && axis.to() >= m_amountsOf &&
                         axis.to() - m_amountsOf < window().span() / 10;
    if (isKnown)
        return;
    std::vector<float> amounts;
    const auto first = m_columns.firstAfter(axis.from());
    const auto count = std::size_t(m_columns.columns().end() - first);
    const std::size_t every = std::max<std::size_t>(1, count * 10 / Samples);
    for (std::size_t i = 0; i < count; i += every) {
        for (const DepthCell &cell : (first + std::ptrdiff_t(i))->cells)
            amounts.push_back(cell.quantity);
    }
    if (amounts.empty())
        return;
    std::ranges::sort(amounts);
    const double least = double(amounts[amounts.size() / 10]);
    const double most = double(amounts[amounts.size() * 99 / 100]);
    m_amountsOf = axis.to();
    m_amountsSpan = window().span();
    const HeatScale &scale = m_image.scale();
    const auto differs = [](double a, double b) {
        return a > 1.5 * b || b > 1.5 * a;
    };
    if (least > 0 && (differs(least, scale.least()) || differs(most, scale.most())))
        m_image.setBounds(least, most);
}

std::chrono::microseconds DepthHeatMap::markerWidth(double plotWidth) const
{
    const double width = double(window().span().count()) / plotWidth * MarkerPixels;
    return std::chrono::microseconds(std::max<std::int64_t>(1, std::llround(width)));
}

void DepthHeatMap::paintPrices(QPainter &painter, const QRectF &plot) const
{
    const ValueAxis axis(m_prices, plot.top(), plot.height());
    for (const ValueAxis::Tick &tick : axis.ticks(fontMetrics().height() * 1.8)) {
        const double y = std::round(tick.y) + 0.5;
        painter.setPen(theme().grid);
        painter.drawLine(QPointF(plot.right(), y), QPointF(plot.right() + 3, y));
        painter.setPen(theme().dimText);
        paintValue(painter, y, priceText(tick.value, tick.decimals), plot);
    }
}

void DepthHeatMap::paintTrades(QPainter &painter, const TimeAxis &axis, const QRectF &plot) const
{
    const std::vector<TradeMarker> markers =
        m_trades.markers(axis.from(), axis.to(), markerWidth(plot.width()));
    double most = 0;
    for (const TradeMarker &marker : markers)
        most = std::max(most, marker.quantity);
    const ValueAxis values(m_prices, plot.top(), plot.height());
    painter.setRenderHint(QPainter::Antialiasing);
    for (const TradeMarker &marker : markers) {
        // The area, not the height, is in proportion.
        const double size =
            SmallestMarker + (LargestMarker - SmallestMarker) * std::sqrt(marker.quantity / most);
        const double x = axis.xOf(marker.time);
        const double y = values.yOf(marker.price);
        const double up = marker.isSold ? -size : size;
        painter.setPen(QPen(theme().background, 1));
        painter.setBrush(marker.isSold ? theme().ask : theme().bid);
        painter.drawPolygon(QPolygonF(
            {{x, y - up * 0.7}, {x - size * 0.7, y + up * 0.5}, {x + size * 0.7, y + up * 0.5}}));
    }
}

void DepthHeatMap::paintContent(QPainter &painter, const TimeAxis &axis, const QRectF &plot)
{
    followPrices(axis);
    followAmounts(axis);
    if (!m_hasPrices) {
        painter.setPen(theme().dimText);
        painter.drawText(plot, Qt::AlignCenter | Qt::TextWordWrap, tr("No book was seen yet"));
        return;
    }
    const double ratio = devicePixelRatioF();
    const QSize size(std::max(1, int(std::round(plot.width() * ratio))),
                     std::max(1, int(std::round(plot.height() * ratio))));
    m_image.update(m_columns,
                   {size, window().span(), m_prices, std::max(1, int(std::round(2 * ratio)))},
                   axis.to());
    m_image.draw(painter, plot);
    paintPrices(painter, plot);
    painter.setClipRect(plot);
    paintTrades(painter, axis, plot);
}

QString DepthHeatMap::quantityAt(const DepthColumn &column) const
{
    const auto at = pointer();
    if (!at)
        return {};
    const QRectF plot = plotRect();
    const ValueAxis axis(m_prices, plot.top(), plot.height());
    const double price = axis.valueAt(at->y());
    const auto distance = [price](const DepthCell &cell) {
        return std::abs(double(cell.price) - price);
    };
    const auto nearest = std::ranges::min_element(column.cells, {}, distance);
    const double most =
        std::max(m_columns.priceStep() / 2, (m_prices.to - m_prices.from) / plot.height() * 3);
    if (nearest == column.cells.end() || distance(*nearest) > most)
        return {};
    return tr("%1 × %2", "price and quantity")
        .arg(priceText(double(nearest->price), m_columns.priceScale()),
             Format::shortNumber(double(nearest->quantity)));
}

std::vector<TimeView::LegendEntry> DepthHeatMap::legend(std::optional<UtcMicroseconds> time) const
{
    const DepthColumn *column = nullptr;
    if (time)
        column = m_columns.at(*time);
    else if (!m_columns.columns().empty())
        column = &m_columns.columns().back();
    const auto best = [&](float DepthColumn::*side) -> QString {
        if (!column || std::isnan(column->*side))
            return Format::nothing();
        return priceText(double(column->*side), m_columns.priceScale());
    };
    std::vector<LegendEntry> entries{{u"━"_s, tr("bid"), best(&DepthColumn::bestBid), theme().bid},
                                     {u"━"_s, tr("ask"), best(&DepthColumn::bestAsk), theme().ask}};
    if (!time) {
        const HeatScale &scale = m_image.scale();
        entries.push_back(
            {u"█"_s, tr("size"),
             tr("%1 to %2")
                 .arg(Format::shortNumber(scale.least()), Format::shortNumber(scale.most())),
             QColor(scale.colourAt(0))});
        for (int i = 1; i < LegendColours; ++i)
            entries.back().moreColours.emplace_back(
                scale.colourAt((HeatScale::Steps - 1) * i / (LegendColours - 1)));
        return entries;
    }
    const std::chrono::microseconds width = markerWidth(plotRect().width());
    double bought = 0;
    double sold = 0;
    for (const TradeMarker &marker : m_trades.markers(*time, *time + width, width)) {
        if (std::chrono::abs(marker.time - *time) <= width / 2)
            (marker.isSold ? sold : bought) += marker.quantity;
    }
    if (column) {
        if (const QString quantity = quantityAt(*column); !quantity.isEmpty())
            entries.push_back({u"█"_s, {}, quantity, theme().text});
    }
    if (bought > 0)
        entries.push_back({u"▲"_s, {}, Format::shortNumber(bought), theme().bid});
    if (sold > 0)
        entries.push_back({u"▼"_s, {}, Format::shortNumber(sold), theme().ask});
    return entries;
}

QString DepthHeatMap::valueTextAt(double y) const
{
    const QRectF plot = plotRect();
    return priceText(ValueAxis(m_prices, plot.top(), plot.height()).valueAt(y),
                     m_columns.priceScale());
}

std::chrono::microseconds DepthHeatMap::steps() const
{
    // Books come ten times a second.
    return 200ms;
}

void DepthHeatMap::wheelEvent(QWheelEvent *event)
{
    if (!event->modifiers().testFlag(Qt::ControlModifier)) {
        TimeView::wheelEvent(event);
        return;
    }
    setPriceZoom(m_priceZoom * std::pow(PriceZoomStep, event->angleDelta().y() / 120.0));
    event->accept();
}

void DepthHeatMap::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Up)
        setPriceZoom(m_priceZoom * PriceZoomStep);
    else if (event->key() == Qt::Key_Down)
        setPriceZoom(m_priceZoom / PriceZoomStep);
    else
        TimeView::keyPressEvent(event);
}

void DepthHeatMap::changeEvent(QEvent *event)
{
    TimeView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_image.setTheme(theme());
}

} // namespace Orderflow
