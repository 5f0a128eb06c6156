#pragma once

#include "market/symbol.h"
#include "market/time.h"

#include <string>

namespace Orderflow {

/// A contract as the exchange lists it. The words are the exchange's own and open: it adds new
/// ones without notice.
struct Contract
{
    Symbol symbol;
    /// `PERPETUAL`, `TRADIFI_PERPETUAL`, `CURRENT_QUARTER`, …
    std::string contractType;
    /// `TRADING`, `SETTLING`, `PENDING_TRADING`, …
    std::string status;
    /// What prices are in, such as `USDT`.
    std::string quoteAsset;
    std::string marginAsset;
    /// When it ends; far in the future for perpetual ones, until they are delisted.
    UtcMilliseconds deliveryDate{};

    bool operator==(const Contract &) const = default;
};

} // namespace Orderflow
