#pragma once

#include "clock.h"
#include "ingest/ingeststatus.h"
#include "latestvalue.h"
#include "recordersettings.h"
#include "storage/batchqueue.h"
#include "workerthread.h"

namespace Orderflow {

/// Runs an IngestWorker on a thread of its own, from start() until its destruction or stop(). What
/// came in until then is in the queue when finished() is emitted.
class IngestThread final : public WorkerThread
{
    Q_OBJECT

public:
    /// `clock` and `queue` outlive it.
    IngestThread(RecorderSettings settings, const Clock &clock, BatchQueue &queue,
                 QObject *parent = nullptr);
    /// Stops and waits.
    ~IngestThread() override;

    /// Asks it to end; finished() tells when it has.
    void stop();

    /// The newest status; from any thread.
    IngestStatus status() const { return m_status.read(); }

protected:
    void work() override;

private:
    RecorderSettings m_settings;
    const Clock &m_clock;
    BatchQueue &m_queue;
    LatestValue<IngestStatus> m_status;
};

} // namespace Orderflow
