#pragma once

#include "binance/streamtable.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace Orderflow {

/// How often events come: what silence means follows from it. Times are on the monotonic clock.
///
/// Pure but for its memory; belongs to one thread.
class StreamPace
{
public:
    /// No silence shorter than this means anything.
    static constexpr std::chrono::seconds LeastLimit{5};
    /// A longer silence is worth a look, however quiet the contract.
    static constexpr std::chrono::seconds MostLimit{3600};
    /// Fewer events tell nothing about a rate.
    static constexpr int LeastEvents = 8;

    /// An event at `now` that came over `source`. While several sources bring the same events only
    /// one of them is counted, and another takes its place when it falls silent.
    void note(std::uint32_t source, std::chrono::nanoseconds now);

    bool isKnown() const { return m_events >= LeastEvents; }

    /// The longest silence that is still the stream's own manner: 20 mean intervals, twice the
    /// longest recent one, and within the limits above. Trades come in bursts, so the mean alone
    /// would cry wolf. Of use where isKnown() only.
    std::chrono::nanoseconds stalenessLimit() const;

private:
    std::uint32_t m_source = 0;
    int m_events = 0;
    std::chrono::nanoseconds m_last{};
    std::chrono::nanoseconds m_meanInterval{};
    /// Fades by 1/64 with each event.
    std::chrono::nanoseconds m_longestInterval{};
};

/// The paces of all streams, by number; shared by all connections, because the rate of a stream is
/// the same wherever it comes from.
using PaceBook = std::vector<StreamPace>;

} // namespace Orderflow
