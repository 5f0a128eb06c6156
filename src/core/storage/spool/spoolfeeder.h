#pragma once

#include "clock.h"
#include "latestvalue.h"
#include "logbudget.h"
#include "storage/batchqueue.h"
#include "storage/spool/spoollimits.h"
#include "workerthread.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>

namespace Orderflow {

/// The thread that moves batches from a queue into the spool: all at once while the database is
/// away or takes too long for a batch, and where the queue is half full or the spool is not empty.
/// So a database that keeps the writer waiting, for whatever reason, keeps nobody else, and a kill
/// costs no more than what came since the last time.
class SpoolFeeder final : public WorkerThread
{
    Q_OBJECT

public:
    /// What the feeder is given, all of which outlives it.
    struct Surroundings
    {
        BatchQueue &queue;
        const Clock &clock;
        LatestValue<SpoolStatus> &status;
        /// Held by whoever moves batches between the queue and the spool, or ends the diversion.
        std::mutex &turn;
        /// Puts the batch that is being written into the spool, before all others.
        std::function<StoreResult<void>(Spool &spool)> keepHeld;
    };

    /// Batches become those of the run `sessionKey`. The spool's file is open elsewhere.
    SpoolFeeder(const Surroundings &surroundings, SpoolOptions options, std::int64_t sessionKey);
    /// As finish().
    ~SpoolFeeder() override;

    // From any thread:
    /// Whether the database takes nothing, so that nothing is to wait in memory.
    void setAway(bool isAway);
    /// The batch that is being written, which stays as it is.
    void setInHand(std::optional<std::int64_t> spooledId);
    /// The writer has begun to wait for the database, or is done with that.
    void setBusy(bool isBusy);
    /// A dead letter was added, which counts for the limits.
    void requestTrim() { m_mustTrim = true; }
    /// The spool's file is another one now.
    void reopen() { m_mustReopen = true; }

    /// Ends the thread; before that moves what waits where `isRestFed`. Belongs to one thread.
    void finish(bool isRestFed);

protected:
    void work() override;

private:
    bool isDue(const QueueDepth &depth) const;
    bool isStalled() const;
    void feed(Spool &spool);
    StoreResult<void> requireOpen(Spool &spool);
    void trimDeadLetters(Spool &spool);
    StoreResult<void> feedSome(Spool &spool, std::vector<EventBatch> &batches);
    void trim(Spool &spool);
    void publishTotals(Spool &spool);
    void report(const StoreError &error);

    BatchQueue &m_queue;
    const Clock &m_clock;
    LatestValue<SpoolStatus> &m_status;
    std::mutex &m_turn;
    const std::function<StoreResult<void>(Spool &spool)> m_keepHeld;
    const SpoolOptions m_options;
    const std::int64_t m_sessionKey;

    std::atomic<bool> m_isAway{false};
    std::atomic<bool> m_isFinishing{false};
    std::atomic<bool> m_isRestFed{false};
    std::atomic<bool> m_mustReopen{true};
    std::atomic<bool> m_mustTrim{false};
    /// None of them where it is as small as no id is.
    std::atomic<std::int64_t> m_inHand;
    /// Since when the writer waits for the database, by the steady clock; zero where it does not.
    std::atomic<std::chrono::steady_clock::duration> m_busySince{};

    // Of the thread.
    bool m_hasFailed = false;
    LogBudget m_dropLog;
};

} // namespace Orderflow
