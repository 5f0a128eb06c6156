#include "verify/gapholes.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

void GapHoles::Watched::add(const LedgerClaims::Claim &claim)
{
    claims.push_back(claim);
    isTouched.push_back(false);
}

void GapHoles::Watched::touch(const HoleSpan &hole)
{
    for (; next < claims.size() && claims[next].span.after < hole.upTo; ++next)
        active.push_back(next);
    std::erase_if(active, [&](std::size_t i) { return claims[i].span.upTo <= hole.after; });
    for (const std::size_t i : active)
        isTouched[i] = true;
}

GapHoles::GapHoles(const LedgerClaims &claims)
{
    for (const LedgerClaims::Claim &claim : claims.claims()) {
        if (claim.isOpenEnded)
            m_openEnded.push_back({claim});
        else if (claim.isFilled())
            m_filled.add(claim);
        else
            m_missing.add(claim);
    }
}

bool GapHoles::passStep(std::int64_t lastId, bool isProved)
{
    bool isClaimed = false;
    for (; m_atOpenEnded < m_openEnded.size(); ++m_atOpenEnded) {
        OpenEnded &one = m_openEnded[m_atOpenEnded];
        if (one.claim.span.after > lastId)
            break;
        // One that begins before the update in front of the step belongs to no step that was read.
        if (one.claim.span.after < lastId)
            continue;
        one.isPassed = true;
        one.hasHole = !isProved;
        isClaimed |= !one.claim.isFilled();
    }
    return isClaimed;
}

void GapHoles::noteHole(const HoleSpan &hole)
{
    m_missing.touch(hole);
}

void GapHoles::noteUnclaimed(const HoleSpan &part)
{
    m_filled.touch(part);
}

bool GapHoles::canJudge(const LedgerClaims::Claim &claim, const VerifiedPart &part,
                        const HoleSpan &noted)
{
    return !(part.isCutAtStart && claim.span.after < noted.after) &&
           !(part.isCutAtEnd && claim.span.upTo >= noted.upTo);
}

void GapHoles::finish(const VerifiedPart &part, const HoleSpan &noted,
                      const StreamReport &report) const
{
    for (std::size_t i = 0; i < m_missing.claims.size(); ++i) {
        const LedgerClaims::Claim &claim = m_missing.claims[i];
        // Before the first update and behind the last one, everything is missing.
        const bool isOutside = claim.span.after < noted.after || claim.span.upTo > noted.upTo;
        if (m_missing.isTouched[i] || isOutside || !canJudge(claim, part, noted))
            continue;
        // A lost update of one connection may be within the next one of another, which delivers
        // other steps.
        report.gap(claim.row,
                   u"says that updates behind %1, up to %2, are missing, and the rows follow each "
                   "other there"_s.arg(claim.span.after)
                       .arg(claim.span.upTo),
                   claim.isLoss() ? Finding::Severity::Remark : Finding::Severity::Error);
    }
    for (std::size_t i = 0; i < m_filled.claims.size(); ++i) {
        const LedgerClaims::Claim &claim = m_filled.claims[i];
        if (!m_filled.isTouched[i] || !canJudge(claim, part, noted))
            continue;
        report.gap(claim.row,
                   u"says that the updates behind %1, up to %2, came after all, and some "
                   "are missing"_s.arg(claim.span.after)
                       .arg(claim.span.upTo));
    }
    for (const OpenEnded &one : m_openEnded) {
        if (!one.isPassed || one.hasHole || one.claim.isFilled())
            continue;
        report.gap(one.claim.row, u"says that updates behind %1 are missing, and the next row "
                                  "follows it"_s.arg(one.claim.span.after));
    }
}

} // namespace Orderflow
