#pragma once

#include "storage/partitionplan.h"
#include "storage/sqlconnection.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace Orderflow {

/// A partitioned table of events as it is in a PostgreSQL database.
struct PartitionCatalog
{
    PartitionedTable table;
    /// Not quoted.
    QString schema;
    /// Its columns, quoted, separated by commas, in its order.
    QString columns;
    std::vector<Partition> partitions;

    const Partition *defaultPartition() const;
    /// Of all partitions.
    std::uint64_t bytes() const;
};

/// A name of a table as SQL spells it, quoted.
QString sqlTableName(const QString &schema, const QString &name);

/// Those of partitionedTables() that are there, and partitioned, with the sizes of their
/// partitions. `connection` is open, to PostgreSQL, and in UTC.
StoreResult<std::vector<PartitionCatalog>> readPartitionCatalogs(SqlConnection &connection);

} // namespace Orderflow
