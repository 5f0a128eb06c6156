#include "binance/connection/deliverywatch.h"

#include <algorithm>

namespace Orderflow {

void DeliveryWatch::add(StreamId stream, Remedy first, std::chrono::nanoseconds now)
{
    State state;
    state.waitingSince = now;
    state.lastData = now;
    state.next = first;
    remove(stream);
    m_streams.emplace(stream, state);
}

void DeliveryWatch::remove(StreamId stream)
{
    m_streams.erase(stream);
    m_reported.erase(stream);
}

bool DeliveryWatch::noteData(StreamId stream, bool isJoined, std::chrono::nanoseconds now)
{
    const auto entry = m_streams.find(stream);
    if (entry == m_streams.end())
        return false;
    State &state = entry->second;
    const bool isBack = !m_reported.empty() && m_reported.erase(stream) > 0;
    state.timesReported = 0;
    state.hasData = true;
    state.isJoined = state.isJoined || isJoined;
    state.lastData = now;
    state.waitingSince = now;
    state.next = Remedy::Resubscribe;
    return isBack;
}

std::vector<MuteStream> DeliveryWatch::check(std::chrono::nanoseconds now)
{
    std::vector<MuteStream> mute;
    for (auto &[stream, state] : m_streams) {
        if (now - state.waitingSince < limitOf(stream, state))
            continue;
        mute.push_back({stream, state.next, now - state.lastData});
        state.waitingSince = now;
        escalate(stream, state);
    }
    // The order of a hash table is nobody's.
    std::ranges::sort(mute, {}, &MuteStream::stream);
    return mute;
}

std::chrono::nanoseconds DeliveryWatch::limitOf(StreamId stream, const State &state) const
{
    constexpr int MostDoublings = 4;
    if (m_reported.contains(stream) && state.next == Remedy::Resubscribe)
        return RetryReported * (1 << std::min(state.timesReported - 1, MostDoublings));
    const StreamPace &pace = m_paces[stream];
    return pace.isKnown() ? pace.stalenessLimit() : FirstDataDeadline;
}

void DeliveryWatch::escalate(StreamId stream, State &state)
{
    switch (state.next) {
    case Remedy::Resubscribe:
        state.next = Remedy::Move;
        return;
    case Remedy::Move:
        state.next = Remedy::Report;
        return;
    case Remedy::Report:
        ++state.timesReported;
        m_reported.insert(stream);
        state.next = Remedy::Resubscribe;
        return;
    }
}

bool DeliveryWatch::hasJoined(StreamId stream) const
{
    const auto entry = m_streams.find(stream);
    return entry != m_streams.end() && entry->second.isJoined;
}

bool DeliveryWatch::hasDeliveredSince(StreamId stream, std::chrono::nanoseconds since) const
{
    const auto entry = m_streams.find(stream);
    return entry != m_streams.end() && entry->second.hasData && entry->second.lastData >= since;
}

} // namespace Orderflow
