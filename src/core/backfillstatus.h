#pragma once

#include "market/symbol.h"

#include <QString>

#include <cstddef>
#include <cstdint>

namespace Orderflow {

/// How far a repair of gaps by hand is, or what came of it.
struct BackfillStatus
{
    bool isRunning = false;
    /// Of the gaps that were asked for: trades that were missing, and those that came since.
    std::int64_t missing = 0;
    std::int64_t fetched = 0;
    std::size_t gapsLeft = 0;
    /// Empty where no gap is worked on now.
    Symbol currentSymbol;

    // Once it does not run any more: what the ledger says now of the gaps that were asked for.

    std::int64_t filled = 0;
    std::int64_t unfillable = 0;
    std::int64_t open = 0;
    /// What kept it from filling all, in a sentence; empty where nothing did.
    QString error;

    bool operator==(const BackfillStatus &) const = default;
};

} // namespace Orderflow
