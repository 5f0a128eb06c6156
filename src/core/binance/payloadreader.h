#pragma once

#include "binance/streamname.h"
#include "market/marketevent.h"

#include <simdjson.h>
#include <tl/expected.hpp>

#include <string>
#include <variant>

namespace Orderflow {

/// Why a payload is no event: `isOtherMarket` where it is a good one of another market.
struct PayloadFault
{
    std::string reason;
    bool isOtherMarket = false;
};

using PayloadResult = std::variant<AggTrade, DepthUpdate, PayloadFault>;

/// Reads the payload of `stream`, whatever the order of its keys. Single-letter wire keys are known
/// in payloadreader.cpp alone. Throws simdjson::simdjson_error where the text is no JSON.
PayloadResult readPayload(const StreamName &stream, simdjson::ondemand::object payload,
                          const ReceiveTime &receiveTime);

/// The same for a row of `GET /fapi/v1/aggTrades`, which names neither its symbol nor when it was
/// pushed.
tl::expected<AggTrade, PayloadFault> readAggTradeRow(const Symbol &symbol,
                                                     simdjson::ondemand::object row,
                                                     const ReceiveTime &receiveTime);

} // namespace Orderflow
