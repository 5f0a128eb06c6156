#pragma once

#include "storage/eventbatch.h"

#include <optional>
#include <vector>

namespace Orderflow {

/// A batch that the database refused, in parts that are small enough to find what it refuses. Pure.
///
/// First come the rows of the ledger, then the events, by halves. Whoever is told no takes a part
/// apart until it is one event, or until so many were refused that it is not about some of them.
class BatchParts
{
public:
    static constexpr int MostRefusals = 64;

    explicit BatchParts(EventBatch batch);

    /// The next one to write.
    std::optional<EventBatch> next();

    /// Puts the halves of a part that was refused before all others; false where it stays whole.
    bool split(const EventBatch &refused);

private:
    std::vector<EventBatch> m_parts;
    int m_refusals = 0;
};

/// What the gap ledger gets in the place of a dead letter: open gaps, and what the batch had for
/// the ledger besides its events. Empty where it has no events.
EventBatch toDeadLetterRecord(const EventBatch &deadLetter);

/// The batch that is written when a dead letter is tried again: it fills those gaps.
EventBatch toRetry(EventBatch deadLetter);

} // namespace Orderflow
