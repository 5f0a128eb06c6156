#pragma once

#include "clock.h"
#include "ledger/ledgerreader.h"
#include "storage/databaseurl.h"

#include <memory>

namespace Orderflow {

class SqlConnection;

/// Reads the ledger from the database, over a connection of its own that only reads.
class DatabaseLedger final : public LedgerReader
{
    Q_OBJECT

public:
    /// `clock` outlives it. The connection is made with the first question.
    DatabaseLedger(DatabaseUrl url, const Clock &clock,
                   std::chrono::milliseconds shortestRest = ShortestRest,
                   QObject *parent = nullptr);
    /// Waits for what is being read, for seconds at most.
    ~DatabaseLedger() override;

protected:
    Result read(std::chrono::hours span) override;
    void finish() override;

private:
    StoreResult<void> open();
    StoreResult<LedgerSpan> readSpan(std::chrono::hours span);

    const DatabaseUrl m_url;
    const Clock &m_clock;
    /// Of the thread.
    std::unique_ptr<SqlConnection> m_connection;
};

} // namespace Orderflow
