#pragma once

#include "storage/sql/sqlconnection.h"
#include "storage/sql/sqltransaction.h"

namespace Orderflow {

/// One state of the database, for as long as this object lives: whatever a recorder writes
/// meanwhile is not seen. Belongs to the thread of `connection`, which outlives it and is open.
///
/// Rows and ledger have to be of one state: a batch holds a gap together with the events around it,
/// so that of two states the one has a hole and the other its gap.
class ReadSnapshot
{
public:
    explicit ReadSnapshot(SqlConnection &connection);
    Q_DISABLE_COPY_MOVE(ReadSnapshot)

    /// Before the first read.
    StoreResult<void> begin();

    /// Has the database find the next page of many by its key, from now on. Without statistics of
    /// rows that are new, PostgreSQL would read and sort all that are left for each page.
    StoreResult<void> preferKeyOrder();

private:
    StoreResult<void> keepPartitions();

    SqlConnection &m_connection;
    /// It changes nothing, so it is rolled back.
    SqlTransaction m_transaction;
};

} // namespace Orderflow
