#include "gui/charts/trendline.h"

#include "gui/charts/longpolyline.h"
#include "gui/style/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace Orderflow {

namespace {

/// Of the values that share it.
struct Pixel
{
    std::optional<float> largest;
    bool hasUnknown = false;
};

std::vector<Pixel> pixelsOf(const std::vector<float> &values, std::size_t most, std::size_t width)
{
    std::vector<Pixel> pixels(width);
    const std::size_t missing = most - values.size();
    for (std::size_t i = 0; i < values.size(); ++i) {
        Pixel &pixel = pixels[most < 2 ? width - 1 : (missing + i) * (width - 1) / (most - 1)];
        if (std::isnan(values[i]))
            pixel.hasUnknown = true;
        else
            pixel.largest = std::max(pixel.largest.value_or(values[i]), values[i]);
    }
    return pixels;
}

} // namespace

TrendLine::TrendLine(QWidget *parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void TrendLine::setValues(std::vector<float> values, std::size_t most)
{
    m_values = std::move(values);
    m_most = most;
    update();
}

std::vector<QPolygonF> TrendLine::lines(const std::vector<float> &values, std::size_t most,
                                        QSizeF size)
{
    std::vector<QPolygonF> lines;
    if (size.width() < 2 || values.empty())
        return lines;
    const std::vector<Pixel> pixels =
        pixelsOf(values, std::max(most, values.size()), std::size_t(size.width()));
    float largest = 0;
    for (const Pixel &pixel : pixels)
        largest = std::max(largest, pixel.largest.value_or(0));
    const double scale = largest > 0 ? (size.height() - 2) / double(largest) : 0;
    bool isBroken = true;
    for (std::size_t x = 0; x < pixels.size(); ++x) {
        const Pixel &pixel = pixels[x];
        if (pixel.largest) {
            if (isBroken)
                lines.emplace_back();
            lines.back().append(
                {double(x) + 0.5, size.height() - 1 - double(*pixel.largest) * scale});
        }
        // Where there are more pixels than values, one without any breaks nothing.
        isBroken = !pixel.largest && (isBroken || pixel.hasUnknown);
    }
    return lines;
}

void TrendLine::paint(QPainter &painter, const QRectF &place, const std::vector<float> &values,
                      std::size_t most, const QColor &colour)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(place.topLeft());
    QColor area = colour;
    area.setAlphaF(0.18F);
    for (const QPolygonF &line : lines(values, most, place.size())) {
        QPainterPath path;
        path.addPolygon(line);
        path.lineTo(line.constLast().x(), place.height());
        path.lineTo(line.constFirst().x(), place.height());
        path.closeSubpath();
        painter.fillPath(path, area);
        painter.setPen(QPen(colour, 1.25));
        if (line.size() == 1)
            painter.drawPoint(line.constFirst());
        else
            drawLongPolyline(painter, line);
    }
    painter.restore();
}

QSize TrendLine::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 12, fontMetrics().height() * 5 / 4};
}

QSize TrendLine::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 4, fontMetrics().height()};
}

void TrendLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(painter, rect(), m_values, m_most, Theme::of(palette()).line);
}

} // namespace Orderflow
