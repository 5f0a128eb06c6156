#pragma once

#include "clock.h"
#include "latestvalue.h"
#include "storage/batchqueue.h"
#include "storage/store.h"
#include "storage/writerstatus.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace Orderflow {

struct StorageWriterOptions
{
    /// The session to file; its end is filled in by the writer.
    CaptureSession session;
    /// Whether to bring the schema up to date first.
    bool migrate = true;
    /// How long to keep trying, once stopped, while the database is away; at least 0.
    std::chrono::milliseconds stopGrace{10'000};
    /// Between two tries, doubled each time up to the longest.
    std::chrono::milliseconds firstRetryDelay{100};
    std::chrono::milliseconds longestRetryDelay{5'000};
    RetentionLimits retention;
    /// How often a writer without batches looks at the clock.
    std::chrono::milliseconds idleInterval{1'000};
};

/// Takes batches from a queue and writes them into a store: again and again while the store is
/// away, and as gaps of the ledger where it refuses them.
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

    /// Opens the store, migrates, files the session. On false the status has state Failed and the
    /// error, the queue is closed, and what was in it is counted as lost.
    bool start();

    /// After start(): writes until the queue is closed and empty, then files the end of the
    /// session and lets go of the store.
    void writeUntilClosed();

    /// Closes the queue. What is in it is still written; a store that is away is waited for no
    /// longer than the grace time from now. `eventsReceived` goes to the row of the session. Only
    /// the first call counts.
    void stop(std::int64_t eventsReceived);

    const LatestValue<WriterStatus> &status() const { return m_published; }

    /// Where the streams ended when start() returned true.
    StreamEnds streamEnds() const { return m_streamEnds.read(); }

    /// What a repair may fill, newest first, as of the last batch that changed it.
    LedgerGaps repairableGaps() const { return m_repairableGaps.read(); }

private:
    enum class Patience {
        /// Gives up on an error that trying again does not mend.
        WithOutages,
        WithEveryError
    };
    using SteadyTime = std::chrono::steady_clock::time_point;

    StoreResult<void> setUp();
    void write(const EventBatch &batch);
    void readLedger();
    void keepUp();
    void leaveOpen(const StoreError &error);
    void giveUp(const EventBatch &batch, const StoreError &error);
    void replaceByLossRecord(const EventBatch &batch, const StoreError &error);
    StoreResult<WriteCount> tryUntilDone(const EventBatch &batch, Patience patience);
    StoreResult<WriteCount> tryOnce(const EventBatch &batch);
    StoreResult<void> reconnect();
    void fileEndOfSession();
    void limitWaiting();
    bool waitToRetry(std::chrono::milliseconds delay);
    bool isGraceOver() const;
    bool isStopping() const;
    void countWritten(const EventBatch &batch, const WriteCount &count);
    void countLost(const EventBatch &batch);
    void publish(WriterStatus::State state);
    void publishError(const StoreError &error, WriterStatus::State state);

    StoreFactory m_makeStore;
    BatchQueue &m_queue;
    const Clock &m_clock;
    const StorageWriterOptions m_options;

    // Of the writer's thread.
    std::unique_ptr<Store> m_store;
    bool m_mustReconnect = false;
    bool m_hasGivenUp = false;
    bool m_isLedgerStale = false;
    UpkeepSchedule m_upkeep;
    WriterStatus m_status;

    LatestValue<WriterStatus> m_published;
    LatestValue<StreamEnds> m_streamEnds;
    LatestValue<LedgerGaps> m_repairableGaps;
    mutable std::mutex m_mutex;
    std::condition_variable m_stopped;
    // Guarded by m_mutex.
    std::optional<SteadyTime> m_graceEnd;
    std::optional<std::int64_t> m_eventsReceived;
};

} // namespace Orderflow
