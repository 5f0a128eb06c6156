#include "ingest/feedarbiter.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

SequencePlace placeOf(const AggTrade &trade)
{
    return {trade.aggTradeId - 1, trade.aggTradeId};
}

SequencePlace placeOf(const DepthUpdate &update)
{
    // One that names a later update than itself as its predecessor would wait for it in vain.
    return {std::min(update.prevFinalUpdateId, update.finalUpdateId - 1), update.finalUpdateId};
}

void FeedArbiter::note(std::uint32_t connection, std::int64_t id)
{
    const auto source = std::ranges::find(m_sources, connection, &Source::connection);
    if (source == m_sources.end())
        m_sources.push_back({connection, id});
    else
        source->lastId = std::max(source->lastId, id);
}

void FeedArbiter::forget(std::uint32_t connection)
{
    std::erase_if(m_sources,
                  [connection](const Source &source) { return source.connection == connection; });
}

void FeedArbiter::startOver()
{
    m_sources.clear();
}

bool FeedArbiter::mustWait(const SequencePlace &place, std::int64_t lastId) const
{
    return place.previousId > lastId && canBeFilled(place) && m_held.size() < MostHeld;
}

bool FeedArbiter::canBeFilled(const SequencePlace &place) const
{
    // Each connection delivers in order, so one that is past the hole will not go back to it.
    return std::ranges::any_of(
        m_sources, [&place](const Source &source) { return source.lastId < place.previousId; });
}

bool FeedArbiter::hold(HeldEvent event)
{
    const std::int64_t id = event.place.id;
    return m_held.try_emplace(id, std::move(event)).second;
}

std::optional<HeldEvent> FeedArbiter::takeReady(std::int64_t lastId, std::chrono::nanoseconds now)
{
    if (m_held.empty())
        return std::nullopt;
    const HeldEvent &first = m_held.begin()->second;
    const bool isReady = first.place.previousId <= lastId || !canBeFilled(first.place) ||
                         now - first.since >= Window || m_held.size() >= MostHeld;
    return isReady ? takeAny() : std::nullopt;
}

std::optional<HeldEvent> FeedArbiter::takeAny()
{
    if (m_held.empty())
        return std::nullopt;
    HeldEvent first = std::move(m_held.begin()->second);
    m_held.erase(m_held.begin());
    return first;
}

} // namespace Orderflow
