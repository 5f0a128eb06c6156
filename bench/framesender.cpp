#include "framesender.h"

#include "madeevents.h"
#include "realevents.h"

#include <QTcpSocket>
#include <QWebSocket>

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto PaceInterval = 1ms;
/// What a client has not taken yet: above, nothing more is made.
constexpr qint64 HighWater = qint64(4) << 20;
constexpr std::uint64_t FramesPerTurn = 4096;
constexpr std::size_t FramesInBlock = 60'000;

/// What two contracts sent, or could have sent.
RealEvents realOrMadeEvents()
{
    if (std::optional<RealEvents> real = readRealEvents())
        return std::move(*real);
    const UtcMilliseconds start(std::chrono::milliseconds(1'721'347'022'504));
    return {makeTrades(FramesInBlock, start), makeDepth5(FramesInBlock, start)};
}

std::vector<MarketEvent> eventsOf(const FrameLoad &load)
{
    RealEvents found = realOrMadeEvents();
    if (load.kind == FrameLoad::Kind::Market)
        return makeMarket(makeSymbols(load.symbols), found.trades, found.books);
    std::vector<MarketEvent> events;
    if (load.kind == FrameLoad::Kind::Trades)
        std::ranges::move(found.trades, std::back_inserter(events));
    else
        std::ranges::move(found.books, std::back_inserter(events));
    return events;
}

} // namespace

struct FrameSender::Client
{
    QTcpSocket *transport = nullptr;
    std::unique_ptr<QWebSocket> socket;
    ControlProtocol protocol;
    QByteArray waiting;
};

FrameSender::FrameSender(const FrameLoad &load)
    : m_load(load)
    , m_block(eventsOf(load))
    , m_handshakes(u"bench"_s, QWebSocketServer::NonSecureMode)
    , m_subscribers(m_block.streams().size())
    , m_hadSubscriber(m_block.streams().size())
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(load.rate > 0 ? PaceInterval : 0ms);
    connect(&m_timer, &QTimer::timeout, this, &FrameSender::play);
    connect(&m_listener, &QTcpServer::newConnection, this, &FrameSender::accept);
    connect(&m_handshakes, &QWebSocketServer::newConnection, this, &FrameSender::welcome);
}

FrameSender::~FrameSender()
{
    for (const auto &client : m_clients)
        client->socket->disconnect(this);
}

quint16 FrameSender::listen()
{
    if (!m_listener.listen(QHostAddress::LocalHost))
        qFatal("%s", qPrintable(m_listener.errorString()));
    return m_listener.serverPort();
}

void FrameSender::accept()
{
    while (QTcpSocket *socket = m_listener.nextPendingConnection()) {
        m_arrivals.insert_or_assign(socket->peerPort(), socket);
        m_handshakes.handleConnection(socket);
    }
}

void FrameSender::welcome()
{
    while (QWebSocket *socket = m_handshakes.nextPendingConnection()) {
        auto client = std::make_unique<Client>();
        Client &added = *client;
        added.socket.reset(socket);
        added.transport = m_arrivals.at(socket->peerPort());
        m_arrivals.erase(socket->peerPort());
        connect(socket, &QWebSocket::textMessageReceived, this,
                [this, &added](const QString &text) { handle(added, text.toUtf8()); });
        // Queued, because it must not end in its own signal.
        connect(
            socket, &QWebSocket::disconnected, this, [this, &added] { remove(added); },
            Qt::QueuedConnection);
        connect(added.transport, &QTcpSocket::bytesWritten, this, &FrameSender::goOn);
        m_clients.push_back(std::move(client));
    }
}

void FrameSender::handle(Client &client, const QByteArray &message)
{
    const ControlProtocol::Reply reply = client.protocol.handle(message);
    client.socket->sendTextMessage(QString::fromUtf8(reply.text));
    for (std::size_t i = 0; i < m_subscribers.size(); ++i) {
        if (!client.protocol.isSubscribed(m_block.streams()[i]))
            continue;
        m_subscribers[i] = &client;
        m_hadSubscriber[i] = true;
    }
    if (reply.subscribed && !m_sinceStart.isValid()) {
        m_startTime = std::chrono::system_clock::now();
        m_sinceStart.start();
        m_timer.start();
        emit playing();
    }
    if (!m_isComplete && std::ranges::all_of(m_hadSubscriber, std::identity())) {
        m_isComplete = true;
        emit complete();
    }
}

void FrameSender::remove(Client &client)
{
    std::ranges::replace(m_subscribers, &client, nullptr);
    std::erase_if(m_clients, [&client](const auto &known) { return known.get() == &client; });
}

std::uint64_t FrameSender::dueCount() const
{
    if (m_load.rate == 0)
        return m_next + FramesPerTurn;
    const auto elapsed = static_cast<std::uint64_t>(sinceStart().count());
    return elapsed / 1000 * static_cast<std::uint64_t>(m_load.rate) / 1'000'000 + 1;
}

std::chrono::nanoseconds FrameSender::sinceStart() const
{
    return std::chrono::nanoseconds(m_sinceStart.nsecsElapsed());
}

std::chrono::nanoseconds FrameSender::dueOffset(std::uint64_t number) const
{
    return std::chrono::microseconds(number * 1'000'000 / std::uint64_t(m_load.rate));
}

std::int64_t FrameSender::dueTime(std::chrono::nanoseconds offset) const
{
    return std::chrono::floor<std::chrono::milliseconds>(m_startTime + offset)
        .time_since_epoch()
        .count();
}

bool FrameSender::isBehind() const
{
    return std::ranges::any_of(m_clients, [](const auto &client) {
        return client->transport->bytesToWrite() > HighWater;
    });
}

void FrameSender::play()
{
    const std::uint64_t due = dueCount();
    while (m_next < due && !m_isStopped && !isBehind())
        sendUpTo(std::min(due, m_next + FramesPerTurn));
    // Frames that wait for a client that is behind keep their times.
    if (isBehind())
        m_timer.stop();
    if (m_isStopped)
        finishIfEmpty();
}

void FrameSender::sendUpTo(std::uint64_t number)
{
    // Without a pace, frames are due as they are made; to ask the clock for each would cost as much
    // as the rest of it.
    const std::int64_t now = m_load.rate == 0 ? dueTime(sinceStart()) : 0;
    while (m_next < number && !m_isStopped) {
        const std::uint64_t next = m_next++;
        m_sent += append(next, m_load.rate == 0 ? now : dueTime(dueOffset(next))) ? 1 : 0;
        m_isStopped = m_load.events != 0 && m_sent == m_load.events;
    }
    for (const auto &client : m_clients) {
        if (client->waiting.isEmpty())
            continue;
        client->transport->write(client->waiting);
        client->transport->flush();
        client->waiting.resize(0);
    }
}

void FrameSender::goOn()
{
    if (m_sinceStart.isValid() && !m_isFinished && !m_timer.isActive() && !isBehind())
        m_timer.start();
}

void FrameSender::finishIfEmpty()
{
    const bool isEmpty = std::ranges::all_of(
        m_clients, [](const auto &client) { return client->transport->bytesToWrite() == 0; });
    if (m_isFinished || !isEmpty)
        return;
    m_isFinished = true;
    m_timer.stop();
    emit finished();
}

bool FrameSender::append(std::uint64_t number, std::int64_t time)
{
    const std::size_t stream = m_block.streamOf(number);
    Client *client = m_subscribers[stream];
    if (!client) {
        m_missed += m_hadSubscriber[stream] ? 1 : 0;
        return false;
    }
    const std::string_view frame = m_block.frame(number, time);
    client->waiting.append(frame.data(), qsizetype(frame.size()));
    return true;
}

void FrameSender::stop()
{
    m_isStopped = true;
    m_timer.start();
}

} // namespace Orderflow
