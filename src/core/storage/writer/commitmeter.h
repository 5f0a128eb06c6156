#pragma once

#include "market/latencyhistogram.h"
#include "market/symbol.h"
#include "storage/eventbatch.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace Orderflow {

/// What the database has taken of one stream since the recorder started.
struct StreamCommits
{
    Symbol symbol;
    /// `aggTrade`, or the kind of depth such as `depth5@100ms`.
    std::string type;
    /// Events of batches that were committed, such as the table had already included.
    std::int64_t events = 0;
    /// From receiving an event to the end of the commit of its batch.
    LatencyHistogram receiveToCommit;
};

/// What it points to never changes, so any thread may read it.
using StreamCommitsList = std::shared_ptr<const std::vector<StreamCommits>>;

/// Counts what is committed, stream by stream. Belongs to the writer's thread.
class CommitMeter
{
public:
    /// At most this often is snapshot() another one.
    static constexpr std::chrono::milliseconds SnapshotInterval{100};

    /// The events of `batch` are in the database as of `now`, on the monotonic clock.
    void count(const EventBatch &batch, std::chrono::nanoseconds now);

    /// As of `now`, or up to SnapshotInterval before.
    StreamCommitsList snapshot(std::chrono::nanoseconds now);

    /// As of the last count().
    StreamCommitsList newest();

private:
    StreamCommits &find(const Symbol &symbol, const std::string &type);
    template <typename Event>
    void countAll(const std::vector<Event> &events, std::chrono::nanoseconds now);

    std::vector<StreamCommits> m_streams;
    /// By symbol and type; the value is the place in m_streams.
    std::unordered_map<std::string, std::size_t> m_places;
    /// So that it need not be made anew for each event.
    std::string m_key;
    StreamCommitsList m_snapshot;
    std::chrono::nanoseconds m_snapshotAt{};
};

} // namespace Orderflow
