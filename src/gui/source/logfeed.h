#pragma once

#include "process/logline.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

namespace Orderflow {

/// Where log lines of all threads wait for the window to take them, in their order. Whoever logs
/// never waits for the window: what is too much for it is dropped, the oldest first, and counted.
/// All methods may be called from any thread.
class LogFeed
{
public:
    static constexpr std::size_t MaxWaiting = 5000;

    struct Batch
    {
        std::vector<LogLine> lines;
        /// How many were dropped before them.
        std::int64_t dropped = 0;
    };

    /// For Logging::setSink().
    void add(const LogLine &line);

    Batch take();

private:
    std::mutex m_mutex;
    // Guarded by m_mutex.
    std::deque<LogLine> m_waiting;
    std::int64_t m_dropped = 0;
};

} // namespace Orderflow
