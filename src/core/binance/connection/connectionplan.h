#pragma once

#include "binance/streamname.h"

#include <QUrl>

#include <cstddef>
#include <span>
#include <vector>

namespace Orderflow {

/// What one connection is for.
struct ConnectionPlan
{
    Route route = Route::Public;
    /// Of the route, as streamUrl() makes it.
    QUrl url;
    std::vector<StreamName> streams;

    bool operator==(const ConnectionPlan &) const = default;
};

/// The most streams that the exchange takes on one connection; one more, and it drops all of them.
/// Source: change log of 2025-07-02.
inline constexpr std::size_t MaxStreamsPerConnection = 1024;

/// The connections for `streams`: each route has its own, none has more than `maxStreams` (1 to
/// MaxStreamsPerConnection), and those of a route are about equally loaded. The same input gives
/// the same plan.
std::vector<ConnectionPlan> planConnections(std::span<const StreamName> streams,
                                            const QUrl &webSocketBaseUrl, std::size_t maxStreams);

} // namespace Orderflow
