#pragma once

#include "binance/connection/streamconnection.h"
#include "clock.h"
#include "ingest/eventpipeline.h"
#include "ingest/ingeststatus.h"
#include "latestvalue.h"
#include "recordersettings.h"
#include "storage/batchqueue.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace Orderflow {

/// The connections to the exchange and the pipeline behind them, on the ingest thread: made, used
/// and destroyed there.
class IngestWorker : public QObject
{
    Q_OBJECT

public:
    /// `clock`, `queue` and `status` outlive it.
    IngestWorker(const RecorderSettings &settings, const Clock &clock, BatchQueue &queue,
                 LatestValue<IngestStatus> &status);
    ~IngestWorker() override;

    /// Opens the connections; needs the thread's event loop from then on.
    void start();

    /// Closes the connections and hands on all that came in.
    void finish();

private:
    struct Feed
    {
        std::unique_ptr<StreamConnection> connection;
        ConnectionStatus status;
        /// Of the socket that is open now.
        CaptureConnection record;
    };

    void addFeed(ConnectionPlan plan);
    void onOpened(Feed &feed);
    void onFrame(Feed &feed, const QByteArray &frame, const ReceiveTime &receiveTime);
    void onClosed(Feed &feed, const QString &reason);
    void onConnectFailed(Feed &feed, const QString &reason);
    void publishStatus();

    const Clock &m_clock;
    LatestValue<IngestStatus> &m_status;
    EventPipeline m_pipeline;
    ConnectPacer m_pacer;
    /// Pointers, because the connections' slots refer to their feed.
    std::vector<std::unique_ptr<Feed>> m_feeds;
    std::int64_t m_connectionCount = 0;
    bool m_isFinishing = false;
    QTimer m_flushTimer;
    QTimer m_statusTimer;
};

} // namespace Orderflow
