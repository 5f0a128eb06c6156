#pragma once

#include "commandcontext.h"
#include "storage/legacy/upgradeprogress.h"

#include <chrono>
#include <optional>
#include <vector>

namespace Orderflow {

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
    CommandContext &m_context;
    UpgradeMeter m_meter;
    std::optional<UpgradeMeter::Clock::time_point> m_lastLine;
    bool m_isBarShown = false;
};

} // namespace Orderflow
