#pragma once

#include "monitor/recorderstatus.h"

namespace Orderflow {

/// Whether a recorder does its work: streams are delivered and the database takes them.
struct Readiness
{
    bool isReady = false;
    /// In a few words; that of a recorder that is ready too.
    QString reason;
};

/// `now` is on the monotonic clock: a status that is too old says that the program hangs.
Readiness readinessOf(const RecorderStatus &status, std::chrono::nanoseconds now);

} // namespace Orderflow
