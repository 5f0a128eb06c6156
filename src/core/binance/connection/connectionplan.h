#pragma once

#include "binance/streamname.h"

#include <QUrl>

#include <cstddef>
#include <span>
#include <vector>

namespace Orderflow {

/// What one connection is for: a shard, which is a share of the streams of a route.
struct ConnectionPlan
{
    Route route = Route::Public;
    /// Counts the shards of a route from 1; one that is no longer needed leaves a hole.
    std::size_t shard = 0;
    /// Of the route, as streamUrl() makes it.
    QUrl url;
    std::vector<StreamName> streams;

    bool operator==(const ConnectionPlan &) const = default;
};

/// The most streams that the exchange takes on one connection; one more, and it drops all of them.
/// Source: change log of 2025-07-02.
inline constexpr std::size_t MaxStreamsPerConnection = 1024;

/// The connections for `streams`: each route has its own, none has more than four fifths of
/// `maxStreams` (1 to MaxStreamsPerConnection), so that a listing finds room, and those of a route
/// are about equally loaded. The same input gives the same plan.
std::vector<ConnectionPlan> planConnections(std::span<const StreamName> streams,
                                            const QUrl &webSocketBaseUrl, std::size_t maxStreams);

/// `plans` changed so that they carry `streams`, all else as it was: what is no longer wanted is
/// taken out, what is new goes to the emptiest connection of its route that has room, or to new
/// ones. No stream that stays changes its connection; connections without streams are left out.
std::vector<ConnectionPlan> changePlan(std::vector<ConnectionPlan> plans,
                                       std::span<const StreamName> streams,
                                       const QUrl &webSocketBaseUrl, std::size_t maxStreams);

} // namespace Orderflow
