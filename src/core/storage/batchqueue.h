#pragma once

#include "storage/eventbatch.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>

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

    /// The same, for `longest` at most. Nothing means that none came by then, or isFinished().
    std::optional<EventBatch> popWithin(std::chrono::milliseconds longest);

    /// Closed, and empty.
    bool isFinished() const;

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
};

} // namespace Orderflow
