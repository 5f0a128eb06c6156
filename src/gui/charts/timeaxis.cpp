#include "gui/charts/timeaxis.h"

#include <QTime>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::array<std::chrono::seconds, 15> Steps{
    1s, 2s, 5s, 10s, 15s, 30s, 1min, 2min, 5min, 10min, 15min, 30min, 1h, 3h, 6h};

QString textOf(UtcMicroseconds time, bool hasSeconds)
{
    const auto ofDay = time - std::chrono::floor<std::chrono::days>(time);
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(ofDay).count();
    return QTime::fromMSecsSinceStartOfDay(int(milliseconds))
        .toString(hasSeconds ? u"HH:mm:ss"_s : u"HH:mm"_s);
}

} // namespace

TimeAxis::TimeAxis(UtcMicroseconds from, UtcMicroseconds to, double left, double width)
    : m_from(from)
    , m_to(std::max(to, from + 1ms))
    , m_left(left)
    , m_width(std::max(width, 1.0))
{}

double TimeAxis::xOf(UtcMicroseconds time) const
{
    return m_left + m_width * (double((time - m_from).count()) / double((m_to - m_from).count()));
}

UtcMicroseconds TimeAxis::timeAt(double x) const
{
    const double share = (x - m_left) / m_width;
    return m_from +
           std::chrono::microseconds(std::int64_t(double((m_to - m_from).count()) * share));
}

std::vector<TimeAxis::Tick> TimeAxis::ticks(double spacing) const
{
    const double seconds = std::chrono::duration<double>(m_to - m_from).count();
    const double least = seconds * spacing / m_width;
    const auto fits = [least](std::chrono::seconds step) {
        return double(step.count()) >= least;
    };
    const auto found = std::ranges::find_if(Steps, fits);
    const std::chrono::seconds step =
        found != Steps.end() ? *found
                             : std::chrono::duration_cast<std::chrono::seconds>(
                                   24h * std::int64_t(std::max(1.0, std::ceil(least / 86'400))));
    std::vector<Tick> ticks;
    const auto since = m_from.time_since_epoch();
    auto time = UtcMicroseconds(since / step * step);
    if (time < m_from)
        time += step;
    for (; time <= m_to; time += step)
        ticks.push_back({xOf(time), textOf(time, step < 1min)});
    return ticks;
}

} // namespace Orderflow
