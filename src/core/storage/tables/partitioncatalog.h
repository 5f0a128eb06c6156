#pragma once

#include "storage/sql/sqlconnection.h"
#include "storage/tables/partitionplan.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <vector>

namespace Orderflow {

/// A partitioned table of events, or one that TimescaleDB keeps in chunks, as it is in a PostgreSQL
/// database.
struct PartitionCatalog
{
    enum class Kind {
        Partitions,
        /// Of TimescaleDB, which makes its chunks itself.
        Hypertable,
        /// Partitions that Citus has distributed.
        Distributed
    };

    EventTable table;
    Kind kind = Kind::Partitions;
    /// That of the extension's functions, quoted; empty where there is none.
    QString extensionSchema;
    /// Not quoted.
    QString schema;
    /// Its columns, quoted, separated by commas, in its order.
    QString columns;
    std::vector<Partition> partitions;

    const Partition *defaultPartition() const;
    /// Of all partitions.
    std::uint64_t bytes() const;
};

/// The days that have partitions, rising. Chunks of other days than may have one, from a clock gone
/// wrong, are as the rows of a default partition: they count for nothing, and stay.
std::vector<PartitionDay> partitionDays(const std::vector<PartitionCatalog> &catalogs,
                                        std::chrono::sys_days today);

/// A name of a table as SQL spells it, quoted.
QString sqlTableName(const QString &schema, const QString &name);

/// Those of eventTables() that are there, and partitioned or hypertables, with the sizes of
/// their partitions or chunks. `connection` is open, to PostgreSQL, and in UTC.
StoreResult<std::vector<PartitionCatalog>> readPartitionCatalogs(SqlConnection &connection);

} // namespace Orderflow
