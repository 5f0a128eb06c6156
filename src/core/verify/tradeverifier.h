#pragma once

#include "verify/gapbalance.h"
#include "verify/rowaudit.h"

#include "storage/sql/recordreader.h"

#include <optional>
#include <vector>

namespace Orderflow {

/// Verifies the trades of one symbol, row by row: ids contiguous except where the ledger has a gap,
/// each once, rows as they were recorded, values and times sane; and the ledger's gaps against what
/// is there. Keeps no rows.
///
/// In every real feed that was looked at, trade_time never falls with the id and event_time is
/// never before it. Where the checksums prove that the exchange sent something else, that is a
/// remark.
///
/// Ids that start over, as those of a contract that is listed again may, look like duplicates and
/// wrong times: verify such a symbol from the time of its restart on.
class TradeVerifier
{
public:
    /// `gaps` are those of the stream that tell of missing trades, in any order, as they were when
    /// the rows were. Times behind `now` by more than a day are wrong.
    TradeVerifier(const RecordedStream &stream, const std::vector<LedgerGap> &gaps,
                  const VerifiedPart &part, UtcMicroseconds now, FindingSink sink);

    Q_DISABLE_COPY_MOVE(TradeVerifier)

    /// The next row, by rising aggTradeId, then tradeTime.
    void take(const StoredTrade &row);

    /// After the last row.
    void finish();

private:
    struct Previous
    {
        RowName name;
        UtcMilliseconds tradeTime;
    };

    void checkSequence(const RowName &row, UtcMilliseconds tradeTime);
    void checkValues(const RowName &row, const AggTrade &trade, RowAudit::Proof proof);
    void checkTimes(const RowName &row, const AggTrade &trade, RowAudit::Proof proof);

    StreamReport m_report;
    LedgerClaims m_claims;
    GapBalance m_balance;
    RowAudit m_audit;
    VerifiedPart m_part;
    std::optional<std::int64_t> m_firstId;
    std::optional<Previous> m_previous;
};

} // namespace Orderflow
