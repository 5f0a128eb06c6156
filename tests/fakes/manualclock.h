#pragma once

#include "clock.h"

#include <mutex>

namespace Orderflow {

/// A clock that a test sets; any thread may read it.
class ManualClock final : public Clock
{
public:
    ReceiveTime now() const override
    {
        const std::lock_guard lock(m_mutex);
        return m_now;
    }

    void advance(std::chrono::microseconds time)
    {
        const std::lock_guard lock(m_mutex);
        m_now.utc += time;
        m_now.monotonic += time;
    }

private:
    mutable std::mutex m_mutex;
    /// 2026-11-23 00:00:00 UTC.
    ReceiveTime m_now{UtcMicroseconds(std::chrono::seconds(1'795'392'000)), std::chrono::hours(1)};
};

} // namespace Orderflow
