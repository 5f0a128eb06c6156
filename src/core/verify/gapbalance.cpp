#include "verify/gapbalance.h"

#include <QStringList>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// How many trades the ledger still misses of the gap.
std::int64_t missingNow(const LedgerClaims::Claim &claim)
{
    if (claim.isFilled())
        return 0;
    const CaptureGap &gap = claim.row.gap;
    const std::int64_t missing =
        std::max<std::int64_t>(0, gap.missingEvents.value_or(claim.span.size()));
    return missing - std::clamp<std::int64_t>(gap.filledRows, 0, missing);
}

/// `3 of the trades 5 to 9 are missing`.
QString missing(const QString &count, bool isOne, const HoleSpan &span)
{
    return u"%1 of the trades %2 to %3 %4 missing"_s.arg(count, QString::number(span.after + 1),
                                                         QString::number(span.upTo),
                                                         isOne ? u"is"_s : u"are"_s);
}

QString areMissing(std::int64_t count)
{
    return count == 0 ? u"none is"_s : count == 1 ? u"1 is"_s : u"%1 are"_s.arg(count);
}

/// What a gap by itself says, against what is.
QString contradiction(const LedgerGap &gap, const HoleSpan &span, std::int64_t claimed,
                      std::int64_t absent)
{
    if (gap.gap.status == GapStatus::Filled)
        return u"is filled, and "_s + missing(QString::number(absent), absent == 1, span);
    if (span.size() == 1)
        return u"says that trade %1 is missing, and it is there"_s.arg(span.upTo);
    return u"says that "_s +
           missing(claimed == 0 ? u"none"_s : QString::number(claimed), claimed <= 1, span) +
           u", and "_s + areMissing(absent);
}

} // namespace

GapBalance::GapBalance(const LedgerClaims &claims)
{
    constexpr std::int64_t Most = std::numeric_limits<std::int64_t>::max();
    for (const LedgerClaims::Claim &claim : claims.claims()) {
        if (m_groups.empty() || !claim.span.overlaps(m_groups.back().span))
            m_groups.push_back({claim.span, {}, 0, 0, 0, 0});
        Group &group = m_groups.back();
        group.span.upTo = std::max(group.span.upTo, claim.span.upTo);
        group.gaps.push_back(claim.row);
        const std::int64_t missing = missingNow(claim);
        group.least = std::max(group.least, missing);
        if (!claim.isLoss())
            group.leastForSure = std::max(group.leastForSure, missing);
        group.most = missing > Most - group.most ? Most : group.most + missing;
    }
}

void GapBalance::note(std::int64_t id)
{
    while (m_at < m_groups.size() && m_groups[m_at].span.upTo < id)
        ++m_at;
    if (m_at < m_groups.size() && id > m_groups[m_at].span.after)
        ++m_groups[m_at].present;
}

void GapBalance::finish(const VerifiedPart &part, const HoleSpan &noted,
                        const StreamReport &report) const
{
    for (const Group &group : m_groups) {
        const bool isCut = (part.isCutAtStart && group.span.after < noted.after) ||
                           (part.isCutAtEnd && group.span.upTo >= noted.upTo);
        const std::int64_t absent = group.span.size() - group.present;
        if (!isCut && (absent < group.least || absent > group.most))
            GapBalance::report(group, absent, report);
    }
}

void GapBalance::report(const Group &group, std::int64_t absent, const StreamReport &report)
{
    const LedgerGap &first = group.gaps.front();
    const auto severity = absent >= group.leastForSure && absent <= group.most
                              ? Finding::Severity::Remark
                              : Finding::Severity::Error;
    if (group.gaps.size() == 1) {
        report.gap(first, contradiction(first, group.span, group.least, absent), severity);
        return;
    }
    constexpr std::size_t MostNamed = 20;
    QStringList others;
    for (std::size_t i = 1; i < std::min(group.gaps.size(), MostNamed); ++i)
        others << QString::number(group.gaps[i].id);
    if (group.gaps.size() > MostNamed)
        others << u"%1 more"_s.arg(group.gaps.size() - MostNamed);
    const QString claimed = group.least == group.most
                                ? QString::number(group.least)
                                : u"%1 to %2"_s.arg(group.least).arg(group.most);
    report.gap(first,
               u"and the gaps that overlap it (%1) say that %2, and %3"_s.arg(
                   others.join(u", "_s), missing(claimed, false, group.span), areMissing(absent)),
               severity);
}

} // namespace Orderflow
