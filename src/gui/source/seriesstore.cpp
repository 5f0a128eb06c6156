#include "gui/source/seriesstore.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace Orderflow {

namespace {

constexpr float Unknown = std::numeric_limits<float>::quiet_NaN();
constexpr SeriesPoint UnknownPoint{Unknown, Unknown, Unknown, Unknown, Unknown, Unknown};

float p99Of(const LatencySummary &summary)
{
    if (summary.count == 0)
        return Unknown;
    return std::chrono::duration<float, std::milli>(summary.p99).count();
}

float longest(float a, float b)
{
    return b > a || a != a ? b : a;
}

/// How much `sum` has grown since `before`, which it then is. A recorder that was started again
/// counts from zero.
float grownBy(std::optional<Decimal> &before, const std::optional<Decimal> &sum)
{
    const std::optional<Decimal> last = std::exchange(before, sum);
    if (!sum)
        return Unknown;
    if (!last || sum->compareValue(*last) < 0)
        return last ? float(sum->toDoubleForDisplay()) : 0;
    const std::optional<Decimal> growth = sum->minus(*last);
    return growth ? float(growth->toDoubleForDisplay()) : Unknown;
}

void push(SeriesPoints &points, const SeriesPoint &point)
{
    if (points.size() == SeriesStore::MostPoints)
        points.pop_front();
    points.push_back(point);
}

} // namespace

void SeriesStore::add(const RecorderStatus &status)
{
    if (!m_pace.isDue(status.takenAt))
        return;
    if (m_times.size() == MostPoints)
        m_times.pop_front();
    m_times.push_back(status.takenAt.utc);
    push(m_total, {float(status.eventsPerSecond), float(status.rowsPerSecond),
                   p99Of(status.latencies.exchangeToReceive),
                   p99Of(status.latencies.receiveToCommit), Unknown, Unknown});
    for (const SymbolStatus &symbol : status.symbols)
        addSymbol(symbol);
    // Those that are not recorded any more.
    std::erase_if(m_series,
                  [this](const auto &entry) { return entry.second.newest != m_times.back(); });
}

void SeriesStore::addSymbol(const SymbolStatus &symbol)
{
    Series &series = m_series[symbol.intake.symbol.name()];
    while (series.points.size() + 1 < m_times.size())
        series.points.push_back(UnknownPoint);
    series.newest = m_times.back();
    SeriesPoint point{float(symbol.eventsPerSecond()),
                      0,
                      Unknown,
                      Unknown,
                      grownBy(series.bought, symbol.intake.bought),
                      grownBy(series.sold, symbol.intake.sold)};
    for (const StreamStatus &stream : symbol.streams) {
        point.rowsPerSecond += float(stream.rowsPerSecond);
        point.exchangeMs = longest(point.exchangeMs, p99Of(stream.latencies.exchangeToReceive));
        point.commitMs = longest(point.commitMs, p99Of(stream.latencies.receiveToCommit));
    }
    push(series.points, point);
}

const SeriesPoints &SeriesStore::of(const Symbol &symbol) const
{
    static const SeriesPoints none;
    const auto found = m_series.find(symbol.name());
    return found == m_series.end() ? none : found->second.points;
}

} // namespace Orderflow
