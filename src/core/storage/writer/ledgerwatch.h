#pragma once

#include "latestvalue.h"
#include "storage/gaprepair.h"
#include "storage/store.h"
#include "storage/writer/storelink.h"

#include <chrono>
#include <optional>

namespace Orderflow {

/// Reads from the gap ledger what others want to know, while the writer has a moment: which gaps a
/// repair may fill, and how many there are.
///
/// Belongs to the writer's thread, but for repairableGaps(), which any thread may call. `link`
/// outlives it.
class LedgerWatch
{
public:
    /// The counts are read this often, or so seldom that reading takes a hundredth of the time.
    static constexpr std::chrono::seconds CountInterval{10};

    explicit LedgerWatch(StoreLink &link);

    /// The gaps in the ledger may be others now.
    void noteChange() { m_isStale = true; }

    /// Reads what is due at `now`. An error is logged, and what was read before stays.
    void read(const ReceiveTime &now);

    /// Newest first, as of the last change.
    LedgerGaps repairableGaps() const { return m_repairableGaps.read(); }

    /// Nothing before the first time.
    const std::optional<LedgerCounts> &counts() const { return m_counts; }

private:
    void readGaps();
    void readCounts(const ReceiveTime &now);

    StoreLink &m_link;
    bool m_isStale = true;
    LatestValue<LedgerGaps> m_repairableGaps;
    std::optional<LedgerCounts> m_counts;
    /// On the monotonic clock.
    std::chrono::nanoseconds m_countsDueAt{};
};

} // namespace Orderflow
