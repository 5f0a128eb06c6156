#pragma once

#include "market/time.h"

#include <QString>

#include <cstdint>
#include <optional>

namespace Orderflow {

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
};

/// One connection to the exchange: a row of capture_connections, written when it opens and again
/// whenever it ends.
struct CaptureConnection
{
    /// Counts the connections of a session from 1.
    std::int64_t number = 0;
    /// `public` or `market`.
    QString route;
    QString url;
    UtcMicroseconds openedAt{};
    std::optional<UtcMicroseconds> closedAt;
    QString closeReason;
    std::int64_t frames = 0;
    std::int64_t bytes = 0;
};

} // namespace Orderflow
