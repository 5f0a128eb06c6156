#pragma once

#include "storage/gaprepair.h"
#include "storage/sql/sqlconnection.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace Orderflow {

/// Finds gaps of the ledger whose events are in the tables after all, and files them as filled.
///
/// A recorder files what it missed itself. Where several record the same streams into one database,
/// another one may have written just that, a moment later even. So the tables are asked again for
/// an hour, and for what is older when a recorder starts.
///
/// Belongs to the thread of `connection`, which outlives it.
class GapReview
{
public:
    explicit GapReview(SqlConnection &connection);

    /// How many gaps were filled. The newest thousand are looked at, so that it takes no long
    /// time. Within the transaction of the caller.
    StoreResult<std::int64_t> run();

private:
    QString isRecent() const;
    QString isAround(QLatin1StringView column, const CaptureGap &gap) const;
    StoreResult<std::vector<LedgerGap>> recentGaps();
    StoreResult<bool> isComplete(const CaptureGap &gap);
    StoreResult<bool> hasTrades(const CaptureGap &gap);
    StoreResult<bool> hasDepthUpdates(const CaptureGap &gap);

    SqlConnection &m_connection;
    bool m_isFirst = true;
};

} // namespace Orderflow
