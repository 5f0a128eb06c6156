#pragma once

#include <chrono>
#include <cstdint>

namespace Orderflow {

/// From where on something is worth an alert; 0 turns that alert off.
struct AlertLimits
{
    /// Streams that deliver nothing.
    std::int64_t silentStreams = 1;
    /// Gaps of the ledger that are still open.
    std::int64_t openGaps = 1;
    /// From receiving an event to the commit of its batch, up to a day.
    std::chrono::milliseconds lag{5'000};
    /// What is free on the disk of the database or the spool, in bytes.
    std::int64_t diskFree = std::int64_t(5) << 30;
    /// Between this machine's clock and the exchange's, up to an hour.
    std::chrono::milliseconds clockOffset{500};

    bool operator==(const AlertLimits &) const = default;
};

} // namespace Orderflow
