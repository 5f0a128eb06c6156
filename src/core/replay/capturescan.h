#pragma once

#include "replay/feedreader.h"
#include "replay/streamrewriter.h"

#include <QByteArray>

#include <array>
#include <map>
#include <optional>
#include <vector>

namespace Orderflow {

/// The greatest step that all of a series of numbers are multiples of.
class GridFinder
{
public:
    void add(const Decimal &number);
    /// Nothing before a number other than zero came.
    std::optional<Decimal> grid() const;

private:
    std::int64_t m_divisor = 0;
    int m_scale = 0;
};

/// What has to be known of a capture before its first frame is played, gathered line by line.
class CaptureScan
{
public:
    void add(const FeedLine &line);

    bool isEmpty() const { return m_chains.empty(); }
    bool hasRoute(Route route) const;
    /// In alphabetical order.
    std::vector<MarketSymbol> symbols() const;
    /// When the first frame or response was received.
    MarketTime startTime() const { return m_start; }
    /// The first book of each symbol.
    const std::map<Symbol, BookSnapshot> &firstBooks() const { return m_firstBooks; }

    /// By what each stream's second pass differs from its first, all with the same time.
    std::map<QByteArray, StreamShift> shifts() const;
    /// The shift of the ids in the books of `symbol`: that of its diff depth stream, which books
    /// are joined to, or else of its first depth stream.
    StreamShift bookShift(const Symbol &symbol) const;

private:
    struct Grids
    {
        GridFinder price;
        GridFinder quantity;
    };

    void addFrame(const FeedLine &line);
    void addNumbers(const QByteArray &frame, Grids &grids);
    std::chrono::milliseconds timeShift() const;

    MarketTime m_start{};
    MarketTime m_end{};
    std::array<bool, 2> m_routes{};
    std::map<QByteArray, StreamChain> m_chains;
    std::map<Symbol, Grids> m_symbols;
    std::map<Symbol, BookSnapshot> m_firstBooks;
};

} // namespace Orderflow
