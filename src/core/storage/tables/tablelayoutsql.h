#pragma once

#include "storage/tables/partitionplan.h"

#include <QString>
#include <QStringList>

namespace Orderflow {

/// Statements of the extensions of PostgreSQL that the tables of events may be laid out with.
/// `schema` is that of the extension's functions, quoted where it needs to be.

/// Make a hypertable with a chunk for each UTC day in the place of a partitioned table, which is
/// empty, and which nothing depends on yet.
QStringList hypertableStatements(const EventTable &table, const QString &schema);

/// Let TimescaleDB compress the chunks of a hypertable that is empty once their days are over for
/// long enough that hardly anything is written to them.
QStringList compressionStatements(const EventTable &table, const QString &schema);

/// Let Citus distribute the tables of events by symbol, both in the same way, so that all rows of a
/// symbol are on one node. They are empty.
QStringList distributionStatements(const QString &schema);

} // namespace Orderflow
