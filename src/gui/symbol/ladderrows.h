#pragma once

#include "market/aggtrade.h"
#include "market/depthupdate.h"

#include <QString>

#include <optional>
#include <vector>

namespace Orderflow {

/// A level of the book as the ladder shows it; the numbers are exact.
struct LadderLevel
{
    QString price;
    QString quantity;
    /// From the best level to this one.
    QString total;
    /// Of the largest quantity that is shown, 0 to 1.
    double share = 0;
    /// Of the larger side's total, 0 to 1.
    double totalShare = 0;
    /// The last trade was at its price.
    bool isLast = false;

    bool operator==(const LadderLevel &) const = default;
};

/// What a ladder of a given height shows.
struct LadderRows
{
    /// Best first.
    std::vector<LadderLevel> asks;
    std::vector<LadderLevel> bids;
    /// Levels of the book that there is no room for.
    int moreAsks = 0;
    int moreBids = 0;
    /// Exact; nothing where a side is empty.
    std::optional<Decimal> spread;
    /// The spread as a part of the price, in hundredths of a percent.
    double spreadBasisPoints = 0;

    bool operator==(const LadderRows &) const = default;
};

/// The best levels of a book, `mostLevels` a side at most. Pure.
LadderRows ladderRows(const std::vector<PriceLevel> &bids, const std::vector<PriceLevel> &asks,
                      const std::optional<AggTrade> &lastTrade, int mostLevels);

} // namespace Orderflow
