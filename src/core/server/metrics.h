#pragma once

#include "monitor/recorderstatus.h"
#include "server/metricfamilies.h"
#include "server/servercounts.h"

namespace Orderflow {

/// The metrics of a recorder. docs/status-server.md has the table of them; names stay once they
/// were released.
///
/// There are six series for each stream, so about 10,000 for 800 symbols with two streams; the
/// histograms of latencies are of all streams together.
std::vector<prometheus::MetricFamily> metricFamilies(const RecorderStatus &status, bool isReady,
                                                     const ServerCounts &counts);

/// The same in the text format 0.0.4.
QByteArray metricsText(const RecorderStatus &status, bool isReady, const ServerCounts &counts);

} // namespace Orderflow
