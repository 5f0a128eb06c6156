#pragma once

#include "storage/retention.h"
#include "storage/sql/eventtable.h"
#include "storage/sql/recordreader.h"

#include <QLatin1StringView>
#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace Orderflow {

/// A partition as it is in the database, or a chunk of a hypertable.
struct Partition
{
    /// Schema and name, not quoted.
    QString schema;
    QString name;
    /// Nothing for the default partition, and where the bounds are of a kind that is not ours.
    std::optional<TimeRange> bounds;
    bool isDefault = false;
    /// Of a hypertable: TimescaleDB names it, so its name says nothing.
    bool isChunk = false;
    /// With its indexes.
    std::uint64_t bytes = 0;
    bool hasRows = false;
    /// As the database estimates them; nothing where it does not.
    std::optional<std::int64_t> rows;
};

/// `futures_trades_20260720`.
QString partitionName(const EventTable &table, std::chrono::sys_days day);

/// The day of such a name, spelled exactly so; nothing for any other name.
std::optional<std::chrono::sys_days> parsePartitionName(const EventTable &table, QStringView name);

/// The bounds in PostgreSQL's own words, `FOR VALUES FROM ('…') TO ('…')`, of a session in UTC;
/// nothing where they are of another kind.
std::optional<TimeRange> parsePartitionBounds(const QString &text);

/// The day that the partition is of, where its name and its bounds both say so; of a chunk its
/// bounds. Retention drops no other ones.
std::optional<std::chrono::sys_days> dayOf(const EventTable &table, const Partition &partition);

/// Whether any of `partitions` takes rows of that day, whoever made it.
bool isCovered(std::chrono::sys_days day, std::span<const Partition> partitions);

/// The days that may have partitions of their own: those on which there can have been trades, and
/// up to two days from now. Rows of others, from a clock gone wrong, stay in the default partition.
std::chrono::sys_days firstPartitionDay();
std::chrono::sys_days lastPartitionDay(std::chrono::sys_days today);
bool mayHavePartition(std::chrono::sys_days day, std::chrono::sys_days today);

/// Today and the next two days, as far as they have no partition.
std::vector<std::chrono::sys_days> daysToMake(std::chrono::sys_days today,
                                              std::span<const Partition> partitions);

/// A day with the sizes of its partitions, of all tables.
struct PartitionDay
{
    std::chrono::sys_days day;
    std::uint64_t bytes = 0;
    bool hasRows = false;
};

/// What is to be dropped, the oldest first. `days` rise; `bytes` is of all events, those in other
/// partitions too.
std::vector<DroppedDay> daysToDrop(std::chrono::sys_days today, std::span<const PartitionDay> days,
                                   std::uint64_t bytes, const RetentionLimits &limits);

} // namespace Orderflow
