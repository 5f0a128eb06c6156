#pragma once

#include "binance/rest/restclient.h"
#include "binance/rest/resterror.h"
#include "market/aggtrade.h"

#include <QByteArray>
#include <QString>

#include <tl/expected.hpp>

#include <cstdint>
#include <vector>

namespace Orderflow {

// Trades of the past: `GET /fapi/v1/aggTrades`.
// Source: USDⓈ-M futures documentation, "Compressed/Aggregate Trades List". How far the exchange
// looks back has changed twice since 2024; 48 hours were measured in October 2026.

/// The most rows of one answer.
inline constexpr int MaxAggTradesRows = 1000;

QString aggTradesPath();

/// A question for the first `limit` trades of `symbol` from `fromId` on; 1 to MaxAggTradesRows.
/// It costs the same whatever its limit, and goes after all that others ask.
RestRequest aggTradesRequest(const Symbol &symbol, std::int64_t fromId, int limit);

/// The rows of an answer, or what is wrong with it: a clause such as
/// `row 3: key 'p': not a decimal that fits: 'x'`. Ids rise from row to row, or it is no answer to
/// such a question.
tl::expected<std::vector<AggTrade>, QString>
parseAggTradesPage(const QByteArray &json, const Symbol &symbol, const ReceiveTime &receiveTime);

/// What it means for a question of that kind that it has no answer.
enum class AggTradesTrouble {
    /// The trade of `fromId` is older than what the exchange still gives: `-4166`.
    LookBackOver,
    /// It does not know the symbol (any more): `-1121`.
    UnknownSymbol,
    /// It refuses the question for another reason.
    Refused,
    /// This answer cannot be read; others may be.
    Unreadable,
    /// Nothing can be asked for a while: the network, the exchange, its limits.
    Unavailable,
};

AggTradesTrouble troubleOf(const RestError &error);

} // namespace Orderflow
