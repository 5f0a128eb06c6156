#pragma once

#include "monitor/recorderstatus.h"
#include "viewstate.h"

namespace Orderflow {

/// The alerts that are raised, and the newest gaps that were found, oldest first, in at most
/// `height` lines: `12:03:04 alert disk_low: …`, `12:03:04 BTCUSDT aggTrade 12 missing, disconnect,
/// filled 3, open`.
ViewLines troubleLines(const RecorderStatus &status, int height);

/// The newest lines of the log, oldest first, in at most `height` lines.
ViewLines logLines(const ViewState &view, int height);

/// The help, in up to 15 lines of up to 60 columns.
ViewLines helpLines();

} // namespace Orderflow
