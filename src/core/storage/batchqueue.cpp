#include "storage/batchqueue.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

BatchQueue::BatchQueue(std::size_t maxBytes)
    : m_maxBytes(maxBytes)
{}

bool BatchQueue::push(EventBatch &&batch)
{
    {
        const std::lock_guard lock(m_mutex);
        const std::size_t room = m_maxBytes - std::min(m_maxBytes, m_bytes);
        if (m_isClosed || (!m_batches.empty() && batch.bytes > room))
            return false;
        m_bytes += batch.bytes;
        m_batches.push_back(std::move(batch));
    }
    m_changed.notify_one();
    return true;
}

std::optional<EventBatch> BatchQueue::pop()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_isClosed || !m_batches.empty(); });
    return takeFirst();
}

std::optional<EventBatch> BatchQueue::popWithin(std::chrono::milliseconds longest)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, longest, [this] { return m_isClosed || !m_batches.empty(); });
    return takeFirst();
}

std::optional<EventBatch> BatchQueue::takeFirst()
{
    if (m_batches.empty())
        return std::nullopt;
    std::optional<EventBatch> batch(std::move(m_batches.front()));
    m_batches.pop_front();
    m_bytes -= batch->bytes;
    return batch;
}

bool BatchQueue::isFinished() const
{
    const std::lock_guard lock(m_mutex);
    return m_isClosed && m_batches.empty();
}

void BatchQueue::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
    }
    m_changed.notify_all();
}

QueueDepth BatchQueue::depth() const
{
    const std::lock_guard lock(m_mutex);
    return {m_batches.size(), m_bytes};
}

} // namespace Orderflow
