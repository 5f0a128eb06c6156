#pragma once

#include <chrono>
#include <optional>

namespace Orderflow {

/// Spreads new connections to the exchange over time, reconnects included: at most one a second,
/// and so no more than 300 in 5 minutes. fstream documents no such limit; the spot market does,
/// and that one is kept to be safe. Pure but for its memory; belongs to one thread.
class ConnectPacer
{
public:
    static constexpr std::chrono::seconds Spacing{1};

    /// Takes the next free moment that is not before `earliest`, and says when it is. Both on the
    /// monotonic clock.
    std::chrono::nanoseconds reserve(std::chrono::nanoseconds earliest);

private:
    std::optional<std::chrono::nanoseconds> m_lastTaken;
};

} // namespace Orderflow
