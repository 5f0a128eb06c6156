#pragma once

#include "checkup/checkresult.h"
#include "storage/sql/sqlconnection.h"
#include "storage/storeoptions.h"
#include "storage/tables/partitioncatalog.h"

#include <vector>

namespace Orderflow {

/// Whether the tables are, or will be, laid out with the extensions that `options` want where they
/// are there, as a result of that name. `tables` is what the open connection has of them.
CheckResult checkExtensions(const QString &name, SqlConnection &connection,
                            const StoreOptions &options,
                            const std::vector<PartitionCatalog> &tables);

} // namespace Orderflow
