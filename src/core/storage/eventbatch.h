#pragma once

#include "market/capturegap.h"
#include "market/clocksample.h"
#include "market/marketevent.h"
#include "storage/capturesession.h"
#include "storage/gaprepair.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace Orderflow {

/// What goes to the database in one transaction: events, the gaps around them, the state of the
/// connections they came over, and what was measured of the exchange's clock meanwhile.
struct EventBatch
{
    std::vector<AggTrade> trades;
    std::vector<DepthUpdate> depthUpdates;
    std::vector<CaptureGap> gaps;
    std::vector<CaptureConnection> connections;
    std::vector<ClockSample> clockSamples;
    /// Whose gap the trades fill; then the batch has no other events.
    std::optional<GapRepair> repair;
    /// What the batch takes in memory, as the sum of approximateBytes(); the queue is bounded by
    /// it.
    std::size_t bytes = 0;

    void add(AggTrade &&trade);
    void add(const AggTrade &trade) { add(AggTrade(trade)); }
    void add(DepthUpdate &&update);
    void add(const DepthUpdate &update) { add(DepthUpdate(update)); }
    void add(CaptureGap gap);
    void add(CaptureConnection connection);
    void add(const ClockSample &sample);

    std::size_t eventCount() const { return trades.size() + depthUpdates.size(); }
    bool isEmpty() const
    {
        return trades.empty() && depthUpdates.empty() && gaps.empty() && connections.empty() &&
               clockSamples.empty() && !repair;
    }

    bool operator==(const EventBatch &) const = default;
};

/// The ledger's record of a batch whose events will not be stored: one gap for each stream that
/// has events in it, with `reason`, besides the gaps, connections and clock samples that the batch
/// carried. A gap of the same stream and reason that it carried is extended, of a connection the
/// newest state alone is kept, and of more than 256 other gaps those of a stream with one reason
/// and one status become one, so that a long outage does not grow the record.
EventBatch toLossRecord(const EventBatch &batch, GapReason reason);

} // namespace Orderflow
