#pragma once

#include "clock.h"

#include <mutex>

namespace Orderflow {

/// Stands still until a test moves it; any thread may read it.
class ManualClock final : public Clock
{
public:
    /// `utc` since 1970.
    explicit ManualClock(
        std::chrono::milliseconds utc = std::chrono::milliseconds(1'789'000'000'000))
        : m_now{UtcMicroseconds(utc), std::chrono::seconds(1)}
    {}

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
    ReceiveTime m_now;
};

} // namespace Orderflow
