#pragma once

#include "gui/source/seriesstore.h"
#include "monitor/recorderstatus.h"

#include <chrono>
#include <random>

namespace Orderflow {

/// A market that does not exist, the same in each run: statuses of a recorder that records one
/// symbol, in which the price wanders, the book changes and trades come.
class MarketWalk
{
public:
    explicit MarketWalk(int levels = 20);

    /// The status so much later. Nothing happens in steps of less than a tenth of a second.
    const RecorderStatus &step(std::chrono::milliseconds time = std::chrono::milliseconds(100));
    /// Steps for that long, and has each status in `series`.
    void run(std::chrono::milliseconds time, SeriesStore &series);

    RecorderStatus &status() { return m_status; }
    static Symbol symbol();

private:
    void makeBook(SymbolIntake &intake);
    void makeTrades(SymbolIntake &intake);

    const int m_levels;
    std::mt19937 m_random{7};
    RecorderStatus m_status;
    std::vector<std::int64_t> m_sizes;
    /// In tenths.
    std::int64_t m_bid = 650'000;
    std::int64_t m_nextTrade = 1000;
    double m_drift = 0;
};

} // namespace Orderflow
