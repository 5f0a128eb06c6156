#pragma once

#include "market/aggtrade.h"
#include "market/depthupdate.h"

#include <cstdint>

namespace Orderflow {

/// What shows later whether a row is as it was recorded: XXH3 (64 bit) over every recorded value
/// of the event, as a signed number because databases have no other. Not a signature: it finds
/// what was changed by hand or by a fault, not what somebody forged.
///
/// The bytes, in this order: symbol (and depth kind) as UTF-8 after its length; ids and times as
/// numbers, exchange times in ms and the receive time in µs; a Decimal as its mantissa and scale;
/// an absent value as one zero byte, a present optional one after a byte 1; the source as its
/// name. Numbers are 64 bits, little-endian. Never to be changed: rows that exist hold it.
std::int64_t checksumOf(const AggTrade &trade);
std::int64_t checksumOf(const DepthUpdate &update);

} // namespace Orderflow
