#pragma once

#include "binance/connection/exchangesocket.h"
#include "clock.h"
#include "ingest/ingestchannels.h"
#include "recordersettings.h"
#include "workerthread.h"

namespace Orderflow {

/// Runs an IngestWorker on a thread of its own, from start() until its destruction or stop(). What
/// came in until then is in the queue when finished() is emitted.
class IngestThread final : public WorkerThread
{
    Q_OBJECT

public:
    /// `clock` and `queue` outlive it; `makeSocket` is called on the thread.
    IngestThread(RecorderSettings settings, const Clock &clock, SocketFactory makeSocket,
                 BatchQueue &queue, QObject *parent = nullptr);
    /// Stops and waits.
    ~IngestThread() override;

    /// Asks it to end; finished() tells when it has.
    void stop();

    /// Records these from now on, and no others; before the first call, those of the settings.
    /// From any thread.
    void setStreams(std::vector<StreamName> streams);

    /// Where the streams end in the database, so that what was missed since is found. To be called
    /// before start().
    void continueFrom(StreamEnds ends);

    /// Whose newest trades the status has from now on; the first TapeKeeper::MostSymbols count.
    /// From any thread.
    void watchTrades(std::vector<Symbol> symbols);

    /// The newest status; from any thread.
    IngestStatus status() const { return m_status.read(); }

protected:
    void work() override;

private:
    RecorderSettings m_settings;
    const Clock &m_clock;
    const SocketFactory m_makeSocket;
    BatchQueue &m_queue;
    LatestValue<IngestStatus> m_status;
    LatestValue<StreamList> m_streams;
    LatestValue<StreamEnds> m_streamEnds;
    LatestValue<std::vector<Symbol>> m_watched;
};

} // namespace Orderflow
