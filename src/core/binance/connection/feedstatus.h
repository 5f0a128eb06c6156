#pragma once

#include "binance/streamname.h"
#include "binance/streamtable.h"
#include "market/time.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace Orderflow {

/// How a feed is doing. Counters only rise.
struct FeedStatus
{
    enum class State { Connecting, Open, Waiting, Closed };

    Route route = Route::Public;
    QString url;
    std::size_t shard = 1;
    /// Which of the redundant feeds of its shard, from 1.
    int side = 1;
    State state = State::Connecting;
    std::int64_t streams = 0;
    /// Streams that stay mute whatever was tried.
    std::int64_t muteStreams = 0;
    /// Which those are.
    std::vector<StreamId> mute;
    /// Connections that are open now: more than one while one takes over from another.
    std::int64_t openConnections = 0;
    /// Frames and their bytes over all connections since the start.
    std::int64_t frames = 0;
    std::int64_t bytes = 0;
    std::int64_t pongs = 0;
    /// Connections that ended without being asked to.
    std::int64_t reconnects = 0;
    /// Connections that were replaced in time.
    std::int64_t rotations = 0;
    /// Streams that were subscribed again, or moved, because they were mute.
    std::int64_t remedies = 0;
    /// Of the oldest open connection.
    std::optional<ReceiveTime> openedAt;
    std::optional<ReceiveTime> lastData;
    /// Why the last connection ended, or what keeps this one from opening; empty where all is well.
    QString lastProblem;
};

} // namespace Orderflow
