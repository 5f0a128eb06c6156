#pragma once

#include "market/time.h"

#include <chrono>

namespace Orderflow {

/// One measurement of how far this machine's clock is from the exchange's.
struct ClockSample
{
    /// When the exchange's answer arrived, by this machine's clock.
    UtcMicroseconds measuredAt{};
    /// The exchange's clock minus this machine's: positive where the exchange is ahead. It may be
    /// wrong by half of roundTrip either way.
    std::chrono::microseconds offset{};
    /// From the question to its answer; never negative.
    std::chrono::microseconds roundTrip{};

    bool operator==(const ClockSample &) const = default;
};

} // namespace Orderflow
