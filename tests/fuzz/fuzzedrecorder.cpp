#include "fuzz/fuzzedrecorder.h"

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A batch that is full soon, and a queue that is.
constexpr BatchLimits Limits{8, std::size_t(64) << 10, 250ms};
constexpr std::size_t QueueBytes = std::size_t(64) << 10;

/// An input that fails has to fail when it is played again.
constexpr quint32 Seed = 1;

/// Both routes on both sides.
constexpr std::size_t FirstConnections = 4;
/// Each of the four feeds may replace one connection and rescue streams from it.
constexpr std::size_t MostConnections = 12;

} // namespace

FuzzedRecorder::FuzzedRecorder(const std::string &probeName)
    : m_probe(probeName)
    , m_settings(settingsFor(m_probe))
    , m_audit(m_settings)
    , m_queue(m_settings.queueMaxBytes)
{
    m_streams.publish(std::make_shared<const std::vector<StreamName>>(fuzzedStreams(m_probe)));
    m_worker = std::make_unique<IngestWorker>(
        m_settings, m_clock, [this] { return std::make_unique<FuzzSocket>(m_sockets); },
        IngestChannels{m_queue, m_status, m_streams, m_streamEnds, m_watched}, Seed);
}

FuzzedRecorder::~FuzzedRecorder() = default;

RecorderSettings FuzzedRecorder::settingsFor(const FrameProbe &probe)
{
    RecorderSettings settings = fuzzedSettings(probe);
    settings.webSocketBaseUrl = QUrl(u"wss://fstream.binance.com/stream"_s);
    settings.feedRedundancy = 2;
    settings.batch = Limits;
    settings.queueMaxBytes = QueueBytes;
    return settings;
}

QString FuzzedRecorder::run(const std::vector<FrameStep> &steps)
{
    while (m_sockets.size() < FirstConnections)
        pass(1s);
    sendProbe();
    for (const FrameStep &step : steps) {
        play(step);
        if (m_sockets.size() > MostConnections)
            return u"%1 connections at a time"_s.arg(m_sockets.size());
        if (m_queue.depth().bytes > QueueBytes && m_queue.depth().batches > 1)
            return u"a queue of %1 bytes"_s.arg(m_queue.depth().bytes);
    }
    m_isDatabaseAway = false;
    emptyQueue();
    if (!recover())
        return u"no connection delivers the other streams any more"_s;
    sendProbe();
    m_worker->finish();
    emptyQueue();
    return fault();
}

void FuzzedRecorder::pass(std::chrono::milliseconds time)
{
    m_clock.advance(time);
    m_worker->tick();
    acceptAll();
}

void FuzzedRecorder::acceptAll()
{
    for (std::size_t i = 0; i < m_sockets.size(); ++i) {
        if (!m_sockets[i]->isOpen())
            m_sockets[i]->accept();
    }
}

bool FuzzedRecorder::recover()
{
    // Longer than the longest wait before an attempt, and the attempts of all feeds.
    constexpr int MostSeconds = 300;
    for (int second = 0; second < MostSeconds; ++second) {
        if (isSubscribed(m_probe.tradeStream()) && isSubscribed(m_probe.depthStream()))
            return true;
        pass(1s);
    }
    return false;
}

bool FuzzedRecorder::isSubscribed(const QByteArray &stream) const
{
    return std::ranges::any_of(m_sockets, [&stream](const FuzzSocket *socket) {
        return socket->isOpen() && socket->isSubscribed(stream);
    });
}

void FuzzedRecorder::play(const FrameStep &step)
{
    // Doubled more often it would be longer than a year.
    constexpr qsizetype MostDoublings = 16;
    FuzzSocket *socket =
        m_sockets.empty() ? nullptr : m_sockets[step.connection % m_sockets.size()];
    switch (step.kind) {
    case FrameStep::Kind::Text:
        // As QWebSocket hands texts out.
        if (socket)
            bring(*socket, QString::fromUtf8(step.bytes).toUtf8());
        break;
    case FrameStep::Kind::Binary:
        if (socket)
            bring(*socket, step.bytes);
        break;
    case FrameStep::Kind::Wait:
        pass(50ms * (1 << std::min(step.bytes.size(), MostDoublings)));
        break;
    case FrameStep::Kind::EndConnection:
        if (socket)
            socket->end();
        break;
    case FrameStep::Kind::Pong:
        if (socket)
            socket->pong();
        break;
    case FrameStep::Kind::ToggleDatabase:
        m_isDatabaseAway = !m_isDatabaseAway;
        break;
    }
    emptyQueue();
}

void FuzzedRecorder::bring(FuzzSocket &socket, const QByteArray &frame)
{
    ++m_frames;
    m_bytes += frame.size();
    socket.bring(frame, m_clock.now());
}

void FuzzedRecorder::sendProbe()
{
    const FrameProbe::Frames frames = m_probe.next();
    for (FuzzSocket *socket : m_sockets) {
        if (socket->isSubscribed(m_probe.tradeStream()))
            bring(*socket, frames.trade);
        if (socket->isSubscribed(m_probe.depthStream()))
            bring(*socket, frames.depth);
    }
    emptyQueue();
}

void FuzzedRecorder::emptyQueue()
{
    while (!m_isDatabaseAway && m_queue.depth().batches > 0) {
        const EventBatch batch = *m_queue.pop();
        m_audit.take(batch);
        m_probe.take(batch);
    }
}

QString FuzzedRecorder::fault() const
{
    const IngestStatus status = m_status.read();
    if (status.eventsHeld != 0)
        return u"%1 events are held for ever"_s.arg(status.eventsHeld);
    std::int64_t frames = 0;
    std::int64_t bytes = 0;
    for (const FeedStatus &feed : status.feeds) {
        frames += feed.frames;
        bytes += feed.bytes;
    }
    if (frames != m_frames || bytes != m_bytes)
        return u"%1 frames of %2 bytes are counted, %3 of %4 came"_s.arg(
            QString::number(frames), QString::number(bytes), QString::number(m_frames),
            QString::number(m_bytes));
    if (status.eventsReceived + status.decodeErrors + status.unknownFrames > m_frames)
        return u"more frames are counted than came"_s;
    for (const QString &fault :
         {m_audit.rowFault(), m_audit.statusFault(status), m_probe.fault()}) {
        if (!fault.isEmpty())
            return fault;
    }
    return {};
}

} // namespace Orderflow
