#include "replay/syntheticbook.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

namespace {

/// The levels of a side, so that a book of `limit=500` is full.
constexpr std::size_t LeastLevels = 500;
constexpr std::size_t MostLevels = 700;
/// How many ticks from the best price makers are busy.
constexpr std::int64_t BusyTicks = 30;
/// No price falls below this many ticks.
constexpr std::int64_t LeastPrice = 2000;
/// A spread of more ticks draws makers in.
constexpr std::int64_t WideSpread = 1;

} // namespace

SyntheticBook::SyntheticBook(const Grid &grid, std::int64_t price, std::uint64_t seed)
    : m_grid(grid)
    , m_random(seed)
{
    set(Side::Bid, std::max(price, LeastPrice), someQuantity());
    set(Side::Ask, std::max(price, LeastPrice) + 1, someQuantity());
    keepDepth(Side::Bid);
    keepDepth(Side::Ask);
    m_changedBids.clear();
    m_changedAsks.clear();
    m_changeCount = 0;
}

void SyntheticBook::stir()
{
    const std::int64_t count = m_random.between(2, 12);
    for (std::int64_t i = 0; i < count; ++i)
        changeNearBest(m_random.chance(50) ? Side::Bid : Side::Ask);
    // Which side fills a wide spread is what makes the price walk.
    if (bestPrice(Side::Ask) - bestPrice(Side::Bid) > WideSpread)
        improve(m_random.chance(50) ? Side::Bid : Side::Ask);
    keepDepth(Side::Bid);
    keepDepth(Side::Ask);
}

std::vector<SyntheticBook::Match> SyntheticBook::take(Side side, std::int64_t quantity)
{
    std::vector<Match> matches;
    while (quantity > 0 && levels(side).size() > 1) {
        const std::int64_t price = bestPrice(side);
        const std::int64_t standing = levels(side).at(price);
        const std::int64_t taken = std::min(quantity, standing);
        matches.push_back({price, taken});
        set(side, price, standing - taken);
        quantity -= taken;
    }
    return matches;
}

std::int64_t SyntheticBook::bestPrice(Side side) const
{
    return side == Side::Bid ? m_bids.rbegin()->first : m_asks.begin()->first;
}

std::int64_t SyntheticBook::quantityAtBest(Side side) const
{
    return levels(side).at(bestPrice(side));
}

void SyntheticBook::set(Side side, std::int64_t price, std::int64_t quantity)
{
    if (quantity > 0)
        levels(side)[price] = quantity;
    else
        levels(side).erase(price);
    (side == Side::Bid ? m_changedBids : m_changedAsks)[price] = quantity;
    ++m_changeCount;
}

void SyntheticBook::improve(Side side)
{
    const std::int64_t gap = bestPrice(Side::Ask) - bestPrice(Side::Bid);
    const std::int64_t by = m_random.between(1, gap - 1);
    set(side, bestPrice(side) + (side == Side::Bid ? by : -by), someQuantity());
}

void SyntheticBook::changeNearBest(Side side)
{
    // Squared, so that most of it happens close to the best price.
    const std::int64_t root = m_random.between(0, BusyTicks);
    const std::int64_t away = root * root / BusyTicks;
    const std::int64_t price = bestPrice(side) + (side == Side::Bid ? -away : away);
    const bool goes = m_random.chance(15) && levels(side).size() > 1;
    set(side, std::max<std::int64_t>(price, 1), goes ? 0 : someQuantity());
}

void SyntheticBook::keepDepth(Side side)
{
    const std::int64_t outward = side == Side::Bid ? -1 : 1;
    while (levels(side).size() < LeastLevels) {
        const std::int64_t worst =
            side == Side::Bid ? m_bids.begin()->first : m_asks.rbegin()->first;
        if (worst + outward * 3 < 1)
            return;
        set(side, worst + outward * m_random.between(1, 3), someQuantity());
    }
    while (levels(side).size() > MostLevels)
        set(side, side == Side::Bid ? m_bids.begin()->first : m_asks.rbegin()->first, 0);
}

std::int64_t SyntheticBook::someQuantity()
{
    // Many small orders, few large ones.
    const std::int64_t largest = m_random.chance(10) ? 20'000 : 800;
    return m_random.between(1, largest);
}

PriceLevel SyntheticBook::level(std::int64_t price, std::int64_t quantity) const
{
    const auto on = [](const Decimal &unit, std::int64_t count) {
        return Decimal(unit.mantissa() * count, std::uint8_t(unit.scale()));
    };
    return {on(m_grid.tick, price), on(m_grid.step, quantity)};
}

std::vector<PriceLevel> SyntheticBook::best(Side side, std::size_t count) const
{
    std::vector<PriceLevel> result;
    const Levels &all = levels(side);
    count = std::min(count, all.size());
    result.reserve(count);
    if (side == Side::Bid) {
        for (auto it = all.rbegin(); result.size() < count; ++it)
            result.push_back(level(it->first, it->second));
    } else {
        for (auto it = all.begin(); result.size() < count; ++it)
            result.push_back(level(it->first, it->second));
    }
    return result;
}

SyntheticBook::Levels SyntheticBook::takeChanges(Side side)
{
    return std::exchange(side == Side::Bid ? m_changedBids : m_changedAsks, {});
}

std::int64_t SyntheticBook::takeChangeCount()
{
    return std::exchange(m_changeCount, 0);
}

} // namespace Orderflow
