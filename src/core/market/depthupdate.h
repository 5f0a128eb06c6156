#pragma once

#include "market/decimal.h"
#include "market/symbol.h"
#include "market/time.h"

#include <QByteArray>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace Orderflow {

struct PriceLevel
{
    Decimal price;
    Decimal quantity;

    bool operator==(const PriceLevel &) const = default;
};

/// One frame of a depth stream: either the best levels in full (partial book depth) or the levels
/// that changed (diff depth); which of the two only the stream's name tells.
/// Source: USDⓈ-M futures documentation, "Partial Book Depth Streams", "Diff. Book Depth Streams".
struct DepthUpdate
{
    Symbol symbol;
    /// The stream without its symbol, such as `depth5@100ms` or `depth`.
    std::string depthKind;
    std::int64_t firstUpdateId = 0;
    std::int64_t finalUpdateId = 0;
    /// The finalUpdateId of the stream's previous frame, which chains the frames; -1 where there
    /// was none.
    std::int64_t prevFinalUpdateId = 0;
    UtcMilliseconds eventTime{};
    /// When the matching engine made the change.
    UtcMilliseconds transactionTime{};
    ReceiveTime receiveTime;
    /// Highest price first in a partial book; as the exchange ordered them in a diff.
    std::vector<PriceLevel> bids;
    /// Lowest price first.
    std::vector<PriceLevel> asks;

    bool operator==(const DepthUpdate &) const = default;
};

/// Whether the update holds the best levels in full (`depth5`, `depth20@500ms`, …), not changes.
bool isPartialDepth(const DepthUpdate &update);

/// `[["price","quantity"],…]`, byte for byte as the exchange sends levels (without spaces).
std::string levelsToJson(const std::vector<PriceLevel> &levels);

/// The levels of such a text, with or without spaces; nothing where it has another form, or a
/// number that is no Decimal.
std::optional<std::vector<PriceLevel>> levelsFromJson(const QByteArray &json);

} // namespace Orderflow
