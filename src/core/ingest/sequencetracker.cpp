#include "ingest/sequencetracker.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace Orderflow {

SequenceTracker::SequenceTracker(Symbol symbol, std::string stream)
    : m_symbol(std::move(symbol))
    , m_stream(std::move(stream))
{}

SequenceStep SequenceTracker::accept(const AggTrade &trade)
{
    const std::optional<std::int64_t> previous = m_lastId;
    const bool isNews = noteExchangeTime(trade.tradeTime);
    if (isRestart(trade.aggTradeId, isNews))
        return {SequenceStep::Verdict::Late, std::nullopt};
    SequenceStep step = advance(trade.aggTradeId - 1, trade.aggTradeId, trade.receiveTime.utc);
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
    const bool isNews = noteExchangeTime(update.transactionTime);
    if (isRestart(update.finalUpdateId, isNews))
        return {SequenceStep::Verdict::Late, std::nullopt};
    // What is missing ends before the update itself, whatever it says of its predecessor.
    const std::int64_t previousId = std::min(update.prevFinalUpdateId, update.finalUpdateId - 1);
    SequenceStep step = advance(previousId, update.finalUpdateId, update.receiveTime.utc);
    if (step.gap && previous && step.gap->missingEvents != 0) {
        step.gap->firstMissingId = *previous;
        if (previousId >= 0)
            step.gap->lastMissingId = previousId;
    }
    return step;
}

bool SequenceTracker::noteExchangeTime(UtcMilliseconds time)
{
    const bool isNews = time > m_newestTime;
    m_newestTime = std::max(m_newestTime, time);
    return isNews;
}

bool SequenceTracker::isRestart(std::int64_t id, bool isNews) const
{
    return m_lastId && id <= *m_lastId && isNews;
}

SequenceStep SequenceTracker::advance(std::int64_t previousId, std::int64_t id,
                                      UtcMicroseconds time)
{
    // A depth update that knows of none before it proves nothing.
    const bool isChained = previousId >= 0;
    const std::int64_t unseenUpTo = isChained ? previousId : id - 1;
    if (m_lastId && id <= *m_lastId) {
        const bool isUnseen = takeUnseen(unseenUpTo, id);
        return {isUnseen ? SequenceStep::Verdict::Late : SequenceStep::Verdict::Duplicate,
                std::nullopt};
    }

    const bool follows = m_lastId && isChained && previousId <= *m_lastId;
    SequenceStep step;
    if (m_interruption || (m_lastId && !follows)) {
        step.gap = makeGap(time);
        if (follows) {
            step.gap->missingEvents = 0;
            step.gap->status = GapStatus::Filled;
        }
    }
    if (!m_lastId)
        m_unknownUpTo = unseenUpTo;
    else if (!follows)
        m_holes.push_back({*m_lastId, unseenUpTo});
    forgetOldHoles();
    m_interruption.reset();
    m_lastId = id;
    m_lastTime = time;
    return step;
}

void SequenceTracker::forgetOldHoles()
{
    constexpr std::size_t MostHoles = 64;
    while (m_holes.size() > MostHoles) {
        m_unknownUpTo = m_holes.front().upTo;
        m_holes.erase(m_holes.begin());
    }
}

bool SequenceTracker::takeUnseen(std::int64_t previousId, std::int64_t id)
{
    if (id <= m_unknownUpTo)
        return true;
    const auto hole = std::ranges::find_if(
        m_holes, [id](const Hole &one) { return one.after < id && id <= one.upTo; });
    if (hole == m_holes.end())
        return false;
    const Hole before{hole->after, std::min(previousId, hole->upTo)};
    const Hole behind{id, hole->upTo};
    auto next = m_holes.erase(hole);
    for (const Hole &rest : {behind, before}) {
        if (rest.after < rest.upTo)
            next = m_holes.insert(next, rest);
    }
    forgetOldHoles();
    return true;
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
    // An event that waited for others was received before them.
    std::tie(gap.fromTime, gap.toTime) =
        std::minmax({m_lastId ? m_lastTime : m_interruption->at, toTime});
    return gap;
}

} // namespace Orderflow
