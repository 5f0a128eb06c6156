#pragma once

#include "replay/marketsource.h"

#include <cstdint>
#include <map>
#include <random>
#include <vector>

namespace Orderflow {

/// Made-up random numbers that are the same on every platform.
class RandomNumbers
{
public:
    explicit RandomNumbers(std::uint64_t seed)
        : m_engine(seed)
    {}

    /// From `least` to `greatest`, both possible.
    std::int64_t between(std::int64_t least, std::int64_t greatest)
    {
        return least + std::int64_t(m_engine() % std::uint64_t(greatest - least + 1));
    }
    bool chance(int percent) { return between(1, 100) <= percent; }

private:
    std::mt19937_64 m_engine;
};

/// An order book of a made-up contract. Prices count ticks and quantities count steps, so all of it
/// is exact; the best bid is always below the best ask.
class SyntheticBook
{
public:
    enum class Side { Bid, Ask };

    /// Price to quantity, both counted on the grid.
    using Levels = std::map<std::int64_t, std::int64_t>;

    struct Grid
    {
        /// A price of n ticks is n * tick.mantissa() with the scale of `tick`.
        Decimal tick;
        Decimal step;
    };

    /// Part of a taker order that met one price.
    struct Match
    {
        std::int64_t price = 0;
        std::int64_t quantity = 0;
    };

    /// A book around `price` ticks.
    SyntheticBook(const Grid &grid, std::int64_t price, std::uint64_t seed);

    /// Lets some makers come, go and change their minds.
    void stir();
    /// Takes up to `quantity` steps of `side`, best price first. Leaves at least one level.
    std::vector<Match> take(Side side, std::int64_t quantity);

    std::int64_t quantityAtBest(Side side) const;
    /// The best `count` levels of a side, best first.
    std::vector<PriceLevel> best(Side side, std::size_t count) const;
    /// What changed since the last call, with the quantity that stands now; zero where the level
    /// is gone.
    Levels takeChanges(Side side);
    /// How many single changes there were since the last call.
    std::int64_t takeChangeCount();

    PriceLevel level(std::int64_t price, std::int64_t quantity) const;

private:
    Levels &levels(Side side) { return side == Side::Bid ? m_bids : m_asks; }
    const Levels &levels(Side side) const { return side == Side::Bid ? m_bids : m_asks; }
    std::int64_t bestPrice(Side side) const;
    void set(Side side, std::int64_t price, std::int64_t quantity);
    void improve(Side side);
    void changeNearBest(Side side);
    void keepDepth(Side side);
    std::int64_t someQuantity();

    Grid m_grid;
    RandomNumbers m_random;
    Levels m_bids;
    Levels m_asks;
    Levels m_changedBids;
    Levels m_changedAsks;
    std::int64_t m_changeCount = 0;
};

} // namespace Orderflow
