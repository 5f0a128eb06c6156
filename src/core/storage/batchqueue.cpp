#include "storage/batchqueue.h"

#include <algorithm>
#include <iterator>
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
    m_changed.notify_all();
    return true;
}

std::optional<EventBatch> BatchQueue::pop()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_isClosed || m_isDiverted || !m_batches.empty(); });
    return takeFirst();
}

std::optional<EventBatch> BatchQueue::popWithin(std::chrono::milliseconds longest)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, longest,
                       [this] { return m_isClosed || m_isDiverted || !m_batches.empty(); });
    return takeFirst();
}

std::optional<EventBatch> BatchQueue::takeFirst()
{
    if (m_batches.empty() || m_isDiverted)
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

std::vector<EventBatch> BatchQueue::divert(std::size_t maxBytes)
{
    std::vector<EventBatch> taken;
    {
        const std::lock_guard lock(m_mutex);
        m_isDiverted = true;
        std::size_t bytes = 0;
        while (maxBytes > 0 && !m_batches.empty() &&
               (taken.empty() || bytes + m_batches.front().bytes <= maxBytes)) {
            bytes += m_batches.front().bytes;
            taken.push_back(std::move(m_batches.front()));
            m_batches.pop_front();
        }
        m_bytes -= bytes;
    }
    m_changed.notify_all();
    return taken;
}

void BatchQueue::putBack(std::vector<EventBatch> batches)
{
    {
        const std::lock_guard lock(m_mutex);
        for (const EventBatch &batch : batches)
            m_bytes += batch.bytes;
        m_batches.insert(m_batches.begin(), std::make_move_iterator(batches.begin()),
                         std::make_move_iterator(batches.end()));
    }
    m_changed.notify_all();
}

void BatchQueue::resume()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isDiverted = false;
    }
    m_changed.notify_all();
}

bool BatchQueue::isDiverted() const
{
    const std::lock_guard lock(m_mutex);
    return m_isDiverted;
}

bool BatchQueue::waitUntil(const std::function<bool(const QueueDepth &)> &isDue,
                           std::chrono::milliseconds longest)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, longest, [this, &isDue] {
        return isDue({m_batches.size(), m_bytes});
    });
}

void BatchQueue::wake()
{
    // Whoever is about to wait has either seen what changed, or is waiting by now.
    {
        const std::lock_guard lock(m_mutex);
    }
    m_changed.notify_all();
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
