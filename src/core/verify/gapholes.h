#pragma once

#include "verify/gapbalance.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace Orderflow {

/// Looks whether the rows of a depth stream have holes where the gaps of the ledger say so. How
/// many updates a hole had cannot be known, so nothing is counted.
class GapHoles
{
public:
    explicit GapHoles(const LedgerClaims &claims);

    /// The next update is there and follows `lastId`, the one before it. `isProved` where its
    /// prevFinalUpdateId shows that none is missing between the two. Returns whether a gap without
    /// an end begins there, so that whatever is missing between the two is claimed.
    bool passStep(std::int64_t lastId, bool isProved);

    /// Updates are missing there; spans in their order, each once.
    void noteHole(const HoleSpan &hole);
    /// What of holes no gap claims; the same.
    void noteUnclaimed(const HoleSpan &part);

    /// After the last update, with the first and the last id. Gaps that reach beyond them where
    /// `part` is cut cannot be judged.
    void finish(const VerifiedPart &part, const HoleSpan &noted, const StreamReport &report) const;

private:
    /// Gaps with an end, and which of them a hole has touched.
    struct Watched
    {
        std::vector<LedgerClaims::Claim> claims;
        std::vector<bool> isTouched;
        std::vector<std::size_t> active;
        std::size_t next = 0;

        void add(const LedgerClaims::Claim &claim);
        void touch(const HoleSpan &hole);
    };

    struct OpenEnded
    {
        LedgerClaims::Claim claim;
        bool isPassed = false;
        bool hasHole = false;
    };

    static bool canJudge(const LedgerClaims::Claim &claim, const VerifiedPart &part,
                         const HoleSpan &noted);

    Watched m_missing;
    Watched m_filled;
    std::vector<OpenEnded> m_openEnded;
    std::size_t m_atOpenEnded = 0;
};

} // namespace Orderflow
