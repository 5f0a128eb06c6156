#pragma once

#include "binance/connection/streampace.h"
#include "binance/streamtable.h"

#include <chrono>
#include <set>
#include <unordered_map>
#include <vector>

namespace Orderflow {

/// What is to be done about a stream that does not deliver, one after the other.
enum class Remedy {
    /// Unsubscribe and subscribe it where it is.
    Resubscribe,
    /// Subscribe it on a fresh connection.
    Move,
    /// Tell people; it was tried everywhere.
    Report
};

/// A stream that is silent for longer than its own manner.
struct MuteStream
{
    StreamId stream = 0;
    Remedy remedy = Remedy::Resubscribe;
    /// Since its last data, or since it was subscribed.
    std::chrono::nanoseconds silence{};

    bool operator==(const MuteStream &) const = default;
};

/// Follows, on one connection, whether each subscribed stream delivers data. An acknowledgement
/// proves nothing: unknown names, wrong routes and wrong suffixes are acknowledged like all others
/// (POX and MAXT, measured 2026-07 and 2026-10). So each stream has a deadline for its first data,
/// and a limit of silence that follows its own rate; only data count.
///
/// Pure but for its memory. Times are on the monotonic clock.
class DeliveryWatch
{
public:
    /// For the first data of a stream whose rate is not known.
    static constexpr std::chrono::seconds FirstDataDeadline{30};
    /// A stream that was reported is tried again after this, and then after twice as long each
    /// time, up to 16 times as long.
    static constexpr std::chrono::minutes RetryReported{15};

    /// `paces` outlives it and has every stream that is watched.
    explicit DeliveryWatch(const PaceBook &paces)
        : m_paces(paces)
    {}

    /// The stream was subscribed. `first` is what is done first where it stays mute.
    void add(StreamId stream, Remedy first, std::chrono::nanoseconds now);
    void remove(StreamId stream);

    /// Data of the stream. `isJoined` where they follow what other connections delivered, so that
    /// nothing is missing if this one goes on alone. True where the stream had been reported mute.
    bool noteData(StreamId stream, bool isJoined, std::chrono::nanoseconds now);

    /// The streams that stay mute, with what is to be done now; each remedy once.
    std::vector<MuteStream> check(std::chrono::nanoseconds now);

    bool contains(StreamId stream) const { return m_streams.contains(stream); }
    /// Whether data came that were joined to those of other connections.
    bool hasJoined(StreamId stream) const;
    /// Whether data came at or after `since`.
    bool hasDeliveredSince(StreamId stream, std::chrono::nanoseconds since) const;
    /// The streams that are reported mute.
    const std::set<StreamId> &reported() const { return m_reported; }

private:
    struct State
    {
        std::chrono::nanoseconds waitingSince{};
        /// Where there are none yet: when it was added.
        std::chrono::nanoseconds lastData{};
        Remedy next = Remedy::Resubscribe;
        bool hasData = false;
        bool isJoined = false;
        int timesReported = 0;
    };

    std::chrono::nanoseconds limitOf(StreamId stream, const State &state) const;
    void escalate(StreamId stream, State &state);

    const PaceBook &m_paces;
    std::unordered_map<StreamId, State> m_streams;
    std::set<StreamId> m_reported;
};

} // namespace Orderflow
