#pragma once

#include "checkup/checkresult.h"
#include "storage/retention.h"
#include "storage/sql/sqlconnection.h"
#include "storage/tables/partitioncatalog.h"

#include <chrono>
#include <vector>

namespace Orderflow {

// How a database keeps the days, each as a result of that name. `tables` is what the open
// connection has of them; `today` is by UTC.

/// Whether today and the next days have their partitions, and whether rows are in none of a day.
CheckResult checkPartitions(const QString &name, SqlConnection &connection,
                            const std::vector<PartitionCatalog> &tables,
                            std::chrono::sys_days today);

/// How much is kept, and whether retention has dropped what it is to drop.
CheckResult checkRetention(const QString &name, SqlConnection &connection,
                           const std::vector<PartitionCatalog> &tables, std::chrono::sys_days today,
                           const RetentionLimits &limits);

} // namespace Orderflow
