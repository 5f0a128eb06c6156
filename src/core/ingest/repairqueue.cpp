#include "ingest/repairqueue.h"

#include <QtGlobal>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace Orderflow {

using namespace std::chrono_literals;

RepairQueue::RepairQueue(const RepairDelays &delays, int emptyAnswersNeeded)
    : m_delays(delays)
    , m_emptyAnswersNeeded(emptyAnswersNeeded)
{}

void RepairQueue::setGaps(const std::vector<LedgerGap> &gaps)
{
    std::unordered_map<std::int64_t, std::size_t> known;
    for (std::size_t i = 0; i < m_tasks.size(); ++i)
        known.emplace(m_tasks[i].gap.id, i);

    std::vector<Task> tasks;
    tasks.reserve(gaps.size());
    const auto keep = [this, &known, &tasks](std::int64_t id) {
        const auto found = known.find(id);
        if (found == known.end())
            return false;
        tasks.push_back(std::move(m_tasks[found->second]));
        known.erase(found);
        return true;
    };
    for (const LedgerGap &gap : gaps) {
        if (!repairableIds(gap.gap))
            continue;
        if (!keep(gap.id))
            tasks.push_back({.gap = gap, .cursor = {}});
        else if (!tasks.back().cursor)
            tasks.back().gap = gap;
    }
    if (m_currentId)
        keep(*m_currentId);
    m_tasks = std::move(tasks);
}

RepairQueue::Task *RepairQueue::current()
{
    const auto found = std::ranges::find_if(
        m_tasks, [this](const Task &task) { return task.gap.id == m_currentId; });
    return found == m_tasks.end() ? nullptr : &*found;
}

RepairQueue::Task *RepairQueue::next(const ReceiveTime &now)
{
    if (now.monotonic < m_pauseEnd)
        return nullptr;
    if (Task *task = current())
        return task;
    const auto due = std::ranges::find_if(
        m_tasks, [this, &now](const Task &task) { return waitOf(task, now) <= 0ns; });
    if (due == m_tasks.end())
        return nullptr;
    m_currentId = due->gap.id;
    due->isPutBack = false;
    if (!due->cursor) {
        due->cursor.emplace(*repairableIds(due->gap.gap),
                            due->mayResume ? due->gap.gap.filledRows : 0, m_emptyAnswersNeeded);
    }
    return &*due;
}

std::chrono::milliseconds RepairQueue::retryDelay(int earlierRetries) const
{
    std::chrono::milliseconds delay = m_delays.retry;
    for (int i = 0; i < earlierRetries && delay < m_delays.longestRetry; ++i)
        delay *= 2;
    return std::min(delay, m_delays.longestRetry);
}

std::chrono::nanoseconds RepairQueue::waitOf(const Task &task, const ReceiveTime &now) const
{
    std::chrono::nanoseconds wait = task.notBefore - now.monotonic;
    // A gap of the future is one from before the clock was set back: nobody waits for that.
    const auto age = now.utc - task.gap.gap.toTime;
    if (!task.cursor && age < m_delays.settle && age > -m_delays.settle)
        wait = std::max<std::chrono::nanoseconds>(wait, m_delays.settle - age);
    return wait;
}

void RepairQueue::delay(Task &task, std::chrono::milliseconds delay, const ReceiveTime &now)
{
    task.notBefore = now.monotonic + delay;
    m_currentId.reset();
}

void RepairQueue::waitForTrades(const ReceiveTime &now)
{
    Q_ASSERT(current());
    delay(*current(), m_delays.emptyRetry, now);
}

void RepairQueue::putBack(const ReceiveTime &now)
{
    Task *task = current();
    Q_ASSERT(task);
    task->isPutBack = true;
    delay(*task, retryDelay(task->retries++), now);
}

void RepairQueue::settle(const ReceiveTime &now)
{
    Task *task = current();
    Q_ASSERT(task);
    task->cursor.reset();
    task->mayResume = false;
    putBack(now);
}

void RepairQueue::pause(const ReceiveTime &now)
{
    m_pauseEnd = now.monotonic + retryDelay(m_pauses++);
}

std::optional<std::chrono::nanoseconds> RepairQueue::wait(const ReceiveTime &now) const
{
    std::optional<std::chrono::nanoseconds> shortest;
    for (const Task &task : m_tasks) {
        const auto wait = task.gap.id == m_currentId ? 0ns : waitOf(task, now);
        shortest = std::min(shortest.value_or(wait), wait);
    }
    if (shortest)
        shortest = std::max({*shortest, m_pauseEnd - now.monotonic, 0ns});
    return shortest;
}

bool RepairQueue::isIdle(const ReceiveTime &now) const
{
    return now.monotonic < m_pauseEnd || std::ranges::all_of(m_tasks, &Task::isPutBack);
}

std::size_t RepairQueue::waitingCount() const
{
    return m_tasks.size() - (m_currentId ? 1 : 0);
}

} // namespace Orderflow
