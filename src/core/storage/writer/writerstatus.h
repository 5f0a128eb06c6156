#pragma once

#include "heartbeat.h"
#include "storage/batchqueue.h"
#include "storage/ledgercounts.h"
#include "storage/spool/spoolstatus.h"
#include "storage/store.h"
#include "storage/writer/commitmeter.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace Orderflow {

/// How the writing side of a recorder is, as a value; all counts are since it started.
struct WriterStatus
{
    enum class State {
        /// Connecting and bringing the schema up to date.
        Starting,
        /// Writing, or waiting for something to write.
        Ready,
        /// The database does not take the batch at hand; it is tried again. With a spool, what
        /// comes
        /// meanwhile goes to disk.
        Retrying,
        /// The database could not be used at the start; nothing is written.
        Failed,
        /// All is written that could be; what is in the spool waits for the next run.
        Stopped
    };

    State state = State::Starting;
    /// Of its loop. Migrations and waiting for a file take as long as they take.
    Heartbeat heartbeat;
    /// The newest error; it stays after the next success.
    std::optional<StoreError> lastError;
    std::int64_t batchesWritten = 0;
    std::int64_t tradesInserted = 0;
    std::int64_t depthUpdatesInserted = 0;
    /// Trades that filled gaps, besides those.
    std::int64_t tradesRepaired = 0;
    /// Rows of earlier runs that waited in the spool, besides those.
    std::int64_t rowsOfEarlierRuns = 0;
    /// Events that the tables had already.
    std::int64_t duplicates = 0;
    /// Events that were given up. Those of a refused batch have rows in the gap ledger.
    std::int64_t eventsLost = 0;
    /// Events that the database refused and that are set aside in the spool, with open gaps.
    std::int64_t eventsSetAside = 0;
    /// Of the newest batch that was written:
    std::size_t lastBatchEvents = 0;
    /// How long its transaction took.
    std::chrono::microseconds lastCommitDuration{};
    /// From the receive time of its first event to the commit; nothing for a batch without events.
    std::optional<std::chrono::microseconds> lastLag;
    /// What was committed of each stream, up to a tenth of a second behind the counters above;
    /// null before the first batch.
    StreamCommitsList commits;
    /// Nothing before it was read.
    std::optional<LedgerCounts> ledger;
    /// What waited in memory when this was published.
    QueueDepth queue;
    SpoolStatus spool;
};

} // namespace Orderflow
