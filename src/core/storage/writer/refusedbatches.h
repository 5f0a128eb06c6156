#pragma once

#include "clock.h"
#include "logbudget.h"
#include "storage/writer/batchoutlet.h"
#include "storage/writer/storelink.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace Orderflow {

/// What became of a batch that the database refused.
struct RefusalOutcome
{
    /// Of the parts that it took after all.
    WriteCount written;
    std::int64_t eventsSetAside = 0;
    std::int64_t eventsLost = 0;
    /// The database went away meanwhile: why, and the batch is to be written again.
    std::optional<StoreError> away;
};

/// Deals with batches that the database refuses, so that the next ones can be written: finds the
/// rows that it refuses and sets them aside in the spool, with open gaps in the ledger; without a
/// spool they are lost and become gaps. Used in the writer's thread.
class RefusedBatches
{
public:
    using Patience = StoreLink::Patience;
    /// Writes a batch of the run of the one that was refused.
    using Write =
        std::function<StoreResult<WriteCount>(const EventBatch &batch, Patience patience)>;

    /// `outlet` and `clock` outlive it.
    RefusedBatches(BatchOutlet &outlet, const Clock &clock, Write write);

    RefusalOutcome handle(const OutgoingBatch &item, const StoreError &error);

    /// The spool's bytes of a batch cannot be read any more.
    RefusalOutcome handleDamaged(const OutgoingBatch &item);

private:
    bool setAside(const EventBatch &part, std::int64_t sessionKey, const StoreError &error);
    void fileLoss(const EventBatch &batch, const StoreError &error);

    BatchOutlet &m_outlet;
    const Clock &m_clock;
    const Write m_write;
    LogBudget m_log;
};

} // namespace Orderflow
