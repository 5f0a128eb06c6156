#include "ingest/sequencetracker.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace Orderflow {

SequenceTracker::SequenceTracker(Symbol symbol, std::string stream)
    : m_symbol(std::move(symbol))
    , m_stream(std::move(stream))
{}

void SequenceTracker::resume(const StreamEnd &end)
{
    m_lastId = end.lastId;
    m_unknownUpTo = end.lastId;
    m_lastTime = end.receiveTime;
    m_newestTime = end.exchangeTime;
    m_interruption = Interruption{GapReason::Shutdown, end.receiveTime};
}

SequenceStep SequenceTracker::accept(const AggTrade &trade)
{
    return accept({trade.aggTradeId - 1, trade.aggTradeId, trade.tradeTime, trade.receiveTime.utc});
}

SequenceStep SequenceTracker::accept(const DepthUpdate &update)
{
    // What is missing ends before the update itself, whatever it says of its predecessor.
    const std::int64_t previousId = std::min(update.prevFinalUpdateId, update.finalUpdateId - 1);
    return accept(
        {previousId, update.finalUpdateId, update.transactionTime, update.receiveTime.utc});
}

SequenceStep SequenceTracker::accept(const Arrival &arrival)
{
    const bool isNews = noteExchangeTime(arrival.exchangeTime);
    const bool isOld = m_lastId && arrival.id <= *m_lastId;
    // An old id with a new time was never seen.
    if (isOld && isNews)
        return takeRestart(arrival);
    return isOld ? takeOld(arrival) : takeNew(arrival);
}

bool SequenceTracker::noteExchangeTime(UtcMilliseconds time)
{
    const bool isNews = time > m_newestTime;
    m_newestTime = std::max(m_newestTime, time);
    return isNews;
}

SequenceStep SequenceTracker::takeNew(const Arrival &arrival)
{
    // A depth update that knows of none before it proves nothing.
    const bool isChained = arrival.previousId >= 0;
    const std::int64_t unseenUpTo = isChained ? arrival.previousId : arrival.id - 1;
    const bool follows = m_lastId && isChained && arrival.previousId <= *m_lastId;
    SequenceStep step;
    if (m_interruption || (m_lastId && !follows)) {
        step.gap = makeGap(arrival.receiveTime);
        if (follows) {
            step.gap->missingEvents = 0;
            step.gap->status = GapStatus::Filled;
            step.gap->note.clear();
        } else if (m_lastId) {
            setMissing(*step.gap, arrival);
        }
    }
    if (!m_lastId)
        m_unknownUpTo = unseenUpTo;
    else if (!follows)
        declare(*step.gap, {*m_lastId, unseenUpTo});
    m_interruption.reset();
    m_restart.reset();
    m_lastId = arrival.id;
    m_lastTime = arrival.receiveTime;
    return step;
}

void SequenceTracker::setMissing(CaptureGap &gap, const Arrival &arrival) const
{
    if (isFillable(m_stream)) {
        gap.firstMissingId = *m_lastId + 1;
        gap.lastMissingId = arrival.id - 1;
        gap.missingEvents = arrival.id - 1 - *m_lastId;
    } else {
        gap.firstMissingId = *m_lastId;
        if (arrival.previousId >= 0)
            gap.lastMissingId = arrival.previousId;
    }
}

SequenceStep SequenceTracker::takeOld(const Arrival &arrival)
{
    const std::int64_t id = arrival.id;
    if (id <= m_unknownUpTo)
        return {SequenceStep::Verdict::Late, {}, {}, false};
    const auto isIn = [id](const Hole &hole) {
        return hole.after < id && id <= hole.upTo;
    };
    const auto declared = std::ranges::find_if(m_declared, [&isIn](const DeclaredGap &one) {
        return std::ranges::any_of(one.holes, isIn);
    });
    if (declared == m_declared.end())
        return {SequenceStep::Verdict::Duplicate, {}, {}, false};

    std::vector<Hole> &holes = declared->holes;
    const auto hole = std::ranges::find_if(holes, isIn);
    const std::int64_t previousId = arrival.previousId >= 0 ? arrival.previousId : id - 1;
    const Hole before{hole->after, std::min(previousId, hole->upTo)};
    const Hole behind{id, hole->upTo};
    auto next = holes.erase(hole);
    for (const Hole &rest : {behind, before}) {
        if (rest.after < rest.upTo)
            next = holes.insert(next, rest);
    }
    SequenceStep step{SequenceStep::Verdict::Late, {}, {}, false};
    ++declared->gap.filledRows;
    if (holes.empty() && !declared->isForgotten) {
        declared->gap.status = GapStatus::Filled;
        declared->gap.note.clear();
    }
    step.lateFill = declared->gap;
    if (holes.empty())
        m_declared.erase(declared);
    forgetOldGaps();
    return step;
}

SequenceStep SequenceTracker::takeRestart(const Arrival &arrival)
{
    const bool goesOn = m_restart && arrival.id > m_restart->lastId &&
                        arrival.previousId <= m_restart->lastId && arrival.previousId >= 0;
    m_restart = Restart{arrival.id, goesOn ? m_restart->events + 1 : 1};
    SequenceStep step{SequenceStep::Verdict::Late, {}, {}, false};
    if (m_restart->events < RestartProof)
        return step;

    step.verdict = SequenceStep::Verdict::Accept;
    step.isRestart = true;
    step.gap = makeGap(arrival.receiveTime);
    step.gap->status = GapStatus::Unfillable;
    step.gap->note = QStringLiteral("The exchange's ids have started over, shortly before %1; what "
                                    "is missing cannot be known.")
                         .arg(arrival.id);
    m_declared.clear();
    m_unknownUpTo = arrival.id;
    m_interruption.reset();
    m_restart.reset();
    m_lastId = arrival.id;
    m_lastTime = arrival.receiveTime;
    return step;
}

void SequenceTracker::declare(const CaptureGap &gap, const Hole &hole)
{
    m_declared.push_back({gap, {hole}, false});
    forgetOldGaps();
}

void SequenceTracker::forgetOldGaps()
{
    constexpr std::size_t MostHoles = 64;
    std::size_t count = 0;
    for (const DeclaredGap &declared : m_declared)
        count += declared.holes.size();
    while (count > MostHoles) {
        DeclaredGap &oldest = m_declared.front();
        m_unknownUpTo = std::max(m_unknownUpTo, oldest.holes.front().upTo);
        oldest.holes.erase(oldest.holes.begin());
        oldest.isForgotten = true;
        --count;
        if (oldest.holes.empty())
            m_declared.erase(m_declared.begin());
    }
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
    if (!isFillable(m_stream)) {
        gap.status = GapStatus::Unfillable;
        gap.note = noHistoryNote();
    }
    // An event that waited for others was received before them.
    std::tie(gap.fromTime, gap.toTime) =
        std::minmax({m_lastId ? m_lastTime : m_interruption->at, toTime});
    return gap;
}

} // namespace Orderflow
