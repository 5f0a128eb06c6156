#pragma once

#include "market/decimal.h"
#include "market/symbol.h"
#include "market/time.h"

#include <QLatin1StringView>
#include <QStringView>

#include <cstdint>
#include <optional>

namespace Orderflow {

/// Where an event came from.
enum class EventSource { Live, Rest, File };

/// Fills of one taker order at one price, as the exchange aggregates them.
/// Source: USDⓈ-M futures documentation, "Aggregate Trade Streams" and `/fapi/v1/aggTrades`.
struct AggTrade
{
    static constexpr std::int64_t UnknownTradeId = -1;

    Symbol symbol;
    /// Rises by one from trade to trade of a symbol.
    std::int64_t aggTradeId = 0;
    /// UnknownTradeId in both where the record does not say.
    std::int64_t firstTradeId = 0;
    std::int64_t lastTradeId = 0;
    Decimal price;
    Decimal quantity;
    /// Without fills of retail price improvement orders; sent since 2025-12-31.
    std::optional<Decimal> quantityExclRpi;
    /// True where the taker sold.
    bool isBuyerMaker = false;
    /// When the exchange pushed the event; REST does not say.
    std::optional<UtcMilliseconds> eventTime;
    /// The time of the first fill, by the matching engine.
    UtcMilliseconds tradeTime{};
    ReceiveTime receiveTime;
    EventSource source = EventSource::Live;

    bool operator==(const AggTrade &) const = default;
};

/// How the column `source` spells it, and back.
QLatin1StringView toSqlName(EventSource source);
std::optional<EventSource> parseEventSource(QStringView sqlName);

} // namespace Orderflow
