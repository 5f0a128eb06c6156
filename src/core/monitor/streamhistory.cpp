#include "monitor/streamhistory.h"

#include "monitor/rates.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

namespace {

using namespace std::chrono_literals;

/// Of the states that latencies are counted from: two of them are kept, so that the newest minute
/// to half minute is told of.
constexpr auto PastSpacing = 30s;
/// Quantiles of thousands of histograms are not for every frame of a screen.
constexpr auto LatencyInterval = 1s;
constexpr std::size_t Nowhere = static_cast<std::size_t>(-1);

std::string keyOf(const Symbol &symbol, const std::string &type)
{
    return symbol.name() + '@' + type;
}

LatencySummary summarize(const LatencyHistogram &latencies)
{
    return {latencies.count(), latencies.quantile(0.5), latencies.quantile(0.99),
            latencies.quantile(1)};
}

} // namespace

void StreamHistory::update(const IngestStatus &ingest, const WriterStatus &writer,
                           std::chrono::nanoseconds now)
{
    m_now = now;
    if (!ingest.streams)
        return;
    m_intakes = ingest.streams;
    m_commits = writer.commits;
    m_sides = std::max<int>(static_cast<int>(ingest.sides.size()), 1);
    m_mute.assign(m_intakes->size(), 0);
    for (const FeedStatus &feed : ingest.feeds) {
        for (const StreamId stream : feed.mute) {
            if (stream < m_mute.size())
                ++m_mute[stream];
        }
    }
    placeCommits();
    remember();
    updateLatencies();
}

/// Both lists only grow at their ends.
void StreamHistory::placeCommits()
{
    for (std::size_t i = m_commitPlaces.size(); i < m_intakes->size(); ++i) {
        m_streamIds.emplace(keyOf((*m_intakes)[i].symbol, (*m_intakes)[i].type), i);
        m_commitPlaces.push_back(Nowhere);
    }
    for (; m_commits && m_placed < m_commits->size(); ++m_placed) {
        const StreamCommits &commits = (*m_commits)[m_placed];
        const auto stream = m_streamIds.find(keyOf(commits.symbol, commits.type));
        // Of a stream that ingest has published before its first event was committed.
        if (stream == m_streamIds.end())
            return;
        m_commitPlaces[stream->second] = m_placed;
    }
}

void StreamHistory::remember()
{
    if (Rates::isDue(m_samples, m_now)) {
        Sample sample{m_now, {}};
        for (std::size_t i = 0; i < m_intakes->size(); ++i)
            sample.streams.push_back(countersOf(i));
        m_samples.push_back(std::move(sample));
    }
    while (m_past.size() > 1 && m_now - m_past[1].at >= PastSpacing)
        m_past.pop_front();
    if (m_past.empty() || m_now - m_past.back().at >= PastSpacing)
        m_past.push_back({m_now, m_intakes, m_commits});
}

void StreamHistory::updateLatencies()
{
    if (!m_streamLatencies.empty() && m_now - m_latenciesAt < LatencyInterval)
        return;
    m_latenciesAt = m_now;
    m_streamLatencies.assign(m_intakes->size(), {});
    m_exchangeToReceive = {};
    m_receiveToCommit = {};
    LatencyHistogram received;
    LatencyHistogram committed;
    const Past &past = m_past.front();
    for (std::size_t i = 0; i < m_intakes->size(); ++i) {
        Latencies &latencies = m_streamLatencies[i];
        const LatencyHistogram &receive = (*m_intakes)[i].exchangeToReceive;
        const bool wasThere = i < past.intakes->size();
        const LatencyHistogram newlyReceived =
            wasThere ? receive.since((*past.intakes)[i].exchangeToReceive) : receive;
        latencies.exchangeToReceive = summarize(newlyReceived);
        m_exchangeToReceive.add(receive);
        received.add(newlyReceived);
        if (const StreamCommits *commits = commitsOf(m_commits, i)) {
            const StreamCommits *before = commitsOf(past.commits, i);
            const LatencyHistogram newlyCommitted =
                before ? commits->receiveToCommit.since(before->receiveToCommit)
                       : commits->receiveToCommit;
            latencies.receiveToCommit = summarize(newlyCommitted);
            m_receiveToCommit.add(commits->receiveToCommit);
            committed.add(newlyCommitted);
        }
    }
    m_latencies = {summarize(received), summarize(committed)};
}

const StreamCommits *StreamHistory::commitsOf(const StreamCommitsList &commits,
                                              std::size_t stream) const
{
    const std::size_t place = m_commitPlaces[stream];
    return commits && place < commits->size() ? &(*commits)[place] : nullptr;
}

StreamHistory::Counters StreamHistory::countersOf(std::size_t stream) const
{
    const StreamIntake &intake = (*m_intakes)[stream];
    const StreamCommits *commits = commitsOf(m_commits, stream);
    return {intake.events, intake.bytes, commits ? commits->events : 0};
}

StreamHistory::Counters StreamHistory::newOf(std::size_t stream, const Counters &counters,
                                             const Sample &before) const
{
    if (stream >= before.streams.size())
        return {};
    const Counters &earlier = before.streams[stream];
    return {counters.events - earlier.events, counters.bytes - earlier.bytes,
            counters.rows - earlier.rows};
}

std::vector<StreamStatus> StreamHistory::statuses() const
{
    std::vector<StreamStatus> statuses;
    if (!m_intakes)
        return statuses;
    const Sample &before = Rates::recent(m_samples, m_now);
    const Sample &longBefore = m_samples.front();
    const std::chrono::nanoseconds time = m_now - before.at;
    const std::chrono::nanoseconds longTime = m_now - longBefore.at;
    statuses.reserve(m_intakes->size());
    for (std::size_t i = 0; i < m_intakes->size(); ++i) {
        const StreamIntake &intake = (*m_intakes)[i];
        const Counters counters = countersOf(i);
        StreamStatus &status = statuses.emplace_back();
        status.type = intake.type;
        status.state = m_mute[i] >= m_sides ? StreamStatus::State::Mute
                       : intake.lastEvent   ? StreamStatus::State::Delivering
                                            : StreamStatus::State::Waiting;
        status.events = counters.events;
        status.bytes = counters.bytes;
        status.rows = counters.rows;
        status.gaps = intake.gaps;
        const Counters added = newOf(i, counters, before);
        status.eventsPerSecond = Rates::perSecond(added.events, time);
        status.rowsPerSecond = Rates::perSecond(added.rows, time);
        status.bytesPerSecond = Rates::perSecond(added.bytes, time);
        status.eventsPerSecondLastMinute =
            Rates::perSecond(newOf(i, counters, longBefore).events, longTime);
        if (intake.lastEvent)
            status.age = m_now - intake.lastEvent->monotonic;
        status.latencies = m_streamLatencies.size() > i ? m_streamLatencies[i] : Latencies();
    }
    return statuses;
}

double StreamHistory::bytesPerSecond() const
{
    if (!m_intakes)
        return 0;
    std::int64_t bytes = 0;
    const Sample &before = Rates::recent(m_samples, m_now);
    for (std::size_t i = 0; i < std::min(m_intakes->size(), before.streams.size()); ++i)
        bytes += (*m_intakes)[i].bytes - before.streams[i].bytes;
    return Rates::perSecond(bytes, m_now - before.at);
}

} // namespace Orderflow
