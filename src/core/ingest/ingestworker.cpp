#include "ingest/ingestworker.h"

#include "ingest/batchpace.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <unordered_map>
#include <utility>

namespace Orderflow {

namespace {

using namespace std::chrono_literals;

/// Fine enough for the spacing of requests and connections.
constexpr auto TickInterval = 50ms;
constexpr auto StatusInterval = 100ms;
/// Nothing in the loop waits for anything, so a loop that is late by that much is stuck; a machine
/// that is overloaded or was halted for a moment is late by less.
constexpr auto LoopPatience = 30s;

CaptureConnection toLedgerRow(const ConnectionReport &report)
{
    CaptureConnection row;
    row.number = report.number;
    row.route = routeName(report.route);
    row.url = report.url;
    row.shard = static_cast<std::int64_t>(report.shard);
    row.side = report.side;
    row.streams = static_cast<std::int64_t>(report.streams);
    row.attemptedAt = report.attemptedAt;
    row.attempts = report.attempts;
    row.openedAt = report.openedAt;
    row.closedAt = report.closedAt;
    if (report.end) {
        row.endKind = toSqlName(report.end->kind);
        row.closeReason = describe(*report.end);
    }
    row.frames = report.frames;
    row.bytes = report.bytes;
    return row;
}

ExchangeFeedsOptions feedOptions(const RecorderSettings &settings, quint32 seed)
{
    ExchangeFeedsOptions options;
    options.webSocketBaseUrl = settings.webSocketBaseUrl;
    options.streamsPerConnection = settings.streamsPerConnection;
    options.redundancy = settings.feedRedundancy;
    options.maxAge = settings.connectionMaxAge;
    options.seed = seed;
    return options;
}

} // namespace

IngestWorker::IngestWorker(const RecorderSettings &settings, const Clock &clock,
                           SocketFactory makeSocket, const IngestChannels &channels, quint32 seed)
    : m_clock(clock)
    , m_channels(channels)
    , m_pipeline(m_streamTable, settings.batch,
                 [this](EventBatch &batch) {
                     // So that nobody ever sees more written than received.
                     publishStatus();
                     return m_channels.queue.push(std::move(batch));
                 })
    , m_feeds(feedOptions(settings, seed), std::move(makeSocket), clock, m_streamTable, *this)
    , m_batchLimits(settings.batch)
{
    m_pipeline.setSides(settings.feedRedundancy);
    m_tickTimer.setTimerType(Qt::PreciseTimer);
    m_flushTimer.setSingleShot(true);
    m_flushTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_tickTimer, &QTimer::timeout, this, &IngestWorker::tick);
    connect(&m_flushTimer, &QTimer::timeout, this, &IngestWorker::flushIfDue);
    connect(&m_statusTimer, &QTimer::timeout, this, &IngestWorker::publishStreams);
}

IngestWorker::~IngestWorker() = default;

void IngestWorker::start()
{
    tick();
    publishStreams();
    m_tickTimer.start(TickInterval);
    m_statusTimer.start(StatusInterval);
}

void IngestWorker::finish()
{
    m_tickTimer.stop();
    m_statusTimer.stop();
    m_flushTimer.stop();
    std::vector<FeedStatus> feeds = m_feeds.status();
    for (FeedStatus &feed : feeds)
        feed.state = FeedStatus::State::Closed;
    m_feeds.close();
    m_pipeline.finish(m_clock.now());
    IngestStatus last = m_pipeline.status();
    last.feeds = std::move(feeds);
    last.streams = std::make_shared<const std::vector<StreamIntake>>(m_pipeline.streamIntakes());
    last.tapes = m_pipeline.tapes();
    m_channels.status.publish(std::move(last));
}

void IngestWorker::tick()
{
    m_heartbeat = {m_clock.now().monotonic, LoopPatience};
    takeStreams();
    m_feeds.tick();
    m_pipeline.releaseHeld(m_clock.now().monotonic);
    flushSoon();
}

void IngestWorker::takeStreams()
{
    StreamList streams = m_channels.streams.read();
    if (!streams || streams == m_streams)
        return;
    m_streams = std::move(streams);
    std::unordered_map<std::string, const StreamEnd *> ends;
    const StreamEnds known = m_channels.streamEnds.read();
    if (known) {
        for (const StreamEnd &end : *known)
            ends.emplace(end.symbol.name() + '@' + end.stream, &end);
    }
    for (const StreamName &name : *m_streams) {
        const auto end = ends.find(name.symbol().name() + '@' + name.type());
        m_pipeline.addStream(m_streamTable.add(name),
                             end == ends.end() ? std::nullopt : std::optional(*end->second));
    }
    m_feeds.setStreams(*m_streams);
}

void IngestWorker::takeWatched()
{
    std::vector<Symbol> watched = m_channels.watched.read();
    if (watched == m_watched)
        return;
    m_watched = std::move(watched);
    m_pipeline.watchTrades(m_watched);
}

FrameOutcome IngestWorker::frameReceived(const FrameSource &source, const QByteArray &frame,
                                         const ReceiveTime &receiveTime)
{
    const FrameOutcome outcome = m_pipeline.processFrame(source, frame, receiveTime);
    flushSoon();
    return outcome;
}

void IngestWorker::connectionChanged(const ConnectionReport &report)
{
    m_pipeline.addConnection(toLedgerRow(report));
}

void IngestWorker::sourceEnded(std::uint32_t connection)
{
    m_pipeline.noteSourceEnded(connection);
}

void IngestWorker::streamsInterrupted(std::span<const StreamId> streams, GapReason reason,
                                      UtcMicroseconds at)
{
    m_pipeline.noteInterruption(streams, reason, at);
}

void IngestWorker::flushSoon()
{
    if (!m_pipeline.hasPendingBatch() || m_flushTimer.isActive())
        return;
    m_batchAge.start();
    m_flushTimer.start(std::min(m_batchLimits.minAge, m_batchLimits.maxAge));
}

void IngestWorker::flushIfDue()
{
    const std::chrono::nanoseconds wait =
        timeToFlush(m_batchLimits, std::chrono::nanoseconds(m_batchAge.nsecsElapsed()),
                    m_channels.queue.isIdle());
    if (wait.count() == 0)
        m_pipeline.flush();
    else
        m_flushTimer.start(std::chrono::ceil<std::chrono::milliseconds>(wait));
}

void IngestWorker::publishStatus()
{
    IngestStatus status = m_pipeline.status();
    status.feeds = m_feeds.status();
    status.heartbeat = m_heartbeat;
    status.streams = m_intakes;
    status.tapes = m_tapes;
    m_channels.status.publish(std::move(status));
}

/// Apart, because a status goes with every batch, and this is a megabyte where there are many.
void IngestWorker::publishStreams()
{
    takeWatched();
    m_intakes = std::make_shared<const std::vector<StreamIntake>>(m_pipeline.streamIntakes());
    m_tapes = m_pipeline.tapes();
    publishStatus();
}

} // namespace Orderflow
