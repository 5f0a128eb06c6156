#pragma once

#include "binance/connection/exchangefeeds.h"
#include "binance/connection/feedlistener.h"
#include "binance/streamtable.h"
#include "clock.h"
#include "ingest/eventpipeline.h"
#include "ingest/ingestchannels.h"
#include "recordersettings.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace Orderflow {

/// The feeds of the exchange and the pipeline behind them, on the ingest thread: made, used and
/// destroyed there.
class IngestWorker final : public QObject, private FeedListener
{
    Q_OBJECT

public:
    /// `clock` and what `channels` refers to outlive it. `seed` is that of ExchangeFeedsOptions.
    IngestWorker(const RecorderSettings &settings, const Clock &clock, SocketFactory makeSocket,
                 const IngestChannels &channels,
                 quint32 seed = QRandomGenerator::global()->generate());
    ~IngestWorker() override;

    /// Has tick() called from the thread's event loop, which it needs from then on.
    void start();

    /// Does what is due: connections, requests, remedies. To be called some 20 times a second.
    void tick();

    /// Closes the connections and hands on all that came in.
    void finish();

private:
    FrameOutcome frameReceived(const FrameSource &source, const QByteArray &frame,
                               const ReceiveTime &receiveTime) override;
    void connectionChanged(const ConnectionReport &report) override;
    void sourceEnded(std::uint32_t connection) override;
    void streamsInterrupted(std::span<const StreamId> streams, GapReason reason,
                            UtcMicroseconds at) override;

    void takeStreams();
    void flushSoon();
    void flushIfDue();
    void takeWatched();
    void publishStatus();
    void publishStreams();

    const Clock &m_clock;
    const IngestChannels m_channels;
    StreamTable m_streamTable;
    EventPipeline m_pipeline;
    ExchangeFeeds m_feeds;
    /// As they were taken from the channel last.
    StreamList m_streams;
    Heartbeat m_heartbeat;
    /// As published last.
    StreamIntakes m_intakes;
    TradeTapes m_tapes;
    /// As they were taken from the channel last.
    std::vector<Symbol> m_watched;
    const BatchLimits m_batchLimits;
    /// Of the batch at hand, while the flush timer runs; the two are of the same clock.
    QElapsedTimer m_batchAge;
    QTimer m_tickTimer;
    QTimer m_flushTimer;
    QTimer m_statusTimer;
};

} // namespace Orderflow
