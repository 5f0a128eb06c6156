#pragma once

#include "verify/ledgerclaims.h"
#include "verify/rowaudit.h"

#include <cstdint>
#include <vector>

namespace Orderflow {

/// Which rows of a stream a verification reads.
struct VerifiedPart
{
    /// There may be rows before the first one, or behind the last one, that are left out.
    bool isCutAtStart = false;
    bool isCutAtEnd = false;
};

/// Counts whether as many trades are absent as the gaps of the ledger say.
///
/// A gap by itself has to be right to the trade. Where the ids of gaps overlap (a row of a loss
/// spans everything between its lowest and its highest id, other gaps included), two of them may
/// claim the same trade, or different ones: then what is absent of all their ids together may be as
/// little as the largest of the claims, and as much as their sum.
///
/// Of the trades of a loss some may have been there already, stored by an earlier run or another
/// recorder: that fewer are absent than were lost is a remark.
class GapBalance
{
public:
    explicit GapBalance(const LedgerClaims &claims);

    /// A trade that is there; each id once, rising.
    void note(std::int64_t id);

    /// After the last trade, with the first and the last id that were noted. Gaps that reach beyond
    /// them where `part` is cut cannot be judged.
    void finish(const VerifiedPart &part, const HoleSpan &noted, const StreamReport &report) const;

private:
    /// Gaps whose ids overlap.
    struct Group
    {
        HoleSpan span;
        std::vector<LedgerGap> gaps;
        /// The largest claim of a gap that is no loss, the largest of all, and the sum of all.
        std::int64_t leastForSure = 0;
        std::int64_t least = 0;
        std::int64_t most = 0;
        std::int64_t present = 0;
    };

    static void report(const Group &group, std::int64_t absent, const StreamReport &report);

    std::vector<Group> m_groups;
    std::size_t m_at = 0;
};

} // namespace Orderflow
