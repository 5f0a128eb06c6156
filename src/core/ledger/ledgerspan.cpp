#include "ledger/ledgerspan.h"

namespace Orderflow {

LedgerSpan clipped(LedgerSpan span, UtcMicroseconds from)
{
    if (from <= span.from)
        return span;
    span.from = from;
    std::erase_if(span.sessions, [from](const LedgerSession &one) {
        return one.session.endedAt && *one.session.endedAt < from;
    });
    std::erase_if(span.connections, [from](const LedgerConnection &one) {
        return one.connection.closedAt && *one.connection.closedAt < from;
    });
    std::erase_if(span.gaps, [from](const LedgerGap &one) { return one.gap.toTime < from; });
    return span;
}

bool isHole(const CaptureGap &gap)
{
    return gap.missingEvents != 0;
}

bool isRepairable(const CaptureGap &gap)
{
    return gap.status == GapStatus::Open && isFillable(gap.stream) && !gap.symbol.isEmpty() &&
           gap.firstMissingId && gap.lastMissingId;
}

} // namespace Orderflow
