#pragma once

#include "market/symbol.h"
#include "market/time.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace Orderflow {

/// Where a stream of one symbol ends in the database: its event with the highest id.
struct StreamEnd
{
    Symbol symbol;
    /// The stream without its symbol, such as `aggTrade` or `depth5@100ms`.
    std::string stream;
    /// aggTradeId or finalUpdateId.
    std::int64_t lastId = 0;
    UtcMicroseconds receiveTime{};
    /// Its tradeTime or transactionTime.
    UtcMilliseconds exchangeTime{};
    /// The tradeTime or transactionTime of its first event; nothing where the spool alone knows of
    /// the stream.
    std::optional<UtcMilliseconds> firstTime{};

    bool operator==(const StreamEnd &) const = default;
};

/// Those of all streams; null where nobody has looked yet. What it points to never changes, so any
/// thread may read it.
using StreamEnds = std::shared_ptr<const std::vector<StreamEnd>>;

} // namespace Orderflow
