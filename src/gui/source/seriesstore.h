#pragma once

#include "gui/source/figurepace.h"
#include "monitor/recorderstatus.h"

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>

namespace Orderflow {

/// A second of a symbol, or of all of them. NaN is what is not known. For drawing only.
struct SeriesPoint
{
    float eventsPerSecond = 0;
    float rowsPerSecond = 0;
    /// p99, in ms, from the exchange to receiving and from there to the commit; of the stream where
    /// it took longest.
    float exchangeMs = 0;
    float commitMs = 0;
    /// What takers bought and sold since the point before.
    float bought = 0;
    float sold = 0;
};

using SeriesPoints = std::deque<SeriesPoint>;

/// The last quarter of an hour of everything that is recorded, a point a second, so that a page has
/// its past when it is opened. Its memory is bounded, at 24 bytes a symbol and second.
class SeriesStore
{
public:
    static constexpr std::size_t MostPoints = 900;

    /// Takes a point once a second.
    void add(const RecorderStatus &status);

    /// When the points were taken, oldest first.
    const std::deque<UtcMicroseconds> &times() const { return m_times; }

    /// As many as there are times, NaN before the symbol was there; empty where it is not known.
    const SeriesPoints &of(const Symbol &symbol) const;
    const SeriesPoints &total() const { return m_total; }

private:
    struct Series
    {
        SeriesPoints points;
        UtcMicroseconds newest{};
        /// The sums as of the newest point.
        std::optional<Decimal> bought;
        std::optional<Decimal> sold;
    };

    void addSymbol(const SymbolStatus &symbol);

    FigurePace m_pace{FigurePace::Quarter::Series};
    std::deque<UtcMicroseconds> m_times;
    SeriesPoints m_total;
    std::unordered_map<std::string, Series> m_series;
};

} // namespace Orderflow
