#pragma once

#include "monitor/recorderstatus.h"
#include "viewstate.h"

namespace Orderflow {

/// The lines on top of the live view: what is recorded how, and the totals.
ViewLines headerLines(const RecorderStatus &status, const ViewState &view);

/// How connections, writer and process are, a line each.
ViewLines systemLines(const RecorderStatus &status);

} // namespace Orderflow
