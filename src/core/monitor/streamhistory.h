#pragma once

#include "monitor/recorderstatus.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace Orderflow {

/// What each stream did over the last minute: brings together what ingest and the writer count of
/// it, and makes rates and latencies of the states before. Pure but for its memory; belongs to one
/// thread.
class StreamHistory
{
public:
    /// Takes the newest counts; `now`, on the monotonic clock, must not run backwards.
    void update(const IngestStatus &ingest, const WriterStatus &writer,
                std::chrono::nanoseconds now);

    /// As of the last update(), by StreamId.
    std::vector<StreamStatus> statuses() const;

    double bytesPerSecond() const;
    const Latencies &latencies() const { return m_latencies; }
    const LatencyHistogram &exchangeToReceive() const { return m_exchangeToReceive; }
    const LatencyHistogram &receiveToCommit() const { return m_receiveToCommit; }

private:
    struct Counters
    {
        std::int64_t events = 0;
        std::int64_t bytes = 0;
        std::int64_t rows = 0;
    };
    struct Sample
    {
        std::chrono::nanoseconds at{};
        /// By StreamId.
        std::vector<Counters> streams;
    };
    /// The histograms at one time; shared with whoever else has the same.
    struct Past
    {
        std::chrono::nanoseconds at{};
        StreamIntakes intakes;
        StreamCommitsList commits;
    };

    void placeCommits();
    void remember();
    void updateLatencies();
    Counters countersOf(std::size_t stream) const;
    const StreamCommits *commitsOf(const StreamCommitsList &commits, std::size_t stream) const;
    /// What a stream has come by since; nothing of one that the sample has not.
    Counters newOf(std::size_t stream, const Counters &counters, const Sample &before) const;

    StreamIntakes m_intakes;
    StreamCommitsList m_commits;
    std::chrono::nanoseconds m_now{};
    /// How many sides report a stream mute, by StreamId.
    std::vector<int> m_mute;
    int m_sides = 1;
    std::unordered_map<std::string, std::size_t> m_streamIds;
    /// Where a stream is in the list of commits, by StreamId; its size or more where it is not.
    std::vector<std::size_t> m_commitPlaces;
    std::size_t m_placed = 0;

    std::deque<Sample> m_samples;
    std::deque<Past> m_past;
    std::chrono::nanoseconds m_latenciesAt{};
    std::vector<Latencies> m_streamLatencies;
    Latencies m_latencies;
    LatencyHistogram m_exchangeToReceive;
    LatencyHistogram m_receiveToCommit;
};

} // namespace Orderflow
