#include "binance/connection/streampace.h"

#include <algorithm>

namespace Orderflow {

namespace {

using namespace std::chrono_literals;

constexpr int MeanIntervals = 20;
/// Events that the mean looks back on.
constexpr int Memory = 64;

} // namespace

void StreamPace::note(std::uint32_t source, std::chrono::nanoseconds now)
{
    if (m_events == 0) {
        m_source = source;
        m_last = now;
        m_events = 1;
        return;
    }
    const std::chrono::nanoseconds interval = now - m_last;
    if (source != m_source) {
        if (interval < m_longestInterval + 1s)
            return;
        m_source = source;
    }
    m_last = now;
    // A plain mean at first, then one that forgets.
    m_meanInterval += (interval - m_meanInterval) / std::min(m_events, Memory);
    m_longestInterval = std::max(interval, m_longestInterval - m_longestInterval / Memory);
    m_events = std::min(m_events + 1, Memory);
}

std::chrono::nanoseconds StreamPace::stalenessLimit() const
{
    const std::chrono::nanoseconds own =
        std::max(m_meanInterval * MeanIntervals, m_longestInterval * 2);
    return std::clamp<std::chrono::nanoseconds>(own, LeastLimit, MostLimit);
}

} // namespace Orderflow
