#pragma once

#include "storage/spool/spoolsessions.h"
#include "storage/store.h"
#include "storage/writer/lateresume.h"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace Orderflow {

/// Files runs of the recorder in the database, this one and those whose batches wait in a spool,
/// and tells the store which of them the next batch is of. Used in the writer's thread.
class RunBook
{
public:
    /// `own` is this run.
    explicit RunBook(CaptureSession own);

    /// Also files the runs in `spool`, which outlives this object, and notes this one in it.
    StoreResult<void> useSpool(Spool &spool);

    /// Notes this run in a spool that is new.
    StoreResult<void> spoolReplaced();

    /// The number of this run in the spool; 0 without one.
    std::int64_t ownKey() const { return m_own.key; }

    /// The run began while the database is away: what is missing before its first events is looked
    /// for when they are written.
    StoreResult<void> setResumePending();

    /// Files what is not filed yet: first those of the spool in their order, then this one. To be
    /// called again where it fails.
    StoreResult<void> begin(Store &store);

    /// Sees to it that the rows of the next batch become those of its run; returns what is to be
    /// filed with it. `batch` is of the run `key`.
    StoreResult<std::vector<CaptureGap>> turnTo(Store &store, std::int64_t key,
                                                const EventBatch &batch);

    /// The last batch of earlier runs was written: files their ends.
    StoreResult<void> endEarlierRuns(Store &store);

    /// Files the end of this run, or, where batches of it still wait, leaves it to the run that
    /// writes them.
    StoreResult<void> end(Store &store, const CaptureSession &ended);
    /// Leaves it to the next run in any case.
    StoreResult<void> endLater(const CaptureSession &ended);

private:
    StoreResult<void> file(Store &store, SpoolSession &session);
    StoreResult<void> endEarlierRun(Store &store, const SpoolSession &session);
    StoreResult<void> save(const SpoolSession &session);

    SpoolSession m_own;
    std::optional<SpoolSessions> m_sessions;
    /// By their keys, those that were filed; the own one has 0 without a spool.
    std::map<std::int64_t, SpoolSession> m_filed;
    std::optional<std::int64_t> m_current;
    std::optional<LateResume> m_resume;
};

} // namespace Orderflow
