#pragma once

#include "market/marketevent.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace Orderflow {

/// Where an event stands in its stream: its id, and that of the event before it.
struct SequencePlace
{
    std::int64_t previousId = 0;
    std::int64_t id = 0;
};

SequencePlace placeOf(const AggTrade &trade);
SequencePlace placeOf(const DepthUpdate &update);

/// An event that waits for those before it.
struct HeldEvent
{
    MarketEvent event;
    SequencePlace place;
    /// Of the feed that it came over.
    int side = 1;
    std::chrono::nanoseconds since{};
};

/// Puts the events of one stream in order where several connections deliver them: redundant ones,
/// or an old and a new one. When one connection has lost events that another is yet to bring, what
/// follows them waits for a moment, and a hole is declared only when nobody can fill it.
///
/// Pure but for its memory; not thread-safe. Times are on the monotonic clock.
class FeedArbiter
{
public:
    static constexpr std::chrono::seconds Window{1};
    static constexpr std::size_t MostHeld = 1000;

    /// `connection` delivered the event with `id`.
    void note(std::uint32_t connection, std::int64_t id);

    /// `connection` delivers nothing any more.
    void forget(std::uint32_t connection);

    /// The ids of the stream have started over: what the connections delivered before says nothing
    /// of what they will.
    void startOver();

    /// Whether an event at `place` is to wait, where `lastId` is the newest that was passed on.
    bool mustWait(const SequencePlace &place, std::int64_t lastId) const;

    /// Keeps an event that must wait. False where it waits already.
    bool hold(HeldEvent event);

    /// The first event that waits no longer: it follows `lastId`, or nobody brings what is missing
    /// before it, or it has waited for Window. To be called until it has nothing.
    std::optional<HeldEvent> takeReady(std::int64_t lastId, std::chrono::nanoseconds now);

    /// All that wait, first things first.
    std::optional<HeldEvent> takeAny();

    bool isHolding() const { return !m_held.empty(); }

private:
    struct Source
    {
        std::uint32_t connection;
        std::int64_t lastId;
    };

    bool canBeFilled(const SequencePlace &place) const;

    std::vector<Source> m_sources;
    std::map<std::int64_t, HeldEvent> m_held;
};

} // namespace Orderflow
