#pragma once

#include "storage/tables/partitionchange.h"
#include "storage/upkeepschedule.h"

#include <QSet>
#include <QString>

#include <chrono>
#include <vector>

namespace Orderflow {

/// Makes the partitions of PostgreSQL's tables of events ahead of the days that they are for, and
/// drops those that retention no longer keeps.
///
/// The default partition takes the rows of days that have none, so nothing that fails here costs
/// an event: it is logged, once a day, with what to do. Several keepers may be at work on one
/// database. Belongs to the thread of `connection`, which outlives it.
class PartitionKeeper
{
public:
    explicit PartitionKeeper(SqlConnection &connection, const PartitionTimeouts &timeouts = {});

    /// Makes the partitions of today and the next two days; then that of one older day that has
    /// rows in the default partition; then drops one day that `limits` do not keep. An error says
    /// that the database is away.
    StoreResult<UpkeepState> keep(UtcMicroseconds now, const RetentionLimits &limits);

    /// Makes the partitions of a day where there are none, so that rows of the past need not move
    /// later. False where one could not be made.
    StoreResult<bool> makeDay(std::chrono::sys_days day);

private:
    StoreResult<void> makeDaysAhead(const PartitionCatalog &catalog);
    StoreResult<void> makeOlderDay(const PartitionCatalog &catalog);
    StoreResult<std::vector<std::chrono::sys_days>> daysInDefault(const PartitionCatalog &catalog);
    StoreResult<void> make(const PartitionCatalog &catalog, std::chrono::sys_days day);
    StoreResult<void> dropOldestDay(const std::vector<PartitionCatalog> &catalogs,
                                    const RetentionLimits &limits);
    StoreResult<void> drop(const PartitionCatalog &catalog, const DroppedDay &day,
                           const RetentionLimits &limits);
    StoreResult<void> handle(const StoreError &error, const QString &consequence);
    void warnOnce(const QString &message);
    void startRound(std::chrono::sys_days today);

    SqlConnection &m_connection;
    PartitionChange m_change;
    std::chrono::sys_days m_today{};
    /// Of this round.
    UpkeepState m_state = UpkeepState::Done;
    bool m_hasFailed = false;
    /// What one partition lacks the right for, the others do.
    bool m_isForbidden = false;
    // Of this day:
    QSet<QString> m_warnings;
    /// Partitions that cannot be made, such as those whose rows take too long to move.
    QSet<QString> m_putOff;
};

} // namespace Orderflow
