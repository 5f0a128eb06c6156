#pragma once

#include "binance/streamname.h"
#include "market/marketevent.h"

#include <simdjson.h>
#include <tl/expected.hpp>

#include <string>

namespace Orderflow {

/// Why a payload is no event: `isOtherMarket` where it is a good one of another market.
struct PayloadFault
{
    std::string reason;
    bool isOtherMarket = false;
};

/// Reads the payload of `stream`, whatever the order of its keys, into a new event, but for its
/// receiveTime. Single-letter wire keys are known in payloadreader.cpp alone. Throws PayloadFault,
/// and simdjson::simdjson_error where the text is no JSON.
void readPayload(const StreamName &stream, simdjson::ondemand::object payload, AggTrade &trade);
void readPayload(const StreamName &stream, simdjson::ondemand::object payload, DepthUpdate &update);

/// The same for a row of `GET /fapi/v1/aggTrades`, which names neither its symbol nor when it was
/// pushed.
tl::expected<AggTrade, PayloadFault> readAggTradeRow(const Symbol &symbol,
                                                     simdjson::ondemand::object row,
                                                     const ReceiveTime &receiveTime);

} // namespace Orderflow
