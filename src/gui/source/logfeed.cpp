#include "gui/source/logfeed.h"

#include <iterator>
#include <utility>

namespace Orderflow {

void LogFeed::add(const LogLine &line)
{
    const std::lock_guard lock(m_mutex);
    if (m_waiting.size() >= MaxWaiting) {
        m_waiting.pop_front();
        ++m_dropped;
    }
    m_waiting.push_back(line);
}

LogFeed::Batch LogFeed::take()
{
    std::deque<LogLine> waiting;
    Batch batch;
    {
        const std::lock_guard lock(m_mutex);
        waiting.swap(m_waiting);
        batch.dropped = std::exchange(m_dropped, 0);
    }
    batch.lines.assign(std::make_move_iterator(waiting.begin()),
                       std::make_move_iterator(waiting.end()));
    return batch;
}

} // namespace Orderflow
