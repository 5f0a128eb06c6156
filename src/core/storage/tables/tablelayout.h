#pragma once

#include "storage/sql/sqlconnection.h"
#include "storage/storeoptions.h"

#include <QStringList>

#include <functional>

namespace Orderflow {

/// What the tables of events are laid out with in PostgreSQL, besides partitions: with TimescaleDB
/// they are hypertables, with Citus they are distributed by symbol, where the database has the
/// extension (CREATE EXTENSION) when they are made and the options do not say otherwise. Tables
/// that are there already stay as they are. TimescaleDB comes first where there are both.
///
/// Does nothing in SQLite. Belongs to the thread of `connection`, which outlives it and is open.
class TableLayout
{
public:
    TableLayout(SqlConnection &connection, const StoreOptions &options);

    /// Right after the tables were made, in the same transaction.
    StoreResult<void> layOut();

    /// After all migrations: what has to wait for the last form of the tables.
    StoreResult<void> complete();

private:
    StoreResult<bool> isTrue(const QString &condition);
    StoreResult<void> run(const QStringList &statements, const QString &remedy);
    StoreResult<void> inTransaction(const std::function<StoreResult<void>()> &work);
    StoreResult<bool> areEmpty();
    StoreResult<void> completeHypertables(const QString &schema);
    StoreResult<void> distribute(const QString &schema);

    SqlConnection &m_connection;
    const StoreOptions m_options;
};

} // namespace Orderflow
