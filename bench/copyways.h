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
    /// Done before each run, and not measured.
    std::function<void()> prepare;
    std::function<void()> run;
};

/// What is measured on `events`, psql's \copy first, which go in by `batchEvents` in a transaction
/// where a way has transactions of its own. The tables are there, and empty. Ends the program where
/// a way fails.
std::vector<CopyWay> waysInto(const DatabaseUrl &url, const QString &urlText,
                              const std::vector<AggTrade> &events, std::size_t batchEvents);
std::vector<CopyWay> waysInto(const DatabaseUrl &url, const QString &urlText,
                              const std::vector<DepthUpdate> &events, std::size_t batchEvents);

} // namespace Orderflow
