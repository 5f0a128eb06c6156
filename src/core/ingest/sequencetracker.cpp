#include "ingest/sequencetracker.h"

#include <utility>

namespace Orderflow {

SequenceTracker::SequenceTracker(Symbol symbol, std::string stream)
    : m_symbol(std::move(symbol))
    , m_stream(std::move(stream))
{}

SequenceStep SequenceTracker::accept(const AggTrade &trade)
{
    const std::optional<std::int64_t> previous = m_lastId;
    SequenceStep step = advance(trade.aggTradeId, previous && trade.aggTradeId == *previous + 1,
                                trade.receiveTime.utc);
    if (step.gap && previous && step.gap->missingEvents != 0) {
        step.gap->firstMissingId = *previous + 1;
        step.gap->lastMissingId = trade.aggTradeId - 1;
        step.gap->missingEvents = trade.aggTradeId - *previous - 1;
    }
    return step;
}

SequenceStep SequenceTracker::accept(const DepthUpdate &update)
{
    const std::optional<std::int64_t> previous = m_lastId;
    SequenceStep step =
        advance(update.finalUpdateId, previous && update.prevFinalUpdateId == *previous,
                update.receiveTime.utc);
    if (step.gap && previous && step.gap->missingEvents != 0) {
        step.gap->firstMissingId = *previous;
        step.gap->lastMissingId = update.prevFinalUpdateId;
    }
    return step;
}

SequenceStep SequenceTracker::advance(std::int64_t id, bool follows, UtcMicroseconds time)
{
    if (m_lastId && id <= *m_lastId) {
        return {id == *m_lastId ? SequenceStep::Verdict::Duplicate : SequenceStep::Verdict::Late,
                std::nullopt};
    }

    SequenceStep step;
    if (m_interruption || (m_lastId && !follows)) {
        step.gap = makeGap(time);
        if (follows) {
            step.gap->missingEvents = 0;
            step.gap->status = GapStatus::Filled;
        }
    }
    m_interruption.reset();
    m_lastId = id;
    m_lastTime = time;
    return step;
}

void SequenceTracker::noteInterruption(GapReason reason, UtcMicroseconds at)
{
    if (!m_interruption)
        m_interruption = Interruption{reason, at};
}

std::optional<CaptureGap> SequenceTracker::endInterruption(UtcMicroseconds at)
{
    if (!m_interruption)
        return std::nullopt;
    CaptureGap gap = makeGap(at);
    m_interruption.reset();
    return gap;
}

CaptureGap SequenceTracker::makeGap(UtcMicroseconds toTime) const
{
    CaptureGap gap;
    gap.symbol = m_symbol;
    gap.stream = m_stream;
    gap.reason = m_interruption ? m_interruption->reason : GapReason::Sequence;
    gap.fromTime = m_lastId ? m_lastTime : m_interruption->at;
    gap.toTime = toTime;
    return gap;
}

} // namespace Orderflow
