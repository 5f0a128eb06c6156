#include "verify/ledgerclaims.h"

#include <algorithm>

namespace Orderflow {

namespace {

constexpr std::int64_t MostId = std::numeric_limits<std::int64_t>::max();

} // namespace

LedgerClaims::LedgerClaims(std::string_view stream, const std::vector<LedgerGap> &gaps)
{
    for (const LedgerGap &row : gaps) {
        const CaptureGap &gap = row.gap;
        const bool namesIds = gap.firstMissingId || gap.lastMissingId;
        if (namesIds && gap.missingEvents != 0)
            add(row, isFillable(stream));
    }
    std::ranges::stable_sort(m_claims, {}, [](const Claim &claim) { return claim.span.after; });
    uniteSpans();
}

void LedgerClaims::add(const LedgerGap &row, bool namesMissingIds)
{
    const std::optional<std::int64_t> first = row.gap.firstMissingId;
    const std::optional<std::int64_t> last = row.gap.lastMissingId;
    Claim claim{row, {}, !namesMissingIds && !last};
    const std::int64_t least = namesMissingIds ? 0 : -1;
    if (!first || *first < least || (!last && !claim.isOpenEnded)) {
        m_unusable.push_back(row);
        return;
    }
    claim.span = {namesMissingIds ? *first - 1 : *first, last.value_or(MostId)};
    if (claim.span.isEmpty()) {
        m_unusable.push_back(row);
        return;
    }
    if (!claim.isLoss()) {
        const std::int64_t passed = claim.isOpenEnded ? claim.span.after : claim.span.upTo;
        const std::int64_t next = passed < MostId ? passed + 1 : passed;
        m_knownUpTo = std::max(m_knownUpTo.value_or(next), next);
    }
    m_claims.push_back(std::move(claim));
}

void LedgerClaims::uniteSpans()
{
    for (const Claim &claim : m_claims) {
        if (claim.isFilled() || claim.isOpenEnded)
            continue;
        if (!m_spans.empty() && claim.span.after <= m_spans.back().upTo)
            m_spans.back().upTo = std::max(m_spans.back().upTo, claim.span.upTo);
        else
            m_spans.push_back(claim.span);
    }
}

std::vector<HoleSpan> LedgerClaims::unclaimed(const HoleSpan &hole) const
{
    std::vector<HoleSpan> parts;
    std::int64_t from = hole.after;
    auto span = std::ranges::upper_bound(m_spans, from, {}, &HoleSpan::upTo);
    for (; span != m_spans.end() && span->after < hole.upTo; ++span) {
        if (from < span->after)
            parts.push_back({from, span->after});
        from = std::max(from, span->upTo);
    }
    if (from < hole.upTo)
        parts.push_back({from, hole.upTo});
    return parts;
}

} // namespace Orderflow
