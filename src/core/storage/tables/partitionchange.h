#pragma once

#include "storage/sql/sqlconnection.h"
#include "storage/tables/partitioncatalog.h"

#include <QStringList>

#include <chrono>
#include <cstdint>

namespace Orderflow {

struct PartitionTimeouts
{
    /// How long the rows of a day may take to leave the default partition; 0 is no limit.
    std::chrono::milliseconds move{15'000};
    /// How long to wait for the locks of other sessions, with more sessions waiting behind; from
    /// 1 ms.
    std::chrono::milliseconds lock{1'000};
};

/// Makes and drops a partition of a day, each in one transaction of its own: where it fails, all
/// is as before. Others may do the same at the same time. Belongs to the thread of `connection`,
/// which outlives it and is open, to PostgreSQL, in UTC.
class PartitionChange
{
public:
    PartitionChange(SqlConnection &connection, const PartitionTimeouts &timeouts);

    /// Makes the partition, where it is not there yet, and moves the rows of its day from the
    /// default partition into it; how many. Nobody sees them missing or twice, nor does a row that
    /// is written meanwhile fail.
    StoreResult<std::int64_t> make(const PartitionCatalog &catalog, std::chrono::sys_days day);

    /// Drops the partition, where it is still there, with a row in capture_retention. Open gaps of
    /// the day, which a repair would fill for nothing, are closed.
    StoreResult<void> drop(const PartitionCatalog &catalog, const Partition &partition,
                           const DroppedDay &dropped);

private:
    StoreResult<bool> isFree(const PartitionCatalog &catalog, const QString &name,
                             const QString &failed);
    StoreResult<std::int64_t> makeInTransaction(const PartitionCatalog &catalog,
                                                std::chrono::sys_days day, const QString &failed);
    StoreResult<std::int64_t> moveRows(const PartitionCatalog &catalog, std::chrono::sys_days day,
                                       const QString &failed);
    StoreResult<void> dropInTransaction(const PartitionCatalog &catalog, const Partition &partition,
                                        const DroppedDay &dropped, const QString &failed);
    StoreResult<bool> isPartition(const PartitionCatalog &catalog, const QString &schema,
                                  const QString &name, const QString &failed);
    StoreResult<void> limitAndLock(const QString &failed);
    StoreResult<void> runAll(const QStringList &statements, const QString &failed);

    SqlConnection &m_connection;
    PartitionTimeouts m_timeouts;
};

} // namespace Orderflow
