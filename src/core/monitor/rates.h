#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>

/// Rates of counters that only rise, made of samples of them: values with the time they were taken
/// `at`, on the monotonic clock, in its order.
namespace Orderflow::Rates {

/// Rates are means over at least this, where the samples go back so far, and less than twice as
/// long where they are taken at least as often.
inline constexpr std::chrono::seconds Window{1};
/// Of those rates that say so.
inline constexpr std::chrono::seconds LongWindow{60};

inline double perSecond(std::int64_t difference, std::chrono::nanoseconds time)
{
    return time.count() <= 0
               ? 0.0
               : static_cast<double>(difference) / std::chrono::duration<double>(time).count();
}

/// Lets go of the samples that LongWindow has no use for. Whether the next is due.
template <typename Sample>
bool isDue(std::deque<Sample> &samples, std::chrono::nanoseconds now)
{
    while (samples.size() > 1 && now - samples[1].at >= LongWindow)
        samples.pop_front();
    return samples.empty() || now - samples.back().at >= Window;
}

/// The newest sample that is old enough for Window, else the oldest. There is one at least.
template <typename Sample>
const Sample &recent(const std::deque<Sample> &samples, std::chrono::nanoseconds now)
{
    const auto found =
        std::ranges::find_if(samples.rbegin(), samples.rend(),
                             [now](const Sample &sample) { return now - sample.at >= Window; });
    return found == samples.rend() ? samples.front() : *found;
}

} // namespace Orderflow::Rates
