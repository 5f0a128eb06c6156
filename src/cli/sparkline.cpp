#include "sparkline.h"

#include <algorithm>
#include <cmath>

namespace Orderflow {

namespace {

/// From nothing to full.
QStringView levelsOf(Glyphs glyphs)
{
    return glyphs == Glyphs::Unicode ? QStringView(u" ▁▂▃▄▅▆▇█") : QStringView(u" .:-=+*#@");
}

constexpr int StepsPerLine = 8;

} // namespace

double Sparkline::largest(const std::vector<double> &values)
{
    double most = 0;
    for (const double value : values) {
        if (value > most)
            most = value;
    }
    return most;
}

QStringList Sparkline::chart(const std::vector<double> &values, int width, int height,
                             Glyphs glyphs)
{
    const QStringView levels = levelsOf(glyphs);
    const auto shown = std::min(values.size(), std::size_t(std::max(0, width)));
    const std::vector<double> newest(values.end() - std::ptrdiff_t(shown), values.end());
    const double most = largest(values);
    QStringList lines;
    for (int row = 0; row < height; ++row) {
        QString line(std::max(0, width - int(shown)), u' ');
        const int below = (height - 1 - row) * StepsPerLine;
        for (const double value : newest) {
            if (!(value > 0)) {
                line += u' ';
                continue;
            }
            // What is there at all can be seen.
            const int steps = std::max(1, int(std::lround(value / most * height * StepsPerLine)));
            line += levels[std::clamp(steps - below, 0, StepsPerLine)];
        }
        lines << line;
    }
    return lines;
}

QString Sparkline::line(const std::vector<double> &values, int width, Glyphs glyphs)
{
    return chart(values, width, 1, glyphs).first();
}

} // namespace Orderflow
