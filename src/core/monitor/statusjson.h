#pragma once

#include "monitor/recorderstatus.h"

#include <QJsonObject>

namespace Orderflow {

/// The status for machines. Keys are the C++ names; times are UTC in ISO 8601, prices and
/// quantities the exchange's text, rates events a second, durations milliseconds.
QJsonObject toJson(const RecorderStatus &status);

} // namespace Orderflow
