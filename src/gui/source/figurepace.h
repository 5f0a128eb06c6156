#pragma once

#include "market/time.h"

#include <chrono>
#include <optional>

namespace Orderflow {

/// When figures are due to be shown anew: once a second, as nobody reads them faster, by the UTC
/// clock of the statuses.
class FigurePace
{
public:
    /// Each kind has a quarter of the second of its own, so that all of them and their painting do
    /// not keep the window's thread at once.
    enum class Quarter {
        /// The series, and with them the charts.
        Series,
        Tiles,
        Table,
        Banner,
    };

    explicit FigurePace(Quarter quarter)
        : m_begin(std::chrono::milliseconds(250) * int(quarter))
    {}

    /// Whether the quarter has come since it was due last, or the clock was set. At once at first.
    bool isDue(const ReceiveTime &now)
    {
        const auto second = std::chrono::floor<std::chrono::seconds>(now.utc - m_begin);
        if (m_last == second)
            return false;
        m_last = second;
        return true;
    }

    /// Something has changed that is shown at once, so that the next call says yes.
    void skip() { m_last.reset(); }

private:
    std::chrono::milliseconds m_begin;
    std::optional<std::chrono::sys_seconds> m_last;
};

} // namespace Orderflow
