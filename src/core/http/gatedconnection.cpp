#include "http/gatedconnection.h"

#include <QSslSocket>
#include <QTcpSocket>

#include <utility>

namespace Orderflow {

namespace {

/// How long a refusal may take to reach its client.
constexpr std::chrono::seconds RefusalTime{2};

} // namespace

GatedConnection::GatedConnection(QTcpSocket *socket, const ConnectionLimits &limits,
                                 const Clock &clock, Judge judge)
    : QObject(socket)
    , m_socket(socket)
    , m_limits(limits)
    , m_clock(clock)
    , m_judge(std::move(judge))
    , m_scanner(limits.request)
    , m_since(clock.now().monotonic)
{
    connect(socket, &QTcpSocket::readyRead, this, &GatedConnection::read);
}

void GatedConnection::read()
{
    // Whoever reads the socket takes all that there is, each time, so this is new.
    const QByteArray bytes = m_socket->peek(m_socket->bytesAvailable());
    if (bytes.isEmpty() || m_isWebSocket)
        return;
    if (m_scanner.state() == RequestScanner::State::Idle) {
        if (m_hasAsked)
            m_since = m_clock.now().monotonic;
        if (waitingBytes() > m_limits.waitingBytes) {
            emit refused();
            drop();
            return;
        }
    }
    const RequestScanner::State state = m_scanner.take(bytes);
    if (state == RequestScanner::State::Refused) {
        refuse(m_scanner.refusal());
        return;
    }
    if (m_scanner.newHead())
        examine(*m_scanner.newHead());
    if (m_isRefused || m_isWebSocket || state != RequestScanner::State::Idle)
        return;
    m_hasAsked = true;
    m_since = m_clock.now().monotonic;
    // Later: the answer is written when this signal has reached all.
    if (m_closesAfterAnswer)
        QMetaObject::invokeMethod(
            m_socket, [socket = m_socket] { socket->disconnectFromHost(); }, Qt::QueuedConnection);
}

void GatedConnection::examine(const RequestHead &head)
{
    const bool isUpgrade = head.isWebSocketUpgrade();
    if (isUpgrade && m_scanner.state() != RequestScanner::State::Idle) {
        refuse(HttpAnswer::error(400, "An upgrade has no body"));
        return;
    }
    if (const std::optional<HttpAnswer> refusal = m_judge(head, m_socket->peerAddress())) {
        refuse(*refusal);
        return;
    }
    m_closesAfterAnswer = !head.keepsAlive();
    if (isUpgrade) {
        m_isWebSocket = true;
        emit becameWebSocket();
    }
}

void GatedConnection::refuse(const HttpAnswer &answer)
{
    m_isRefused = true;
    m_since = m_clock.now().monotonic;
    // Nobody else sees what was sent.
    QObject::disconnect(m_socket, &QTcpSocket::readyRead, nullptr, nullptr);
    m_socket->write(answer.closingText());
    emit refused();
    QMetaObject::invokeMethod(
        m_socket, [socket = m_socket] { socket->disconnectFromHost(); }, Qt::QueuedConnection);
}

void GatedConnection::drop()
{
    m_isRefused = true;
    QObject::disconnect(m_socket, &QTcpSocket::readyRead, nullptr, nullptr);
    QMetaObject::invokeMethod(
        m_socket, [socket = m_socket] { socket->abort(); }, Qt::QueuedConnection);
}

std::chrono::nanoseconds GatedConnection::patience() const
{
    if (m_isRefused)
        return RefusalTime;
    const bool isBetweenRequests = m_hasAsked && m_scanner.state() == RequestScanner::State::Idle;
    return isBetweenRequests ? m_limits.idleTime : m_limits.requestTime;
}

void GatedConnection::tick()
{
    if (m_isWebSocket) {
        if (waitingBytes() > m_limits.webSocketWaitingBytes && !m_isRefused) {
            emit refused();
            drop();
        }
        return;
    }
    if (m_clock.now().monotonic - m_since <= patience())
        return;
    if (!m_isRefused && m_scanner.state() == RequestScanner::State::Reading) {
        refuse(HttpAnswer::error(408, "The request took too long"));
        return;
    }
    if (!m_isRefused && !m_hasAsked)
        emit refused();
    drop();
}

bool GatedConnection::isFrom(const QHostAddress &peer, quint16 port) const
{
    return m_socket->peerPort() == port && m_socket->peerAddress() == peer;
}

qint64 GatedConnection::waitingBytes() const
{
    const auto *const encrypted = qobject_cast<const QSslSocket *>(m_socket);
    return m_socket->bytesToWrite() + (encrypted ? encrypted->encryptedBytesToWrite() : 0);
}

} // namespace Orderflow
