#pragma once

#include "storage/gaprepair.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace Orderflow {

/// Ids of a stream: those behind `after`, up to and with `upTo`.
struct HoleSpan
{
    std::int64_t after = 0;
    std::int64_t upTo = 0;

    bool isEmpty() const { return upTo <= after; }
    bool overlaps(const HoleSpan &other) const { return after < other.upTo && other.after < upTo; }
    /// How many ids; the largest number where there are more than it can say.
    std::int64_t size() const
    {
        constexpr std::int64_t Most = std::numeric_limits<std::int64_t>::max();
        return isEmpty() ? 0 : after < 0 && upTo > Most + after ? Most : upTo - after;
    }

    bool operator==(const HoleSpan &) const = default;
};

/// What the ledger says of the ids of one stream: which may be missing, and where that has to show
/// in the rows.
///
/// Of trades a gap names the ids that are missing, of depth the finalUpdateId before the hole and
/// the prevFinalUpdateId behind it, so that there both ids are those of an HoleSpan. A row of a
/// loss (overflow, write_failure) sums up what was lost at about one time: its ids are the lowest
/// and the highest of them, and others in between may be there.
class LedgerClaims
{
public:
    struct Claim
    {
        LedgerGap row;
        HoleSpan span;
        /// Of depth, where the next update knew of none before it: the hole ends where the rows go
        /// on. The span has then no end either.
        bool isOpenEnded = false;

        bool isFilled() const { return row.gap.status == GapStatus::Filled; }
        bool isLoss() const
        {
            return row.gap.reason == GapReason::Overflow ||
                   row.gap.reason == GapReason::WriteFailure;
        }
    };

    /// `stream` is without its symbol; the gaps are of that stream, in any order. Those that tell
    /// that nothing was missing, or name no id, claim nothing.
    LedgerClaims(std::string_view stream, const std::vector<LedgerGap> &gaps);

    /// The parts of `hole` that no gap claims, in their order. Filled gaps claim nothing, and those
    /// that are open-ended are left to the caller.
    std::vector<HoleSpan> unclaimed(const HoleSpan &hole) const;

    /// By rising start.
    const std::vector<Claim> &claims() const { return m_claims; }

    /// Gaps whose ids are no range.
    const std::vector<LedgerGap> &unusable() const { return m_unusable; }

    /// The ids that the ledger shows to have been there go so far at least: a gap is only filed
    /// when the event behind it has come, unless it is of a loss.
    std::optional<std::int64_t> knownUpTo() const { return m_knownUpTo; }

private:
    void add(const LedgerGap &row, bool namesMissingIds);
    void uniteSpans();

    std::vector<Claim> m_claims;
    std::vector<LedgerGap> m_unusable;
    /// Those of gaps that are not filled, disjoint, in their order.
    std::vector<HoleSpan> m_spans;
    std::optional<std::int64_t> m_knownUpTo;
};

} // namespace Orderflow
