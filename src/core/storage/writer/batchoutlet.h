#pragma once

#include "storage/spool/spoolfeeder.h"
#include "storage/spool/spoollock.h"
#include "storage/spool/spoolsessions.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace Orderflow {

/// A batch on its way to the database.
struct OutgoingBatch
{
    EventBatch batch;
    /// The run it belongs to, see SpoolSession::key; 0 is this one.
    std::int64_t sessionKey = 0;
    /// Where it is in the spool; nothing where it is in memory alone.
    std::optional<std::int64_t> spooledId;
    /// What is wrong where the spool's bytes cannot be read; then there is no batch.
    QString damage;
    std::int64_t damagedEvents = 0;
    UtcMicroseconds spooledAt{};
};

/// Where the writer takes batches from: from the spool while there are any in it, else from the
/// queue, and so always in the order in which they came. Whatever the database has is thus
/// everything up to some batch, at any moment; a kill leaves no hole behind but its own.
///
/// Without a spool it is the queue alone. Used in the writer's thread, but for status().
class BatchOutlet
{
public:
    /// `queue` and `clock` outlive it.
    BatchOutlet(BatchQueue &queue, const Clock &clock, SpoolOptions options);
    ~BatchOutlet();
    Q_DISABLE_COPY_MOVE(BatchOutlet)

    /// Takes the lock and opens the spool. Batches that wait in it go first.
    StoreResult<void> open();

    /// Called when a new file has taken the place of one that was found damaged.
    void onReplaced(std::function<StoreResult<void>()> notify) { m_onReplaced = std::move(notify); }

    bool hasSpool() const { return m_spool != nullptr; }
    Spool &spool() { return *m_spool; }

    /// Where the streams end, given where they do in the database.
    StoreResult<std::vector<StreamEnd>> streamEnds(std::vector<StreamEnd> databaseEnds);

    /// Starts to move batches into the spool, as those of the run `sessionKey`.
    void startFeeding(std::int64_t sessionKey);

    /// The next batch. Nothing means that none came within `longest`, or isFinished().
    std::optional<OutgoingBatch> next(std::chrono::milliseconds longest);

    /// All was handed out, and no more comes.
    bool isFinished() const { return m_queue.isFinished() && !m_queue.isDiverted(); }
    bool isDiverted() const { return m_queue.isDiverted(); }

    /// Whether the database takes nothing at the moment.
    void setAway(bool isAway);
    bool isAway() const { return m_isAway; }

    /// The batch that is being written, nothing where there is none. Where it takes too long it is
    /// put into the spool as well, so it is changed by amend() and the outlet alone.
    void hold(OutgoingBatch *batch);
    /// Whether the writer does something else with the database, which may take long as well.
    void setBusy(bool isBusy);
    /// Adds gaps to a batch.
    void amend(OutgoingBatch &batch, const std::vector<CaptureGap> &gaps);
    /// No more of it is put into the spool; whether it is there.
    bool release(const OutgoingBatch &batch);

    /// Puts a batch into the spool that the database does not take now. Without a spool, or where
    /// that fails, it stays in memory alone.
    void keep(OutgoingBatch &batch);

    /// Takes a batch out of the spool of which `rowsInserted` were new in the database, or which
    /// was set aside.
    void done(const OutgoingBatch &batch, std::int64_t rowsInserted);

    /// Ends the feeding; what waits goes into the spool, or stays in the queue where that fails.
    void leaveRest();
    /// The same after isFinished().
    void finish();

    const LatestValue<SpoolStatus> &status() const { return m_status; }
    void publishTotals();
    /// A dead letter was put into the spool.
    void noteSetAside();

private:
    std::optional<OutgoingBatch> nextSpooled();
    void endDiversion();
    StoreResult<void> keepHeld(Spool &spool);
    std::optional<OutgoingBatch> replaceDamaged();
    void report(const StoreError &error);

    BatchQueue &m_queue;
    const Clock &m_clock;
    const SpoolOptions m_options;
    LatestValue<SpoolStatus> m_status;
    /// Taken before m_heldMutex where both are.
    std::mutex m_turn;
    std::mutex m_heldMutex;
    /// Guarded by m_heldMutex, and so is what it points to.
    OutgoingBatch *m_held = nullptr;
    std::optional<SpoolLock> m_lock;
    std::unique_ptr<Spool> m_spool;
    std::unique_ptr<SpoolFeeder> m_feeder;
    std::function<StoreResult<void>()> m_onReplaced;
    std::int64_t m_ownKey = 0;
    bool m_isAway = false;
};

} // namespace Orderflow
