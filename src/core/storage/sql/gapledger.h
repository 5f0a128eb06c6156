#pragma once

#include "storage/gaprepair.h"
#include "storage/sql/sqlconnection.h"

#include <cstdint>
#include <vector>

namespace Orderflow {

/// Writes the gap ledger, capture_gaps, within the transaction of the caller. Belongs to the thread
/// of `connection`, which outlives it.
class GapLedger
{
public:
    explicit GapLedger(SqlConnection &connection);

    /// Files gaps, at least one, of the run `sessionId`; such as are filed already only where more
    /// of them is filled now. A gap of a stop and a start says what came of the rows that the run
    /// before left unsettled.
    StoreResult<void> file(const std::vector<CaptureGap> &gaps, std::int64_t sessionId);

    /// Notes what a batch did, which inserted so many trades that were missing.
    StoreResult<void> repair(const GapRepair &repair, std::int64_t inserted);

private:
    StoreResult<void> upsert(const std::vector<CaptureGap> &gaps, std::int64_t sessionId);
    StoreResult<void> settleEndsOfRuns(const std::vector<CaptureGap> &gaps, std::int64_t sessionId);
    StoreResult<void> settle(const GapRepair &repair);

    SqlConnection &m_connection;
};

} // namespace Orderflow
