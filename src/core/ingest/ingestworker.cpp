#include "ingest/ingestworker.h"

#include <QLoggingCategory>

#include <utility>

namespace Orderflow {

namespace {

using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(lcIngest, "orderflow.ingest")

constexpr auto StatusInterval = 100ms;

} // namespace

IngestWorker::IngestWorker(const RecorderSettings &settings, const Clock &clock, BatchQueue &queue,
                           LatestValue<IngestStatus> &status)
    : m_clock(clock)
    , m_status(status)
    , m_pipeline(settings.streamNames(), settings.batch, [this, &queue](EventBatch &batch) {
        // So that nobody ever sees more written than received.
        publishStatus();
        return queue.push(std::move(batch));
    })
{
    m_flushTimer.setSingleShot(true);
    m_flushTimer.setTimerType(Qt::PreciseTimer);
    m_flushTimer.setInterval(settings.batch.maxAge);
    connect(&m_flushTimer, &QTimer::timeout, this, [this] { m_pipeline.flush(); });
    connect(&m_statusTimer, &QTimer::timeout, this, &IngestWorker::publishStatus);
    for (ConnectionPlan &plan : planConnections(settings.streamNames(), settings.webSocketBaseUrl,
                                                settings.streamsPerConnection))
        addFeed(std::move(plan));
}

IngestWorker::~IngestWorker() = default;

void IngestWorker::addFeed(ConnectionPlan plan)
{
    auto feed = std::make_unique<Feed>();
    feed->status.route = routeName(plan.route);
    feed->status.url = plan.url.toDisplayString();
    feed->status.streams = static_cast<std::int64_t>(plan.streams.size());
    feed->connection = std::make_unique<StreamConnection>(std::move(plan), m_clock, m_pacer);

    StreamConnection *connection = feed->connection.get();
    Feed &target = *feed;
    connect(connection, &StreamConnection::opened, this, [this, &target] { onOpened(target); });
    connect(connection, &StreamConnection::frameReceived, this,
            [this, &target](const QByteArray &frame, const ReceiveTime &receiveTime) {
                onFrame(target, frame, receiveTime);
            });
    connect(connection, &StreamConnection::closed, this,
            [this, &target](const QString &reason) { onClosed(target, reason); });
    connect(connection, &StreamConnection::connectFailed, this,
            [this, &target](const QString &reason) { onConnectFailed(target, reason); });
    m_feeds.push_back(std::move(feed));
}

void IngestWorker::start()
{
    for (const std::unique_ptr<Feed> &feed : m_feeds)
        feed->connection->open();
    publishStatus();
    m_statusTimer.start(StatusInterval);
}

void IngestWorker::finish()
{
    m_isFinishing = true;
    m_statusTimer.stop();
    m_flushTimer.stop();
    for (const std::unique_ptr<Feed> &feed : m_feeds)
        feed->connection->close();
    m_pipeline.finish(m_clock.now());
    publishStatus();
}

void IngestWorker::onOpened(Feed &feed)
{
    feed.status.state = ConnectionState::Open;
    feed.status.lastProblem.clear();
    feed.record = CaptureConnection();
    feed.record.number = ++m_connectionCount;
    feed.record.route = feed.status.route;
    feed.record.url = feed.status.url;
    feed.record.streams = feed.status.streams;
    feed.record.attemptedAt = m_clock.now().utc;
    feed.record.openedAt = feed.record.attemptedAt;
    qCInfo(lcIngest).noquote() << "Connected to" << feed.status.url << "for" << feed.status.streams
                               << "streams";
    m_pipeline.addConnection(feed.record);
    m_flushTimer.start();
}

void IngestWorker::onFrame(Feed &feed, const QByteArray &frame, const ReceiveTime &receiveTime)
{
    ++feed.record.frames;
    feed.record.bytes += frame.size();
    ++feed.status.frames;
    feed.status.lastFrame = receiveTime;
    m_pipeline.processFrame(feed.connection->plan().streams, frame, receiveTime);
    if (m_pipeline.hasPendingBatch() && !m_flushTimer.isActive())
        m_flushTimer.start();
}

void IngestWorker::onClosed(Feed &feed, const QString &reason)
{
    const UtcMicroseconds now = m_clock.now().utc;
    feed.record.closedAt = now;
    feed.record.closeReason = reason;
    m_pipeline.addConnection(feed.record);
    if (m_isFinishing) {
        feed.status.state = ConnectionState::Closed;
        return;
    }
    feed.status.state = ConnectionState::Waiting;
    feed.status.lastProblem = reason;
    ++feed.status.reconnects;
    m_pipeline.noteInterruption(feed.connection->plan().streams, GapReason::Disconnect, now);
    m_flushTimer.start();
}

void IngestWorker::onConnectFailed(Feed &feed, const QString &reason)
{
    feed.status.state = ConnectionState::Waiting;
    feed.status.lastProblem = reason;
}

void IngestWorker::publishStatus()
{
    IngestStatus status = m_pipeline.status();
    for (const std::unique_ptr<Feed> &feed : m_feeds)
        status.connections.push_back(feed->status);
    m_status.publish(std::move(status));
}

} // namespace Orderflow
