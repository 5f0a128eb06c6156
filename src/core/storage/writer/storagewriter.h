#pragma once

#include "clock.h"
#include "latestvalue.h"
#include "storage/batchqueue.h"
#include "storage/retention.h"
#include "storage/store.h"
#include "storage/upkeepschedule.h"
#include "storage/writer/batchoutlet.h"
#include "storage/writer/commitmeter.h"
#include "storage/writer/ledgerwatch.h"
#include "storage/writer/refusedbatches.h"
#include "storage/writer/runbook.h"
#include "storage/writer/storelink.h"
#include "storage/writer/writerstatus.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace Orderflow {

struct StorageWriterOptions : RetryOptions
{
    /// The session to file; its end is filled in by the writer.
    CaptureSession session;
    /// Whether to bring the schema up to date first.
    bool migrate = true;
    /// Where batches wait on disk while the store is away or slow.
    SpoolOptions spool;
    RetentionLimits retention;
    /// How often a writer without batches looks at the clock.
    std::chrono::milliseconds idleInterval{1'000};
};

/// Takes batches from a queue and writes them into a store, in their order: again and again while
/// the store is away. What it refuses is set aside in the spool, with open gaps in the ledger, or
/// becomes gaps alone where there is no spool.
///
/// start() and writeUntilClosed() block, and belong to one thread, where the store lives too; all
/// else may be called from any thread.
class StorageWriter
{
public:
    /// Called in start(), on the writer's thread.
    using StoreFactory = std::function<std::unique_ptr<Store>()>;

    /// `queue` and `clock` must outlive the writer.
    StorageWriter(StoreFactory makeStore, BatchQueue &queue, const Clock &clock,
                  StorageWriterOptions options);
    ~StorageWriter();
    Q_DISABLE_COPY_MOVE(StorageWriter)

    /// Opens the spool and the store, migrates, files the session. With a spool, all but the spool
    /// is made up for later where the store is away. On false the status has state Failed and the
    /// error, the queue is closed, and what was in it is counted as lost.
    bool start();

    /// After start(): writes until the queue is closed and all is written, then files the end of
    /// the session and lets go of the store.
    void writeUntilClosed();

    /// Closes the queue. What is in it is still written; a store that is away is waited for no
    /// longer than the grace time from now, and what is in the spool by then waits there for the
    /// next run. `intake` goes to the row of the session. Only the first call counts.
    void stop(const IntakeCounts &intake);

    /// The newest status, part of which other threads publish.
    class StatusReader
    {
    public:
        explicit StatusReader(const StorageWriter &writer)
            : m_writer(writer)
        {}
        WriterStatus read() const;

    private:
        const StorageWriter &m_writer;
    };
    StatusReader status() const { return StatusReader(*this); }

    /// Where the streams ended when start() returned true: in the spool, else in the database. Of
    /// those that neither can tell of, the writer itself finds what is missing since.
    StreamEnds streamEnds() const { return m_streamEnds.read(); }

    /// What a repair may fill, newest first, as of the last batch that changed it.
    LedgerGaps repairableGaps() const { return m_ledger.repairableGaps(); }

private:
    using Patience = StoreLink::Patience;

    StoreResult<void> setUp(Store &store);
    StoreResult<void> readStreamEnds(Store &store);
    StoreResult<void> openSpool();
    bool startAway(const StoreError &error);
    void write(OutgoingBatch &item);
    void writeHeld(OutgoingBatch &item);
    void finish(const OutgoingBatch &item, const WriteCount &count);
    void finishRefused(const OutgoingBatch &item, const RefusalOutcome &outcome);
    void leave(const OutgoingBatch &item, const StoreError &error);
    void keepUp();
    void doUpkeep(Store &store, const ReceiveTime &now);
    void noteUpkeep(const StoreResult<UpkeepState> &state, const ReceiveTime &now);
    void leaveOpen(const StoreError &error);
    void giveUp(const EventBatch &batch, const StoreError &error);
    StoreResult<WriteCount> tryUntilDone(const EventBatch &batch, Patience patience);
    StoreResult<WriteCount> tryOnce(Store &store, const EventBatch &batch);
    StoreResult<void> turnToItem(Store &store);
    void noteAway();
    void endFeeding();
    void fileEndOfSession();
    void countWritten(const OutgoingBatch &item, const WriteCount &count);
    void countLost(const EventBatch &batch);
    /// A sign of life, and how long until the next one.
    void beat(std::optional<std::chrono::nanoseconds> patience);
    void publish(WriterStatus::State state);
    void publishError(const StoreError &error, WriterStatus::State state);

    StoreFactory m_makeStore;
    BatchQueue &m_queue;
    const Clock &m_clock;
    const StorageWriterOptions m_options;

    // Of the writer's thread.
    BatchOutlet m_outlet;
    RunBook m_runs;
    StoreLink m_link;
    RefusedBatches m_refused;
    /// The batch at hand, and whether the store knows of which run it is.
    OutgoingBatch *m_item = nullptr;
    bool m_isTurned = false;
    bool m_hasGivenUp = false;
    LedgerWatch m_ledger;
    CommitMeter m_commits;
    UpkeepSchedule m_upkeep;
    WriterStatus m_status;

    LatestValue<WriterStatus> m_published;
    LatestValue<StreamEnds> m_streamEnds;
    mutable std::mutex m_mutex;
    // Guarded by m_mutex.
    std::optional<IntakeCounts> m_intake;
};

} // namespace Orderflow
