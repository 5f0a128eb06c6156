#include "market/latencyhistogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace Orderflow {

void LatencyHistogram::record(Duration latency, std::uint32_t times)
{
    const Duration kept = std::clamp(latency, Duration(0), MaxLatency);
    m_counts[bucketOf(kept)] += times;
    m_count += times;
    m_sum += kept * times;
}

void LatencyHistogram::add(const LatencyHistogram &other)
{
    for (std::size_t i = 0; i < BucketCount; ++i)
        m_counts[i] += other.m_counts[i];
    m_count += other.m_count;
    m_sum += other.m_sum;
}

LatencyHistogram LatencyHistogram::since(const LatencyHistogram &earlier) const
{
    LatencyHistogram difference;
    for (std::size_t i = 0; i < BucketCount; ++i)
        difference.m_counts[i] = m_counts[i] - earlier.m_counts[i];
    difference.m_count = m_count - earlier.m_count;
    difference.m_sum = m_sum - earlier.m_sum;
    return difference;
}

LatencyHistogram::Duration LatencyHistogram::quantile(double fraction) const
{
    if (m_count == 0)
        return Duration(0);
    const auto wanted =
        std::max<std::int64_t>(std::llround(std::ceil(fraction * double(m_count))), 1);
    std::int64_t seen = 0;
    for (std::size_t i = 0; i < BucketCount; ++i) {
        seen += m_counts[i];
        if (seen >= wanted)
            return upperBound(i);
    }
    return MaxLatency;
}

std::int64_t LatencyHistogram::countUpTo(Duration limit) const
{
    if (limit < Duration(0))
        return 0;
    const std::size_t last = bucketOf(std::min(limit, MaxLatency));
    std::int64_t count = 0;
    for (std::size_t i = 0; i <= last; ++i)
        count += m_counts[i];
    return count;
}

std::size_t LatencyHistogram::bucketOf(Duration latency)
{
    const auto value = static_cast<std::uint64_t>(latency.count());
    if (value < LinearBuckets)
        return static_cast<std::size_t>(value);
    // The leading bit says which power of two, the three behind it which eighth.
    const auto octave = static_cast<std::size_t>(std::bit_width(value)) -
                        static_cast<std::size_t>(std::bit_width(std::uint64_t(LinearBuckets)));
    const std::size_t eighth = (value >> (octave + 1)) - BucketsPerOctave;
    return LinearBuckets + octave * BucketsPerOctave + eighth;
}

LatencyHistogram::Duration LatencyHistogram::upperBound(std::size_t bucket)
{
    if (bucket < LinearBuckets)
        return Duration(bucket);
    const std::size_t behind = bucket - LinearBuckets;
    const std::size_t octave = behind / BucketsPerOctave;
    const std::size_t eighth = behind % BucketsPerOctave + BucketsPerOctave;
    return Duration(((eighth + 1) << (octave + 1)) - 1);
}

} // namespace Orderflow
