#pragma once

#include "storage/sqlconnection.h"

#include <QStringList>

#include <cstdint>

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
    QString isComplete(bool isOfTrades) const;
    StoreResult<QStringList> ids(const QString &condition);
    StoreResult<QStringList> completeGaps(bool isOfTrades);

    SqlConnection &m_connection;
    bool m_isFirst = true;
};

} // namespace Orderflow
