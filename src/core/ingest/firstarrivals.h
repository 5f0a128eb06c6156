#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace Orderflow {

/// Remembers, of the newest events of a stream, which side brought them first and when, so that the
/// second copy shows how far the other side is behind. Not thread-safe.
class FirstArrivals
{
public:
    struct Arrival
    {
        std::int64_t id = 0;
        int side = 0;
        /// On the monotonic clock.
        std::chrono::nanoseconds at{};
    };

    void add(const Arrival &arrival);

    /// Nothing where the event is none of the newest.
    std::optional<Arrival> find(std::int64_t id) const;

private:
    static constexpr std::size_t Remembered = 64;

    std::array<Arrival, Remembered> m_arrivals{};
    std::size_t m_next = 0;
};

} // namespace Orderflow
