#pragma once

#include "binance/connection/streamconnection.h"

#include <QRandomGenerator>

#include <chrono>
#include <cstdint>
#include <functional>

namespace Orderflow {

/// How feeds behave over time.
struct FeedTimes
{
    /// A connection so old is replaced, ± 1/64 so that not all are at once. The exchange cuts at
    /// 24 hours. 5 s to 86,000 s.
    std::chrono::seconds maxAge{82'800};
    /// How long at most an old connection waits for streams that are silent on both.
    std::chrono::seconds overlapPatience{1800};
};

/// What the feeds share, besides what their connections do. All of it outlives them.
struct FeedContext
{
    ConnectionContext connection;
    FeedTimes times;
    QRandomGenerator random{};
    /// Called where the exchange turned this address away: no connection before the time.
    std::function<void(std::chrono::nanoseconds until)> holdConnects = nullptr;
    /// Whether an open connection of a feed, other than `exceptConnection`, delivers the stream.
    std::function<bool(StreamId stream, std::uint32_t exceptConnection)> isDelivered = nullptr;
    /// Last number for ConnectionReport.
    std::int64_t lastReport = 0;
    /// Last number for FrameSource.
    std::uint32_t lastConnection = 0;
};

} // namespace Orderflow
