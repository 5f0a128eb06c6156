#pragma once

#include "market/aggtrade.h"
#include "market/depthupdate.h"
#include "storage/databaseurl.h"

#include <QString>

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace Orderflow {

/// One way of getting rows into their table, or a part of it.
struct CopyWay
{
    QString name;
    /// Makes what run() needs, where it is not there yet. Not measured.
    std::function<void()> makeReady;
    /// Empties the table, so that run() can be called again. Not measured either.
    std::function<void()> empty;
    std::function<void()> run;
};

/// What is measured on `events`, which go in by `batchEvents` in a transaction where a way has
/// transactions of its own: psql's \copy, the recorder's way and the prepared INSERT first, then
/// variants and parts of these. The tables are there. `events` have to be there as long as the ways
/// are. Ends the program where a way fails.
std::vector<CopyWay> waysInto(const DatabaseUrl &url, const QString &urlText,
                              const std::vector<AggTrade> &events, std::size_t batchEvents);
std::vector<CopyWay> waysInto(const DatabaseUrl &url, const QString &urlText,
                              const std::vector<DepthUpdate> &events, std::size_t batchEvents);

} // namespace Orderflow
