#pragma once

#include "storage/spool/spool.h"
#include "storage/spool/spooloptions.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace Orderflow {

/// What keeping to the limits has cost.
struct DroppedDepth
{
    std::int64_t events = 0;
    /// The spool is still beyond a limit, and has no order books to drop.
    bool isBeyond = false;
};

/// Keeps a spool within limits: drops order books, the oldest first, and puts a row for the gap
/// ledger in the place of each hole, so that it is written in its turn. Those of dead letters,
/// which are older and have theirs, go before those of batches that wait. Used in the thread of the
/// spool, which outlives it.
class SpoolTrimmer
{
public:
    /// The bytes that are free on the disk of the spool.
    using FreeBytes = std::function<std::int64_t()>;

    /// Without `freeBytes` the file system is asked.
    SpoolTrimmer(Spool &spool, SpoolLimits limits, FreeBytes freeBytes = {});

    /// The batch `inHand`, which is just being written, stays whole.
    StoreResult<DroppedDepth> trim(std::optional<std::int64_t> inHand);

private:
    StoreResult<std::int64_t> excess();

    Spool &m_spool;
    const SpoolLimits m_limits;
    const FreeBytes m_freeBytes;
};

} // namespace Orderflow
