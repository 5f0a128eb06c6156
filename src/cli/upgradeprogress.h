#pragma once

#include "commandcontext.h"
#include "storage/legacy/legacyupgradelog.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace Orderflow {

/// How far an upgrade is, at a moment.
struct UpgradeProgress
{
    std::int64_t rowsDone = 0;
    std::int64_t rows = 0;
    /// Of rowsDone, those of this run; what an earlier one did says nothing about the speed.
    std::int64_t rowsOfRun = 0;
    std::chrono::milliseconds elapsed{};

    static UpgradeProgress of(const std::vector<LegacyTableProgress> &tables);
};

/// `1,250,000 of 4,000,000 rows · 31 % · 98,000 rows/s · 28 s left`; the end is left out while
/// the speed is not known.
QString upgradeProgressText(const UpgradeProgress &progress);

/// Shows an upgrade on the error stream: a bar that stays in its line on a terminal, a line every
/// ten seconds elsewhere.
class UpgradeProgressView
{
public:
    explicit UpgradeProgressView(CommandContext &context);
    ~UpgradeProgressView();
    Q_DISABLE_COPY_MOVE(UpgradeProgressView)

    void show(const std::vector<LegacyTableProgress> &tables);

private:
    using Clock = std::chrono::steady_clock;

    CommandContext &m_context;
    const Clock::time_point m_start = Clock::now();
    std::optional<std::int64_t> m_rowsAtStart;
    std::optional<Clock::time_point> m_lastLine;
    bool m_isBarShown = false;
};

} // namespace Orderflow
