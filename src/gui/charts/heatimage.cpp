#include "gui/charts/heatimage.h"

#include "gui/style/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace Orderflow {

namespace {

constexpr int StripeDistance = 12;

} // namespace

HeatImage::HeatImage(const Theme &theme)
    : m_scale(theme)
{
    setTheme(theme);
}

void HeatImage::setTheme(const Theme &theme)
{
    const double least = m_scale.least();
    const double most = m_scale.most();
    m_scale = HeatScale(theme);
    m_scale.setBounds(least, most);
    m_background = theme.background.rgb();
    m_unknown = theme.grid.rgb();
    m_bid = theme.bid.rgb();
    m_ask = theme.ask.rgb();
    m_isEmpty = true;
}

void HeatImage::setBounds(double least, double most)
{
    m_scale.setBounds(least, most);
    m_isEmpty = true;
}

std::int64_t HeatImage::placeOf(std::int64_t bin) const
{
    const std::int64_t width = m_image.width();
    return ((bin % width) + width) % width;
}

void HeatImage::update(const DepthColumns &columns, const Frame &frame, UtcMicroseconds to)
{
    if (frame.size != m_image.size()) {
        m_image = QImage(frame.size, QImage::Format_RGB32);
        m_isEmpty = true;
    }
    const std::int64_t width = m_image.width();
    m_binWidth = std::max(frame.span / width, std::chrono::microseconds(1));
    const std::int64_t last = to.time_since_epoch() / m_binWidth;
    const std::int64_t first = last - width + 1;
    const bool isAnother = m_isEmpty || frame != m_frame || last < m_lastBin || first > m_lastBin;
    if (isAnother) {
        m_frame = frame;
        m_image.fill(m_background);
        m_bidRows.assign(std::size_t(width), -1);
        m_askRows.assign(std::size_t(width), -1);
    }
    // The last one may have been drawn before it was over.
    for (std::int64_t bin = isAnother ? first : m_lastBin; bin <= last; ++bin)
        drawBin(columns, bin);
    m_lastBin = last;
    m_isEmpty = false;
}

void HeatImage::fill(const DepthColumn &column, const ValueAxis &axis, double cellHeight)
{
    const int height = m_image.height();
    for (const DepthCell &cell : column.cells) {
        const double top = axis.yOf(double(cell.price)) - cellHeight / 2;
        const int first = int(std::floor(top + 0.5));
        const int end = std::max(first + 1, int(std::floor(top + cellHeight + 0.5)));
        for (int row = std::max(first, 0); row < std::min(end, height); ++row) {
            float &amount = m_amounts[std::size_t(row)];
            amount = std::max(amount, cell.quantity);
        }
    }
}

void HeatImage::drawLine(std::vector<int> &rows, std::int64_t bin, float price,
                         const ValueAxis &axis, QRgb colour)
{
    const auto place = std::size_t(placeOf(bin));
    const int row = std::isnan(price) ? -1 : int(std::floor(axis.yOf(double(price))));
    rows[place] = row;
    if (row < 0)
        return;
    const int before = rows[std::size_t(placeOf(bin - 1))];
    const int from = std::min(before < 0 ? row : before, row);
    const int to = std::max(before, row);
    for (int y = std::max(from, 0); y <= std::min(to, m_image.height() - 1); ++y)
        reinterpret_cast<QRgb *>(m_image.scanLine(y))[place] = colour;
}

void HeatImage::drawBin(const DepthColumns &columns, std::int64_t bin)
{
    ++m_drawnColumns;
    const ValueAxis axis(m_frame.prices, 0, m_image.height());
    const UtcMicroseconds from(bin * m_binWidth);
    const UtcMicroseconds to = from + m_binWidth;
    m_amounts.assign(std::size_t(m_image.height()), 0);
    const double perPrice = m_image.height() / (m_frame.prices.to - m_frame.prices.from);
    const double cellHeight = std::max(columns.priceStep() * perPrice, double(m_frame.leastHeight));
    const DepthColumn *last = nullptr;
    for (auto column = columns.firstAfter(from);
         column != columns.columns().end() && column->from < to; ++column) {
        fill(*column, axis, cellHeight);
        last = &*column;
    }
    const auto place = std::size_t(placeOf(bin));
    for (int row = 0; row < m_image.height(); ++row) {
        const double amount = double(m_amounts[std::size_t(row)]);
        QRgb &pixel = reinterpret_cast<QRgb *>(m_image.scanLine(row))[place];
        // Stripes tell a time that is not known from one in which there was nothing.
        if (!last)
            pixel = (row + bin) % StripeDistance == 0 ? m_unknown : m_background;
        else
            pixel = amount > 0 ? m_scale.colourOf(amount) : m_background;
    }
    constexpr float None = std::numeric_limits<float>::quiet_NaN();
    drawLine(m_bidRows, bin, last ? last->bestBid : None, axis, m_bid);
    drawLine(m_askRows, bin, last ? last->bestAsk : None, axis, m_ask);
}

void HeatImage::draw(QPainter &painter, const QRectF &place) const
{
    if (m_isEmpty)
        return;
    // The oldest column is behind the newest one.
    const int first = int(placeOf(m_lastBin + 1));
    const int width = m_image.width();
    const double perPixel = place.width() / width;
    const auto part = [&](int from, int count, double left) {
        if (count > 0)
            painter.drawImage(QRectF(left, place.top(), count * perPixel, place.height()), m_image,
                              QRectF(from, 0, count, m_image.height()));
    };
    part(first, width - first, place.left());
    part(0, first, place.left() + (width - first) * perPixel);
}

} // namespace Orderflow
