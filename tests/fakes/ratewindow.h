#pragma once

#include <chrono>
#include <cstddef>
#include <deque>

namespace Orderflow {

/// At most so many in any window of so long, as the limits of the exchange are. Something that
/// comes just a window after another is no longer in it.
class RateWindow
{
public:
    RateWindow(std::size_t most, std::chrono::nanoseconds window)
        : m_most(most)
        , m_window(window)
    {}

    /// Counts one more; says whether that is still within the limit.
    bool takes(std::chrono::nanoseconds now)
    {
        m_times.push_back(now);
        while (now - m_times.front() >= m_window)
            m_times.pop_front();
        return m_times.size() <= m_most;
    }

private:
    std::size_t m_most;
    std::chrono::nanoseconds m_window;
    std::deque<std::chrono::nanoseconds> m_times;
};

} // namespace Orderflow
