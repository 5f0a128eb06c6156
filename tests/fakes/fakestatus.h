#pragma once

#include "monitor/recorderstatus.h"

#include <string_view>

namespace Orderflow {

/// Statuses of a recorder that does not exist, for tests of what shows them.
namespace FakeStatus {

/// One that records `symbolCount` symbols, `S0USDT` and so on, in good order for a minute and a
/// half; of each a book of `levels` levels a side, a last trade, and its two streams.
RecorderStatus healthy(int symbolCount, int levels = 5);

/// Every member of it has a value of its own, sensible or not, except for what JSON leaves out.
RecorderStatus full();

/// A hole in a stream of `symbol`.
CaptureGap gap(std::string_view symbol, std::string_view stream);

} // namespace FakeStatus

} // namespace Orderflow
