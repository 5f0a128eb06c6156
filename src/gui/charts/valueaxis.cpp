#include "gui/charts/valueaxis.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

int decimalsOf(double step)
{
    return std::clamp(int(-std::floor(std::log10(step) + 1e-9)), 0, 12);
}

} // namespace

ValueAxis::ValueAxis(const Range &range, double top, double height, Scale scale)
    : m_range(range)
    , m_top(top)
    , m_height(std::max(height, 1.0))
    , m_scale(scale)
{
    if (m_scale == Scale::Logarithmic && m_range.from <= 0)
        m_range.from = 1e-3;
    if (!(m_range.to > m_range.from))
        m_range.to = m_range.from + std::max(std::abs(m_range.from), 1.0);
}

double ValueAxis::yOf(double value) const
{
    if (m_scale == Scale::Linear)
        return m_top + m_height * (m_range.to - value) / (m_range.to - m_range.from);
    const double inside = std::max(value, m_range.from);
    return m_top + m_height * std::log(m_range.to / inside) / std::log(m_range.to / m_range.from);
}

double ValueAxis::valueAt(double y) const
{
    const double share = (y - m_top) / m_height;
    if (m_scale == Scale::Linear)
        return m_range.to - share * (m_range.to - m_range.from);
    return m_range.to * std::pow(m_range.from / m_range.to, share);
}

double ValueAxis::roundStep(double least)
{
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    // The power may be off by the last bit.
    for (const double factor : std::array{1.0, 2.0, 5.0}) {
        if (factor * power >= least * (1 - 1e-9))
            return factor * power;
    }
    return 10 * power;
}

std::vector<ValueAxis::Tick> ValueAxis::ticks(double spacing) const
{
    std::vector<Tick> ticks;
    if (m_scale == Scale::Logarithmic) {
        const double decades = std::log10(m_range.to / m_range.from);
        const int every = std::max(1, int(std::ceil(decades * spacing / m_height - 1e-9)));
        const int first = int(std::ceil(std::log10(m_range.from) - 1e-9));
        for (int power = first; power <= std::log10(m_range.to) + 1e-9; power += every) {
            const double value = std::pow(10.0, power);
            ticks.push_back({yOf(value), value, std::max(0, -power)});
        }
        return ticks;
    }
    const double step = roundStep((m_range.to - m_range.from) * spacing / m_height);
    const int decimals = decimalsOf(step);
    const double first = std::ceil(m_range.from / step - 1e-9);
    const double last = std::floor(m_range.to / step + 1e-9);
    for (double i = first; i <= last; ++i)
        ticks.push_back({yOf(i * step), i * step, decimals});
    return ticks;
}

ValueAxis::Range ValueAxis::fromZero(double highest, const Range &before)
{
    if (!(highest > 0))
        return {0, 1};
    if (before.from == 0 && highest <= before.to && highest >= 0.55 * before.to)
        return before;
    const double step = roundStep(highest / 5);
    return {0, std::ceil(highest * 1.05 / step) * step};
}

ValueAxis::Range ValueAxis::decades(double lowest, double highest)
{
    const double from = std::pow(10.0, std::floor(std::log10(lowest) + 1e-9));
    const double to = std::pow(10.0, std::ceil(std::log10(highest) - 1e-9));
    return {from, to > from ? to : 10 * from};
}

QString axisText(const ValueAxis::Tick &tick)
{
    const double size = std::abs(tick.value);
    if (size >= 1e6)
        return QLocale().toString(tick.value / 1e6, 'g', 4) + u" M"_s;
    if (size >= 1e4)
        return QLocale().toString(tick.value / 1e3, 'g', 4) + u" k"_s;
    return QLocale().toString(tick.value, 'f', tick.decimals);
}

} // namespace Orderflow
