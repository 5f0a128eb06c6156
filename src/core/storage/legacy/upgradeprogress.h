#pragma once

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

    /// Never 100 before all is done.
    int percent() const;
    /// Nothing while it is not known.
    std::optional<double> rowsPerSecond() const;
    std::optional<std::chrono::seconds> timeLeft() const;
};

/// Measures the speed of an upgrade from its first look on.
class UpgradeMeter
{
public:
    using Clock = std::chrono::steady_clock;

    explicit UpgradeMeter(Clock::time_point start = Clock::now())
        : m_start(start)
    {}

    UpgradeProgress look(const std::vector<LegacyTableProgress> &tables, Clock::time_point now);

private:
    const Clock::time_point m_start;
    std::optional<std::int64_t> m_rowsAtStart;
};

} // namespace Orderflow
