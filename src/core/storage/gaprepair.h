#pragma once

#include "market/capturegap.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace Orderflow {

/// A row of the gap ledger, as it is in the database.
struct LedgerGap
{
    std::int64_t id = 0;
    std::int64_t sessionId = 0;
    CaptureGap gap;

    bool operator==(const LedgerGap &) const = default;
};

/// Several of them; null where nobody has looked yet. What it points to never changes, so any
/// thread may read it.
using LedgerGaps = std::shared_ptr<const std::vector<LedgerGap>>;

/// What a batch does for one gap of the ledger: its trades are some of those that were missing.
struct GapRepair
{
    /// Of the row; it stays as it is where there is none of that number.
    std::int64_t gapId = 0;
    /// Set with the last batch of a repair. The store looks what is missing now: nothing makes the
    /// gap filled, anything gives it this status, Unfillable or Open.
    std::optional<GapStatus> settleAs;
    /// What the exchange answered, in a sentence; replaces the note of the row where not empty.
    QString note;

    bool operator==(const GapRepair &) const = default;
};

} // namespace Orderflow
