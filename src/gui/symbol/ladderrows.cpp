#include "gui/symbol/ladderrows.h"

#include "gui/style/format.h"

#include <algorithm>

namespace Orderflow {

namespace {

struct LadderSide
{
    std::vector<LadderLevel> levels;
    double largest = 0;
    double total = 0;
};

LadderSide sideOf(const std::vector<PriceLevel> &book, const std::optional<AggTrade> &lastTrade,
                  int mostLevels)
{
    LadderSide side;
    std::optional<Decimal> total = Decimal();
    for (const PriceLevel &level : book) {
        if (int(side.levels.size()) == mostLevels)
            break;
        total = total ? total->plus(level.quantity) : std::nullopt;
        const double quantity = level.quantity.toDoubleForDisplay();
        side.total += quantity;
        side.largest = std::max(side.largest, quantity);
        const bool isLast = lastTrade && std::is_eq(lastTrade->price.compareValue(level.price));
        side.levels.push_back({level.price.toString(), level.quantity.toString(),
                               Format::decimal(total), quantity, side.total, isLast});
    }
    return side;
}

void scale(std::vector<LadderLevel> &levels, double largest, double total)
{
    for (LadderLevel &level : levels) {
        level.share = largest > 0 ? level.share / largest : 0;
        level.totalShare = total > 0 ? level.totalShare / total : 0;
    }
}

} // namespace

LadderRows ladderRows(const std::vector<PriceLevel> &bids, const std::vector<PriceLevel> &asks,
                      const std::optional<AggTrade> &lastTrade, int mostLevels)
{
    LadderSide bidSide = sideOf(bids, lastTrade, mostLevels);
    LadderSide askSide = sideOf(asks, lastTrade, mostLevels);
    const double largest = std::max(bidSide.largest, askSide.largest);
    const double total = std::max(bidSide.total, askSide.total);
    scale(bidSide.levels, largest, total);
    scale(askSide.levels, largest, total);
    LadderRows rows;
    rows.moreBids = int(bids.size() - bidSide.levels.size());
    rows.moreAsks = int(asks.size() - askSide.levels.size());
    rows.bids = std::move(bidSide.levels);
    rows.asks = std::move(askSide.levels);
    if (bids.empty() || asks.empty())
        return rows;
    rows.spread = asks.front().price.minus(bids.front().price);
    const double middle =
        (asks.front().price.toDoubleForDisplay() + bids.front().price.toDoubleForDisplay()) / 2;
    if (rows.spread && middle > 0)
        rows.spreadBasisPoints = rows.spread->toDoubleForDisplay() / middle * 10'000;
    return rows;
}

} // namespace Orderflow
