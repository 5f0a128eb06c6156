#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace Orderflow {

/// Counts latencies, in buckets that are an eighth of a power of two wide: what it says of a
/// quantile is at most 12.5 % too much, and exact below 16 µs. From 0 to MaxLatency; what is less
/// counts as 0 (the local clock may be behind the exchange's), what is more as MaxLatency.
///
/// A value of fixed size, because there are two for each of up to 1,600 streams and copies of them
/// go from thread to thread; a record costs a few instructions. Histograms add up, and of two
/// states of one that only grew the difference is what came in between.
class LatencyHistogram
{
public:
    using Duration = std::chrono::microseconds;

    /// Two minutes and a quarter.
    static constexpr Duration MaxLatency{(1LL << 27) - 1};

    void record(Duration latency) { record(latency, 1); }
    void record(Duration latency, std::uint32_t times);

    void add(const LatencyHistogram &other);

    /// What came since `earlier`, an older state of this one.
    LatencyHistogram since(const LatencyHistogram &earlier) const;

    std::int64_t count() const { return m_count; }
    /// Of all latencies as they were recorded.
    Duration sum() const { return m_sum; }

    /// What `fraction` of the latencies, over 0 up to 1, are not above; 0 where there are none.
    Duration quantile(double fraction) const;

    /// How many are not above `limit`; those of its own bucket count in full.
    std::int64_t countUpTo(Duration limit) const;

    bool operator==(const LatencyHistogram &) const = default;

private:
    static constexpr int LinearBuckets = 16;
    static constexpr int BucketsPerOctave = 8;
    static constexpr int Octaves = 23;
    static constexpr std::size_t BucketCount = LinearBuckets + BucketsPerOctave * Octaves;

    static std::size_t bucketOf(Duration latency);
    /// The largest latency of a bucket.
    static Duration upperBound(std::size_t bucket);

    std::array<std::uint32_t, BucketCount> m_counts{};
    std::int64_t m_count = 0;
    Duration m_sum{};
};

} // namespace Orderflow
