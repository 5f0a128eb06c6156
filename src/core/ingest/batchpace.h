#pragma once

#include "recordersettings.h"

#include <chrono>

namespace Orderflow {

/// How long a batch that is `age` old, from its first event, still waits for more events; 0 is not
/// at all. Small and prompt while the writer has nothing else to do, so that an event is soon in
/// the database; while other batches wait for the writer, up to the longest that `limits` allow, so
/// that fewer and larger ones follow them, which a busy database takes faster.
std::chrono::nanoseconds timeToFlush(const BatchLimits &limits, std::chrono::nanoseconds age,
                                     bool isWriterFree);

} // namespace Orderflow
