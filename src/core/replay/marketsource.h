#pragma once

#include "binance/streamname.h"
#include "market/decimal.h"
#include "market/depthupdate.h"
#include "market/symbol.h"

#include <QByteArray>
#include <QString>

#include <tl/expected.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace Orderflow {

/// A point on a market's own time line: UTC, nanoseconds since 1970.
using MarketTime = std::chrono::sys_time<std::chrono::nanoseconds>;

/// One frame of a combined stream and when it is due.
struct MarketFrame
{
    MarketTime dueTime{};
    Route route = Route::Public;
    /// As SUBSCRIBE names it, such as `btcusdt@aggTrade`; UTF-8.
    QByteArray stream;
    /// The combined frame, `{"stream":…,"data":…}`; valid JSON in UTF-8.
    QByteArray text;
};

/// A contract that a market offers.
struct MarketSymbol
{
    Symbol symbol;
    /// The price grid; nothing where it is not known.
    std::optional<Decimal> tickSize;
    /// The quantity grid; nothing where it is not known.
    std::optional<Decimal> stepSize;

    bool operator==(const MarketSymbol &) const = default;
};

/// The book as `/fapi/v1/depth` gives it.
struct BookSnapshot
{
    std::int64_t lastUpdateId = 0;
    UtcMilliseconds eventTime{};
    UtcMilliseconds transactionTime{};
    /// Highest price first.
    std::vector<PriceLevel> bids;
    /// Lowest price first.
    std::vector<PriceLevel> asks;
};

/// What a ReplayServer plays: the frames of a market in the order in which they are due. Used in
/// the server's thread only.
class MarketSource
{
public:
    virtual ~MarketSource() = default;

    /// What it is, for messages: file names, or the kind of market.
    virtual QString displayName() const = 0;

    /// The contracts, in alphabetical order.
    virtual std::vector<MarketSymbol> symbols() const = 0;

    /// Whether any frame belongs to `route`.
    virtual bool hasRoute(Route route) const = 0;

    /// The time at which the market starts; next() gives no earlier frame.
    virtual MarketTime startTime() const = 0;

    /// The frame that follows, or nothing after the last one. An error is final.
    virtual tl::expected<std::optional<MarketFrame>, QString> next() = 0;

    /// The newest known book of `symbol` at the last frame that next() gave, or, before there is
    /// one, the first that will be known. Nothing where the source has no books of it.
    virtual std::optional<BookSnapshot> bookSnapshot(const Symbol &symbol) const = 0;
};

} // namespace Orderflow
