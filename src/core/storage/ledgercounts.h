#pragma once

#include "market/time.h"

#include <chrono>
#include <cstdint>

namespace Orderflow {

/// How the gap ledger stands; reconnects that were proved seamless are not counted.
struct LedgerCounts
{
    std::int64_t open = 0;
    std::int64_t filled = 0;
    std::int64_t unfillable = 0;
    /// How long the gaps of all streams that are not filled last, of the UTC day of `asOf`.
    std::chrono::microseconds missingToday{};
    /// When it was read.
    UtcMicroseconds asOf{};

    bool operator==(const LedgerCounts &) const = default;
};

} // namespace Orderflow
