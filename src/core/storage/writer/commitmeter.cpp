#include "storage/writer/commitmeter.h"

namespace Orderflow {

void CommitMeter::count(const EventBatch &batch, std::chrono::nanoseconds now)
{
    countAll(batch.trades, now);
    countAll(batch.depthUpdates, now);
}

template <typename Event>
void CommitMeter::countAll(const std::vector<Event> &events, std::chrono::nanoseconds now)
{
    for (const Event &event : events) {
        StreamCommits &stream = find(event.symbol, streamTypeOf(event));
        ++stream.events;
        stream.receiveToCommit.record(std::chrono::duration_cast<LatencyHistogram::Duration>(
            now - event.receiveTime.monotonic));
    }
}

StreamCommits &CommitMeter::find(const Symbol &symbol, const std::string &type)
{
    m_key.assign(symbol.name()).append(1, '@').append(type);
    const auto [entry, isNew] = m_places.try_emplace(m_key, m_streams.size());
    if (isNew) {
        m_streams.emplace_back();
        m_streams.back().symbol = symbol;
        m_streams.back().type = type;
    }
    return m_streams[entry->second];
}

StreamCommitsList CommitMeter::snapshot(std::chrono::nanoseconds now)
{
    if (!m_snapshot || now - m_snapshotAt >= SnapshotInterval) {
        m_snapshotAt = now;
        return newest();
    }
    return m_snapshot;
}

StreamCommitsList CommitMeter::newest()
{
    m_snapshot = std::make_shared<const std::vector<StreamCommits>>(m_streams);
    return m_snapshot;
}

} // namespace Orderflow
