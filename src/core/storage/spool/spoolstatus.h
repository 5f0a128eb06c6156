#pragma once

#include <QString>

#include <cstdint>

namespace Orderflow {

/// How much is in a spool.
struct SpoolTotals
{
    std::int64_t batches = 0;
    std::int64_t events = 0;
    /// Of the payloads of the batches.
    std::int64_t bytes = 0;
    std::int64_t deadLetters = 0;
    std::int64_t deadEvents = 0;
    std::int64_t deadBytes = 0;

    bool operator==(const SpoolTotals &) const = default;
};

/// How the spool of a recorder is, as a value.
struct SpoolStatus
{
    /// Empty where the spool is turned off.
    QString filePath;
    SpoolTotals totals;
    /// Events of order books that its limits cost since the start; each is in a gap row.
    std::int64_t eventsDropped = 0;
    /// There is nothing left to drop, and it is larger than its limits.
    bool isBeyondLimits = false;
    /// Why batches cannot be put into it at the moment; empty where they can.
    QString problem;
};

} // namespace Orderflow
