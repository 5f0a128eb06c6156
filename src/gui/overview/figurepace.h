#pragma once

#include <chrono>
#include <optional>

namespace Orderflow {

/// When figures are due to be shown anew: once a second, as nobody reads them faster, by the
/// monotonic clock of the statuses.
class FigurePace
{
public:
    /// Whether a second is over at `now`, and if so another one begins. A clock that has run
    /// backwards is that of another recorder.
    bool isDue(std::chrono::nanoseconds now)
    {
        if (m_last && now >= *m_last && now < *m_last + Interval)
            return false;
        m_last = now;
        return true;
    }

    /// Something has changed that is shown at once, so that the next call says yes.
    void skip() { m_last.reset(); }

private:
    /// A little less than a second, so that a late look does not skip one.
    static constexpr std::chrono::milliseconds Interval{950};

    std::optional<std::chrono::nanoseconds> m_last;
};

} // namespace Orderflow
