#pragma once

#include "market/depthupdate.h"

#include <chrono>
#include <cstddef>
#include <deque>
#include <vector>

namespace Orderflow {

/// What lies at a price. For drawing only.
struct DepthCell
{
    float price = 0;
    float quantity = 0;

    bool operator==(const DepthCell &) const = default;
};

/// A book, and how long it was seen to stand.
struct DepthColumn
{
    UtcMicroseconds from{};
    UtcMicroseconds until{};
    /// NaN where that side is empty.
    float bestBid = 0;
    float bestAsk = 0;
    float lowest = 0;
    float highest = 0;
    std::vector<DepthCell> cells;
};

/// The books of the last quarter of an hour as they were seen, in bounded memory: where that is
/// full, older books are kept less often.
class DepthColumns
{
public:
    static constexpr std::size_t MostBytes = std::size_t(4) << 20;
    static constexpr std::chrono::microseconds Longest = std::chrono::minutes(15);
    /// Books that come faster than that replace each other.
    static constexpr std::chrono::microseconds Shortest = std::chrono::milliseconds(90);
    /// A book that was looked at again after longer than this is not known to have stood so long.
    static constexpr std::chrono::microseconds LongestLook = std::chrono::seconds(2);

    explicit DepthColumns(std::size_t mostBytes = MostBytes)
        : m_mostBytes(mostBytes)
    {}

    /// The book as of `time`, which is not before those that were added. Nothing is known any more
    /// of what came before where the clock was set back.
    void add(UtcMicroseconds time, const std::vector<PriceLevel> &bids,
             const std::vector<PriceLevel> &asks);

    /// Oldest first; `until` of one is `from` of the next where nothing is missing in between.
    const std::deque<DepthColumn> &columns() const { return m_columns; }
    /// The one that stood at `time`, or null.
    const DepthColumn *at(UtcMicroseconds time) const;
    /// The first that ends after `time`.
    std::deque<DepthColumn>::const_iterator firstAfter(UtcMicroseconds time) const;

    std::size_t bytes() const { return m_bytes; }
    /// The least distance between two prices that was seen; 0 while none was.
    double priceStep() const { return m_priceStep; }
    /// The digits after the point that prices come with.
    int priceScale() const { return m_priceScale; }

private:
    static std::size_t bytesOf(const DepthColumn &column);
    DepthColumn columnOf(const std::vector<PriceLevel> &bids, const std::vector<PriceLevel> &asks);
    void addSide(DepthColumn &column, const std::vector<PriceLevel> &levels);
    void push(DepthColumn column);
    void thin();

    const std::size_t m_mostBytes;
    std::deque<DepthColumn> m_columns;
    std::size_t m_bytes = 0;
    double m_priceStep = 0;
    int m_priceScale = 0;
};

} // namespace Orderflow
