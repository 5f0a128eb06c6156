#pragma once

#include "market/time.h"

#include <chrono>
#include <optional>

namespace Orderflow {

/// How far a store has come with its upkeep.
enum class UpkeepState {
    /// Nothing to do before the next day.
    Done,
    /// There is more, which can be done at once.
    MoreToDo,
    /// Something was in the way, such as a long query's lock.
    Deferred
};

/// When a store's upkeep is due: at once, on a new UTC day, and else after ten minutes; a minute
/// after something was in its way.
class UpkeepSchedule
{
public:
    bool isDue(const ReceiveTime &now) const
    {
        return !m_last || now.monotonic >= m_nextAt || dayOf(now) != dayOf(*m_last);
    }

    void note(UpkeepState state, const ReceiveTime &now)
    {
        m_last = now;
        m_nextAt = now.monotonic + pauseAfter(state);
        m_hasMoreToDo = state == UpkeepState::MoreToDo;
    }

    /// Whether there is more, so that nothing else needs to be waited for.
    bool hasMoreToDo() const { return m_hasMoreToDo; }

private:
    static std::chrono::sys_days dayOf(const ReceiveTime &time)
    {
        return std::chrono::floor<std::chrono::days>(time.utc);
    }
    static std::chrono::seconds pauseAfter(UpkeepState state)
    {
        using namespace std::chrono_literals;
        return state == UpkeepState::Done ? 600s : state == UpkeepState::Deferred ? 60s : 0s;
    }

    std::optional<ReceiveTime> m_last;
    std::chrono::nanoseconds m_nextAt{};
    bool m_hasMoreToDo = false;
};

} // namespace Orderflow
