#pragma once

#include "binance/connection/connectionend.h"
#include "binance/streamname.h"
#include "binance/streamtable.h"
#include "market/capturegap.h"
#include "market/time.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <optional>
#include <span>

namespace Orderflow {

/// The connection that a frame came over.
struct FrameSource
{
    /// Unique in the process.
    std::uint32_t connection = 0;
    /// Which of the redundant feeds, from 1.
    int side = 1;
    /// What the connection carries.
    std::span<const StreamId> streams;
};

/// What a frame was.
struct FrameOutcome
{
    /// The stream whose data it held; nothing where it was no data of a stream.
    std::optional<StreamId> stream;
    /// Whether the data follow, without a hole, what has been delivered before by any connection.
    bool isJoined = true;
};

/// The state of one connection to the exchange, for the ledger: when it opens, when it ends, and
/// when an attempt to make it fails.
struct ConnectionReport
{
    /// Counts the connections of a run from 1. Attempts in a row that failed for the same reason
    /// share a number.
    std::int64_t number = 0;
    Route route = Route::Public;
    QString url;
    std::size_t shard = 1;
    int side = 1;
    std::size_t streams = 0;
    UtcMicroseconds attemptedAt{};
    std::int64_t attempts = 1;
    /// Nothing where it could not be made.
    std::optional<UtcMicroseconds> openedAt;
    std::optional<UtcMicroseconds> closedAt;
    std::optional<ConnectionEnd> end;
    std::int64_t frames = 0;
    std::int64_t bytes = 0;
};

/// Who wants the frames of the feeds. Called in the thread of the feeds.
class FeedListener
{
public:
    virtual ~FeedListener() = default;

    /// One text frame as it came; both are valid during the call only.
    virtual FrameOutcome frameReceived(const FrameSource &source, const QByteArray &frame,
                                       const ReceiveTime &receiveTime) = 0;

    virtual void connectionChanged(const ConnectionReport &report) = 0;

    /// The connection `FrameSource::connection` delivers nothing any more.
    virtual void sourceEnded(std::uint32_t connection) = 0;

    /// Nothing else delivers these streams, so events may have been missed since `at`.
    virtual void streamsInterrupted(std::span<const StreamId> streams, GapReason reason,
                                    UtcMicroseconds at) = 0;
};

} // namespace Orderflow
