#include "storage/writer/lateresume.h"

#include <algorithm>
#include <tuple>

namespace Orderflow {

namespace {

CaptureGap makeGap(const StreamEnd &end, UtcMicroseconds firstReceived)
{
    CaptureGap gap;
    gap.symbol = end.symbol;
    gap.stream = end.stream;
    gap.reason = GapReason::Shutdown;
    std::tie(gap.fromTime, gap.toTime) = std::minmax({end.receiveTime, firstReceived});
    return gap;
}

} // namespace

LateResume::LateResume(const std::vector<StreamEnd> &ends)
{
    for (const StreamEnd &end : ends)
        m_ends.insert_or_assign({end.symbol, end.stream}, end);
}

std::vector<CaptureGap> LateResume::gapsBefore(const EventBatch &batch)
{
    std::vector<CaptureGap> gaps;
    // What a repair brings is from before the end.
    if (m_ends.empty() || batch.repair)
        return gaps;
    for (const AggTrade &trade : batch.trades) {
        settle(trade.symbol, streamTypeOf(trade),
               {trade.aggTradeId - 1, trade.aggTradeId, trade.tradeTime, trade.receiveTime.utc},
               gaps);
    }
    for (const DepthUpdate &update : batch.depthUpdates) {
        settle(update.symbol, streamTypeOf(update),
               {std::min(update.prevFinalUpdateId, update.finalUpdateId - 1), update.finalUpdateId,
                update.transactionTime, update.receiveTime.utc},
               gaps);
    }
    return gaps;
}

void LateResume::settle(const Symbol &symbol, const std::string &stream, const FirstEvent &first,
                        std::vector<CaptureGap> &gaps)
{
    const auto found = m_ends.find({symbol, stream});
    if (found == m_ends.end())
        return;
    const StreamEnd end = found->second;
    // Old, and perhaps there; the next one tells. With a new time its ids have started over, and
    // nothing can be known.
    if (first.id <= end.lastId && first.exchangeTime <= end.exchangeTime)
        return;
    m_ends.erase(found);
    if (first.id <= end.lastId)
        return;
    CaptureGap gap = makeGap(end, first.receiveTime);
    const bool isChained = first.previousId >= 0;
    if (isChained && first.previousId <= end.lastId) {
        gap.missingEvents = 0;
        gap.status = GapStatus::Filled;
    } else if (isFillable(stream)) {
        gap.firstMissingId = end.lastId + 1;
        gap.lastMissingId = first.id - 1;
        gap.missingEvents = first.id - 1 - end.lastId;
    } else {
        gap.status = GapStatus::Unfillable;
        gap.note = noHistoryNote();
        gap.firstMissingId = end.lastId;
        if (isChained)
            gap.lastMissingId = first.previousId;
    }
    gaps.push_back(std::move(gap));
}

} // namespace Orderflow
