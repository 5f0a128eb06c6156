#pragma once

#include <chrono>
#include <deque>

namespace Orderflow {

/// Spreads new connections to the exchange over time, reconnects included: at most one a second,
/// and no more than 300 in 5 minutes. fstream documents no such limit; the spot market does, and
/// that one is kept to be safe. Pure but for its memory; belongs to one thread. Times are on the
/// monotonic clock.
class ConnectPacer
{
public:
    static constexpr std::chrono::seconds Spacing{1};
    static constexpr std::size_t MostInWindow = 300;
    static constexpr std::chrono::minutes Window{5};

    /// Whether a connection may be started at `now`; if so, it counts as started.
    bool take(std::chrono::nanoseconds now);

    /// No connection before `until`, because the exchange turned this address away.
    void holdUntil(std::chrono::nanoseconds until);

private:
    std::deque<std::chrono::nanoseconds> m_taken;
    std::chrono::nanoseconds m_heldUntil{};
};

} // namespace Orderflow
