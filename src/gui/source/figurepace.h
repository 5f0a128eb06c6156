#pragma once

#include "market/time.h"

#include <chrono>
#include <optional>

namespace Orderflow {

/// When figures are due to be shown anew: once a second, as nobody reads them faster, by the clocks
/// of the statuses. The monotonic one stands still in those of a recorder elsewhere.
class FigurePace
{
public:
    /// Whether a second is over at `now`, and if so another one begins. A clock that has run
    /// backwards is that of another recorder.
    bool isDue(const ReceiveTime &now)
    {
        if (m_last && isWithin(m_last->monotonic, now.monotonic) && isWithin(m_last->utc, now.utc))
            return false;
        m_last = now;
        return true;
    }

    /// Something has changed that is shown at once, so that the next call says yes.
    void skip() { m_last.reset(); }

private:
    /// A little less than a second, so that a late look does not skip one.
    static constexpr std::chrono::milliseconds Interval{950};

    static bool isWithin(auto last, auto now) { return now >= last && now < last + Interval; }

    std::optional<ReceiveTime> m_last;
};

} // namespace Orderflow
