#pragma once

#include "market/time.h"

#include <QString>

#include <cstdint>
#include <optional>

namespace Orderflow {

/// What a run took in, and what of it never reached the writer because the queue was full.
struct IntakeCounts
{
    std::int64_t received = 0;
    std::int64_t lost = 0;
};

/// One run of the recorder: a row of capture_sessions.
struct CaptureSession
{
    QString host;
    qint64 processId = 0;
    QString version;
    /// The names of the streams, separated by spaces.
    QString streams;
    UtcMicroseconds startedAt{};

    /// Set when the run ends in order; a row without it belongs to a run that was cut off.
    std::optional<UtcMicroseconds> endedAt;
    std::int64_t eventsReceived = 0;
    std::int64_t eventsWritten = 0;
    std::int64_t eventsLost = 0;

    bool operator==(const CaptureSession &) const = default;
};

/// One connection to the exchange, or attempts at one that all failed in the same way, one after
/// the other: a row of capture_connections. It may be written again whenever it has changed; what
/// it is (number, route, url, shard, side) and attemptedAt stay as they were written first.
struct CaptureConnection
{
    /// Counts the connections of a session, and its rows of failed attempts with them, from 1.
    std::int64_t number = 0;
    /// `public` or `market`.
    QString route;
    QString url;
    /// Which share of the streams of its route, from 1; 0 where that is not known.
    std::int64_t shard = 0;
    /// Which of the redundant connections that carry this share: 1 or 2.
    std::int64_t side = 1;
    /// How many streams it carries.
    std::int64_t streams = 0;

    /// When the first attempt began.
    UtcMicroseconds attemptedAt{};
    /// At least 1; more than 1 only where no connection came of it.
    std::int64_t attempts = 1;
    /// Nothing where the connection could not be made.
    std::optional<UtcMicroseconds> openedAt;
    /// When it ended, or when the last attempt failed; nothing while it is open.
    std::optional<UtcMicroseconds> closedAt;
    /// Why it ended or could not be made, as one of the names of docs/database.md; empty while it
    /// is open.
    QString endKind;
    /// The same in a sentence.
    QString closeReason;
    std::int64_t frames = 0;
    std::int64_t bytes = 0;

    bool operator==(const CaptureConnection &) const = default;
};

} // namespace Orderflow
