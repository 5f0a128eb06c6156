#pragma once

#include <QLatin1StringView>

#include <span>

namespace Orderflow {

/// A table of events; the predecessor's has the same name. PostgreSQL keeps it in a partition for
/// each UTC day.
struct EventTable
{
    QLatin1StringView name;
    /// With the symbol, and the kind of depth, what tells its events apart and counts up.
    QLatin1StringView idColumn;
    /// What it is partitioned by.
    QLatin1StringView timeColumn;
};

/// Trades, then depth updates.
std::span<const EventTable> eventTables();

} // namespace Orderflow
