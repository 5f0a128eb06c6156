#include "binance/connection/streamconnection.h"

#include "binance/controlframes.h"

#include <QLoggingCategory>
#include <QWebSocket>

#include <utility>

namespace Orderflow {

namespace {

using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(lcConnection, "orderflow.connection")

constexpr auto ConnectTimeout = 15s;
constexpr auto RequestSpacing = 250ms;
constexpr auto PingInterval = 20s;
/// A socket that answers no ping for so long is half open.
constexpr auto AliveTimeout = 60s;
/// A connection that lasted so long counts as good: the next failure starts a new backoff.
constexpr auto StableAfter = 10s;
/// A full order book of 1000 levels a side is about 60 kB.
constexpr quint64 MaxFrameBytes = quint64(8) * 1024 * 1024;

} // namespace

StreamConnection::StreamConnection(ConnectionPlan plan, const Clock &clock, ConnectPacer &pacer,
                                   QObject *parent)
    : QObject(parent)
    , m_plan(std::move(plan))
    , m_clock(clock)
    , m_pacer(pacer)
    , m_requests(subscribeRequests(m_plan.streams))
{
    m_retryTimer.setSingleShot(true);
    // A coarse one may come 5 % early, which the exchange's limits do not allow for.
    m_retryTimer.setTimerType(Qt::PreciseTimer);
    m_connectTimer.setSingleShot(true);
    connect(&m_retryTimer, &QTimer::timeout, this, &StreamConnection::connectSocket);
    connect(&m_connectTimer, &QTimer::timeout, this,
            [this] { giveUp(QStringLiteral("no answer within 15 s")); });
    connect(&m_requestTimer, &QTimer::timeout, this, &StreamConnection::sendNextRequest);
    connect(&m_aliveTimer, &QTimer::timeout, this, &StreamConnection::checkAlive);
}

StreamConnection::~StreamConnection()
{
    if (m_socket)
        m_socket->disconnect(this);
}

void StreamConnection::open()
{
    connectAfter({});
}

std::chrono::milliseconds StreamConnection::connectAfter(std::chrono::nanoseconds delay)
{
    const std::chrono::nanoseconds now = m_clock.now().monotonic;
    const auto wait =
        std::chrono::ceil<std::chrono::milliseconds>(m_pacer.reserve(now + delay) - now);
    m_retryTimer.start(wait);
    return wait;
}

void StreamConnection::close()
{
    stopTimers();
    m_retryTimer.stop();
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket->close();
    m_socket->flush();
    m_socket.release()->deleteLater();
    if (std::exchange(m_isOpen, false))
        emit closed(QStringLiteral("closed by the recorder"));
}

void StreamConnection::connectSocket()
{
    m_ownReason.clear();
    m_nextRequest = 0;
    // A fresh socket each time: a reused one keeps its last error and what was buffered.
    m_socket = std::make_unique<QWebSocket>();
    m_socket->setMaxAllowedIncomingFrameSize(MaxFrameBytes);
    m_socket->setMaxAllowedIncomingMessageSize(MaxFrameBytes);
    connect(m_socket.get(), &QWebSocket::connected, this, &StreamConnection::onConnected);
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this, [this](const QString &text) {
        const ReceiveTime receiveTime = m_clock.now();
        onFrame(text.toUtf8(), receiveTime);
    });
    connect(m_socket.get(), &QWebSocket::binaryMessageReceived, this,
            [this](const QByteArray &frame) { onFrame(frame, m_clock.now()); });
    connect(m_socket.get(), &QWebSocket::pong, this,
            [this] { m_lastSign = m_clock.now().monotonic; });
    connect(
        m_socket.get(), &QWebSocket::stateChanged, this,
        // Queued, because the socket sets its error text only after it has changed its state; so
        // it may be another socket's turn by now.
        [this, socket = m_socket.get()](QAbstractSocket::SocketState state) {
            if (state == QAbstractSocket::UnconnectedState && socket == m_socket.get())
                onUnconnected();
        },
        Qt::QueuedConnection);

    qCDebug(lcConnection).noquote() << "Connecting to" << m_plan.url.toDisplayString();
    m_connectTimer.start(ConnectTimeout);
    m_socket->open(m_plan.url);
}

void StreamConnection::onConnected()
{
    m_connectTimer.stop();
    m_isOpen = true;
    m_openedAt = m_clock.now().monotonic;
    m_lastSign = m_openedAt;
    m_aliveTimer.start(PingInterval);
    emit opened();
    sendNextRequest();
}

void StreamConnection::onFrame(const QByteArray &frame, const ReceiveTime &receiveTime)
{
    m_lastSign = receiveTime.monotonic;
    emit frameReceived(frame, receiveTime);
}

void StreamConnection::onUnconnected()
{
    const QString reason = endReason();
    stopTimers();
    m_socket.release()->deleteLater();

    const bool wasOpen = std::exchange(m_isOpen, false);
    if (wasOpen && m_clock.now().monotonic - m_openedAt >= StableAfter)
        m_backoff.reset();
    const std::chrono::milliseconds wait = connectAfter(m_backoff.next());
    qCWarning(lcConnection).noquote()
        << QStringLiteral("%1 %2: %3; next attempt in %4 ms")
               .arg(m_plan.url.toDisplayString(),
                    wasOpen ? QStringLiteral("ended") : QStringLiteral("cannot be reached"), reason)
               .arg(wait.count());
    if (wasOpen)
        emit closed(reason);
    else
        emit connectFailed(reason);
}

void StreamConnection::sendNextRequest()
{
    if (m_nextRequest < m_requests.size()) {
        m_socket->sendTextMessage(QString::fromUtf8(m_requests[m_nextRequest]));
        ++m_nextRequest;
    }
    if (m_nextRequest < m_requests.size())
        m_requestTimer.start(RequestSpacing);
    else
        m_requestTimer.stop();
}

void StreamConnection::checkAlive()
{
    if (m_clock.now().monotonic - m_lastSign >= AliveTimeout)
        giveUp(QStringLiteral("half open: no frame and no pong for 60 s"));
    else
        m_socket->ping();
}

void StreamConnection::giveUp(const QString &reason)
{
    m_ownReason = reason;
    m_socket->abort();
}

QString StreamConnection::endReason() const
{
    if (!m_ownReason.isEmpty())
        return m_ownReason;
    if (m_isOpen && m_socket->error() == QAbstractSocket::UnknownSocketError) {
        const QString words = m_socket->closeReason();
        return QStringLiteral("closed by the exchange with code %1%2")
            .arg(int(m_socket->closeCode()))
            .arg(words.isEmpty() ? QString() : u" (" + words + u')');
    }
    return m_socket->errorString();
}

void StreamConnection::stopTimers()
{
    m_connectTimer.stop();
    m_requestTimer.stop();
    m_aliveTimer.stop();
}

} // namespace Orderflow
