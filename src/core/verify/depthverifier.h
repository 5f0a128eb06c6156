#pragma once

#include "verify/gapholes.h"
#include "verify/rowaudit.h"

#include "storage/sql/recordreader.h"

#include <optional>
#include <vector>

namespace Orderflow {

/// Verifies the updates of one depth stream of one symbol, row by row: chained by
/// prevFinalUpdateId except where the ledger has a gap, each once, rows as they were recorded,
/// books and times sane; and the ledger's gaps against what is there. Keeps no rows.
///
/// The rules of the chain are those of SequenceTracker: an update that reaches back behind the one
/// before it leaves no hole, because two connections may deliver different steps; one that knows of
/// none before it (-1) proves nothing. What TradeVerifier says of times and of ids that start over
/// holds here too.
class DepthVerifier
{
public:
    /// See TradeVerifier.
    DepthVerifier(const RecordedStream &stream, const std::vector<LedgerGap> &gaps,
                  const VerifiedPart &part, UtcMicroseconds now, FindingSink sink);

    Q_DISABLE_COPY_MOVE(DepthVerifier)

    /// The next row, by rising finalUpdateId, then transactionTime.
    void take(const StoredDepthUpdate &row);

    /// After the last row.
    void finish();

private:
    struct Previous
    {
        RowName name;
        UtcMilliseconds transactionTime;
    };

    void checkSequence(const RowName &row, const StoredDepthUpdate &stored);
    void checkStep(const RowName &row, const StoredDepthUpdate &stored);
    void checkIds(const RowName &row, const DepthUpdate &update, RowAudit::Proof proof);
    void checkTimes(const RowName &row, const DepthUpdate &update, RowAudit::Proof proof);

    StreamReport m_report;
    LedgerClaims m_claims;
    GapHoles m_holes;
    RowAudit m_audit;
    VerifiedPart m_part;
    std::optional<std::int64_t> m_firstId;
    std::optional<Previous> m_previous;
    /// Rows of the predecessor that follow another.
    std::int64_t m_unchainedRows = 0;
};

} // namespace Orderflow
