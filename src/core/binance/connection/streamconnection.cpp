#include "binance/connection/streamconnection.h"

#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcConnection, "orderflow.connection")

QString secondsText(std::chrono::nanoseconds time)
{
    return u"%1 s"_s.arg(std::chrono::duration<double>(time).count(), 0, 'f', 1);
}

} // namespace

StreamConnection::StreamConnection(std::uint32_t id, int side, const QUrl &url,
                                   ConnectionContext &context)
    : m_id(id)
    , m_side(side)
    , m_context(context)
    , m_socket(context.makeSocket())
    , m_watch(context.paces)
    , m_attemptedAt(context.clock.now())
{
    connect(m_socket.get(), &ExchangeSocket::opened, this, &StreamConnection::onOpened);
    connect(m_socket.get(), &ExchangeSocket::frameReceived, this, &StreamConnection::onFrame);
    connect(m_socket.get(), &ExchangeSocket::pongReceived, this, [this] {
        ++m_pongs;
        m_lastSign = m_context.clock.now().monotonic;
    });
    connect(m_socket.get(), &ExchangeSocket::ended, this, &StreamConnection::onEnded);
    m_socket->open(url);
}

StreamConnection::~StreamConnection() = default;

void StreamConnection::subscribe(std::span<const StreamId> streams, Remedy firstRemedy)
{
    m_streams.insert(m_streams.end(), streams.begin(), streams.end());
    enqueue(SubscriptionChange::Subscribe, streams, firstRemedy);
}

void StreamConnection::unsubscribe(std::span<const StreamId> streams)
{
    for (const StreamId stream : streams) {
        std::erase(m_streams, stream);
        m_watch.remove(stream);
    }
    // The manner of those that are left is another one.
    m_pace = {};
    enqueue(SubscriptionChange::Unsubscribe, streams, Remedy::Resubscribe);
}

void StreamConnection::resubscribe(std::span<const StreamId> streams)
{
    // The watch goes on as it is: it counts on from the remedy that it asked for.
    enqueue(SubscriptionChange::Unsubscribe, streams, Remedy::Resubscribe);
    enqueue(SubscriptionChange::Subscribe, streams, Remedy::Resubscribe);
}

void StreamConnection::enqueue(SubscriptionChange change, std::span<const StreamId> streams,
                               Remedy firstRemedy)
{
    while (!streams.empty()) {
        const auto part = streams.first(std::min(streams.size(), MaxNamesPerRequest));
        m_requests.push_back({change, {part.begin(), part.end()}, firstRemedy});
        streams = streams.subspan(part.size());
    }
}

void StreamConnection::onOpened()
{
    m_openedAt = m_context.clock.now();
    m_lastSign = m_openedAt->monotonic;
    m_nextPingAt = m_lastSign + PingInterval;
    m_nextMessageAt = m_lastSign;
    m_state = State::Open;
    sendNextRequest(m_lastSign);
}

void StreamConnection::onFrame(const QByteArray &frame, const ReceiveTime &receiveTime)
{
    ++m_frames;
    m_bytes += frame.size();
    m_lastSign = receiveTime.monotonic;
    const FrameOutcome outcome =
        m_context.listener.frameReceived({m_id, m_side, m_streams}, frame, receiveTime);
    if (!outcome.stream)
        return;
    if (!m_firstData)
        m_firstData = receiveTime;
    m_lastData = receiveTime;
    m_pace.note(m_id, receiveTime.monotonic);
    m_context.paces[*outcome.stream].note(m_id, receiveTime.monotonic);
    if (m_watch.noteData(*outcome.stream, outcome.isJoined, receiveTime.monotonic)) {
        qCInfo(lcConnection).noquote()
            << QString::fromStdString(m_context.streams.name(*outcome.stream).toString())
            << "delivers again";
    }
}

void StreamConnection::onEnded(const ConnectionEnd &end)
{
    finish(end);
}

void StreamConnection::tick(std::chrono::nanoseconds now, std::chrono::nanoseconds firstDataLimit)
{
    if (m_state == State::Connecting && now - m_attemptedAt.monotonic >= ConnectTimeout)
        giveUp(ConnectionEnd::Kind::Timeout, secondsText(ConnectTimeout));
    if (m_state != State::Open)
        return;
    if (now - m_lastSign >= HalfOpenAfter) {
        giveUp(ConnectionEnd::Kind::HalfOpen, u"nothing for "_s + secondsText(now - m_lastSign));
        return;
    }
    if (const auto silence = silenceAt(now, firstDataLimit)) {
        giveUp(ConnectionEnd::Kind::Silence,
               u"nothing of %1 streams for "_s.arg(m_streams.size()) + secondsText(*silence));
        return;
    }
    sendNextRequest(now);
    sendPing(now);
}

std::optional<std::chrono::nanoseconds>
StreamConnection::silenceAt(std::chrono::nanoseconds now,
                            std::chrono::nanoseconds firstDataLimit) const
{
    const auto since = m_lastData ? m_lastData->monotonic : m_openedAt->monotonic;
    const auto limit = m_lastData ? m_pace.stalenessLimit() : firstDataLimit;
    // Few data tell no manner; then the watch of each stream has to do.
    const bool isJudged = !m_streams.empty() && (!m_lastData || m_pace.isKnown());
    if (!isJudged || now - since < limit)
        return std::nullopt;
    return now - since;
}

void StreamConnection::sendNextRequest(std::chrono::nanoseconds now)
{
    if (m_requests.empty() || now < m_nextMessageAt)
        return;
    const Request request = std::move(m_requests.front());
    m_requests.pop_front();
    std::vector<StreamName> names;
    for (const StreamId stream : request.streams) {
        names.push_back(m_context.streams.name(stream));
        // A resubscribed stream is watched already.
        if (request.change == SubscriptionChange::Subscribe && !m_watch.contains(stream) &&
            std::ranges::find(m_streams, stream) != m_streams.end())
            m_watch.add(stream, request.firstRemedy, now);
    }
    m_socket->sendText(subscriptionRequest(request.change, names, m_nextRequestId++));
    m_nextMessageAt = now + MessageSpacing;
}

void StreamConnection::sendPing(std::chrono::nanoseconds now)
{
    if (now < m_nextPingAt || now < m_nextMessageAt)
        return;
    m_socket->ping();
    m_nextPingAt = now + PingInterval;
    m_nextMessageAt = now + MessageSpacing;
}

void StreamConnection::close(const ConnectionEnd &end)
{
    if (m_state == State::Ended)
        return;
    m_socket->close();
    finish(end);
}

void StreamConnection::giveUp(ConnectionEnd::Kind kind, const QString &detail)
{
    m_socket->abort();
    finish({.kind = kind, .detail = detail});
}

void StreamConnection::finish(const ConnectionEnd &end)
{
    m_state = State::Ended;
    m_end = end;
    m_endedAt = m_context.clock.now();
    m_requests.clear();
    m_context.listener.sourceEnded(m_id);
}

} // namespace Orderflow
