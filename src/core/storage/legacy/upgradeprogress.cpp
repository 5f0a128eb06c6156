#include "storage/legacy/upgradeprogress.h"

#include <algorithm>

namespace Orderflow {

UpgradeProgress UpgradeProgress::of(const std::vector<LegacyTableProgress> &tables)
{
    UpgradeProgress progress;
    for (const LegacyTableProgress &table : tables) {
        progress.rowsDone += table.rowsDone();
        progress.rows += table.oldRows;
    }
    return progress;
}

int UpgradeProgress::percent() const
{
    return rows > 0 ? int(100 * std::min(rowsDone, rows) / rows) : 100;
}

std::optional<double> UpgradeProgress::rowsPerSecond() const
{
    if (rowsOfRun <= 0 || elapsed.count() <= 0)
        return std::nullopt;
    return 1000.0 * double(rowsOfRun) / double(elapsed.count());
}

std::optional<std::chrono::seconds> UpgradeProgress::timeLeft() const
{
    const std::optional<double> speed = rowsPerSecond();
    if (!speed)
        return std::nullopt;
    const std::int64_t left = std::max<std::int64_t>(0, rows - rowsDone);
    return std::chrono::seconds(std::int64_t(double(left) / *speed));
}

UpgradeProgress UpgradeMeter::look(const std::vector<LegacyTableProgress> &tables,
                                   Clock::time_point now)
{
    UpgradeProgress progress = UpgradeProgress::of(tables);
    if (!m_rowsAtStart)
        m_rowsAtStart = progress.rowsDone;
    progress.rowsOfRun = progress.rowsDone - *m_rowsAtStart;
    progress.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - m_start);
    return progress;
}

} // namespace Orderflow
