#pragma once

#include <mutex>
#include <utility>

namespace Orderflow {

/// Hands the newest value of one thread to others. A slow reader misses values in between and
/// never delays the writer for longer than a copy; use it for snapshots, not for events.
/// All methods may be called from any thread.
template <typename T>
class LatestValue
{
public:
    void publish(T value)
    {
        const std::lock_guard lock(m_mutex);
        m_value = std::move(value);
    }

    /// Publishes what `change` makes of the newest value, for values that have several authors.
    template <typename Change>
    void update(const Change &change)
    {
        const std::lock_guard lock(m_mutex);
        change(m_value);
    }

    T read() const
    {
        const std::lock_guard lock(m_mutex);
        return m_value;
    }

private:
    mutable std::mutex m_mutex;
    T m_value{};
};

} // namespace Orderflow
