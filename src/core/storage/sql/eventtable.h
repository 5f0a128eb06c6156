#pragma once

#include <QLatin1StringView>

#include <span>

namespace Orderflow {

/// A table of events; the predecessor's has the same name. PostgreSQL keeps it in a partition for
/// each UTC day.
struct EventTable
{
    QLatin1StringView name;
    /// What it is partitioned by.
    QLatin1StringView timeColumn;
};

/// Trades, then depth updates.
std::span<const EventTable> eventTables();

} // namespace Orderflow
