#include "gui/charts/trendline.h"

#include "gui/style/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace Orderflow {

namespace {

constexpr float Unknown = std::numeric_limits<float>::quiet_NaN();

/// The largest value of each pixel; NaN where there is none.
std::vector<float> largestByPixel(const std::vector<float> &values, std::size_t most, int width)
{
    std::vector<float> pixels(std::size_t(width), Unknown);
    const std::size_t missing = most - values.size();
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::size_t at =
            most < 2 ? pixels.size() - 1 : (missing + i) * (pixels.size() - 1) / (most - 1);
        if (!(pixels[at] >= values[i]))
            pixels[at] = values[i];
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
    m_most = std::max({most, m_values.size(), std::size_t(1)});
    update();
}

std::vector<QPolygonF> TrendLine::lines(QSizeF size) const
{
    std::vector<QPolygonF> lines;
    const int width = int(size.width());
    if (width < 2 || m_values.empty())
        return lines;
    const std::vector<float> pixels = largestByPixel(m_values, m_most, width);
    float largest = 0;
    for (const float value : pixels)
        largest = value > largest ? value : largest;
    const double scale = largest > 0 ? (size.height() - 2) / double(largest) : 0;
    // Between two values that are known there may be pixels that none fell on.
    const int widest = int(std::ceil(double(width) / double(m_most))) + 1;
    int last = std::numeric_limits<int>::min() / 2;
    for (int x = 0; x < width; ++x) {
        const float value = pixels[std::size_t(x)];
        if (std::isnan(value))
            continue;
        if (lines.empty() || x - last > widest)
            lines.emplace_back();
        lines.back().append({x + 0.5, size.height() - 1 - double(value) * scale});
        last = x;
    }
    return lines;
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
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme theme = Theme::of(palette());
    QColor area = theme.line;
    area.setAlphaF(0.18F);
    for (const QPolygonF &line : lines(size())) {
        QPainterPath path;
        path.addPolygon(line);
        path.lineTo(line.constLast().x(), height());
        path.lineTo(line.constFirst().x(), height());
        path.closeSubpath();
        painter.fillPath(path, area);
        painter.setPen(QPen(theme.line, 1.25));
        if (line.size() == 1)
            painter.drawPoint(line.constFirst());
        else
            painter.drawPolyline(line);
    }
}

} // namespace Orderflow
