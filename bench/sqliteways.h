#pragma once

#include "copyways.h"

namespace Orderflow {

/// The ways into a file of SQLite, each into a new one: the bare prepared insert first, then
/// the recorder's. Ends the program where a way fails.
std::vector<CopyWay> sqliteWays(const std::vector<AggTrade> &events, std::size_t batchEvents);
std::vector<CopyWay> sqliteWays(const std::vector<DepthUpdate> &events, std::size_t batchEvents);

} // namespace Orderflow
