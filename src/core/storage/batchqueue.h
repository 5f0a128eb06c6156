#pragma once

#include "storage/eventbatch.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace Orderflow {

/// What waits in a BatchQueue.
struct QueueDepth
{
    std::size_t batches = 0;
    std::size_t bytes = 0;

    bool operator==(const QueueDepth &) const = default;
};

/// Batches on their way from the thread that receives to the thread that writes, in order, bounded
/// by their size in memory. All methods may be called from any thread.
///
/// The queue can be diverted, so that the batches take another way, over a spool, and nothing
/// overtakes them: then pop() and popWithin() hand out nothing, and divert() everything.
class BatchQueue
{
public:
    /// Holds batches of up to `maxBytes` together. The batch that pop() handed out is no longer
    /// counted.
    explicit BatchQueue(std::size_t maxBytes);

    /// Takes the batch, or returns false and leaves it with the caller: where it does not fit, or
    /// the queue is closed. An empty queue takes a batch of any size.
    [[nodiscard]] bool push(EventBatch &&batch);

    /// Waits for the next batch. Nothing means that the queue is closed and empty.
    std::optional<EventBatch> pop();

    /// The same, for `longest` at most. Nothing means that none came by then, that the queue is
    /// diverted, or isFinished().
    std::optional<EventBatch> popWithin(std::chrono::milliseconds longest);

    /// Closed, and empty.
    bool isFinished() const;

    /// Diverts the queue, and takes batches of `maxBytes` together from its front: one at least
    /// where there are any and `maxBytes` is not 0.
    std::vector<EventBatch> divert(std::size_t maxBytes);
    /// Puts back to the front what divert() took.
    void putBack(std::vector<EventBatch> batches);
    /// Ends the diversion.
    void resume();
    bool isDiverted() const;

    /// Waits, for `longest` at most, until `isDue` is true of what waits. It is looked at with each
    /// change, and with each wake().
    bool waitUntil(const std::function<bool(const QueueDepth &depth)> &isDue,
                   std::chrono::milliseconds longest);
    void wake();

    /// Ends the input; what is in the queue can still be taken.
    void close();

    QueueDepth depth() const;
    std::size_t maxBytes() const { return m_maxBytes; }

private:
    /// With m_mutex locked.
    std::optional<EventBatch> takeFirst();

    const std::size_t m_maxBytes;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<EventBatch> m_batches;
    std::size_t m_bytes = 0;
    bool m_isClosed = false;
    bool m_isDiverted = false;
};

} // namespace Orderflow
