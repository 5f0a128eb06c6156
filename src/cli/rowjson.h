#pragma once

#include "storage/eventbatch.h"

#include <QJsonObject>

#include <vector>

namespace Orderflow {

// Rows of the database as JSON objects whose keys are the columns of docs/database.md. Exact
// numbers are text, times are UTC in ISO 8601, and what is not known is null.

/// Of `capture_gaps`, without what the database adds to a gap.
QJsonObject gapRowJson(const CaptureGap &gap);

/// The rows of a batch, each with a key `type` besides, the name of its table.
std::vector<QJsonObject> rowsAsJson(const EventBatch &batch);

} // namespace Orderflow
