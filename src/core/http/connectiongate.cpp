#include "http/connectiongate.h"

#include <QSslSocket>

#include <algorithm>

namespace Orderflow {

namespace {

/// Bounds what the kernel keeps for a client that does not read.
constexpr int SendBufferBytes = 256 * 1024;

} // namespace

ConnectionGate::ConnectionGate(const GateLimits &limits, const Clock &clock, QObject *parent)
    : QTcpServer(parent)
    , m_limits(limits)
    , m_clock(clock)
{
    if (limits.rate)
        m_budget.emplace(*limits.rate);
    setListenBacklogSize(int(limits.waiting));
}

void ConnectionGate::incomingConnection(qintptr descriptor)
{
    ++m_counts.accepted;
    if (m_waiting.empty() && count(false) < m_limits.connections) {
        open(descriptor);
    } else if (qsizetype(m_waiting.size()) < m_limits.waiting) {
        m_waiting.push_back({descriptor, m_clock.now().monotonic});
    } else {
        close(descriptor);
    }
}

void ConnectionGate::open(qintptr descriptor)
{
    QTcpSocket *const socket = m_tls ? new QSslSocket(this) : new QTcpSocket(this);
    if (!socket->setSocketDescriptor(descriptor)) {
        delete socket;
        return;
    }
    socket->setReadBufferSize(m_limits.connection.request.headBytes +
                              m_limits.connection.request.bodyBytes);
    socket->setSocketOption(QAbstractSocket::SendBufferSizeSocketOption, SendBufferBytes);
    socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    auto *const connection =
        new GatedConnection(socket, m_limits.connection, m_clock,
                            [this](const RequestHead &head, const QHostAddress &client) {
                                return judge(head, client);
                            });
    m_connections.append(connection);
    connect(connection, &GatedConnection::refused, this, [this] { ++m_counts.refused; });
    connect(connection, &GatedConnection::becameWebSocket, this, &ConnectionGate::openNext,
            Qt::QueuedConnection);
    connect(connection, &QObject::destroyed, this, &ConnectionGate::openNext, Qt::QueuedConnection);
    if (auto *const encrypted = qobject_cast<QSslSocket *>(socket))
        startTls(encrypted);
    else
        addPendingConnection(socket);
}

void ConnectionGate::startTls(QSslSocket *socket)
{
    socket->setSslConfiguration(*m_tls);
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QSslSocket::encrypted, this, [this, socket] {
        // Whoever takes it deletes it.
        disconnect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        addPendingConnection(socket);
    });
    socket->startServerEncryption();
}

void ConnectionGate::openNext()
{
    m_connections.removeIf([](const auto &connection) { return !connection; });
    while (!m_waiting.empty() && count(false) < m_limits.connections) {
        const qintptr descriptor = m_waiting.front().descriptor;
        m_waiting.pop_front();
        open(descriptor);
    }
}

void ConnectionGate::close(qintptr descriptor)
{
    ++m_counts.refused;
    QTcpSocket socket;
    if (socket.setSocketDescriptor(descriptor))
        socket.abort();
}

std::optional<HttpAnswer> ConnectionGate::judge(const RequestHead &head, const QHostAddress &client)
{
    if (m_budget && !m_budget->take(client, m_clock.now().monotonic)) {
        HttpAnswer answer = HttpAnswer::error(429, "Too many requests; ask again in a second");
        answer.fields.emplaceBack("Retry-After", "1");
        return answer;
    }
    if (m_admission) {
        if (std::optional<HttpAnswer> refusal = m_admission(head))
            return refusal;
    }
    if (head.isWebSocketUpgrade() && count(true) >= m_limits.webSockets)
        return HttpAnswer::error(503, "There are too many WebSockets already");
    ++m_counts.requests;
    return std::nullopt;
}

void ConnectionGate::tick()
{
    const std::chrono::nanoseconds now = m_clock.now().monotonic;
    // What ends here changes the list.
    const QList<QPointer<GatedConnection>> connections = m_connections;
    for (const QPointer<GatedConnection> &connection : connections) {
        if (connection)
            connection->tick();
    }
    while (!m_waiting.empty() && now - m_waiting.front().since > m_limits.connection.requestTime) {
        close(m_waiting.front().descriptor);
        m_waiting.pop_front();
    }
    if (m_budget)
        m_budget->prune(now);
    openNext();
}

qint64 ConnectionGate::waitingBytes(const QHostAddress &peer, quint16 peerPort) const
{
    for (const QPointer<GatedConnection> &connection : m_connections) {
        if (connection && connection->isFrom(peer, peerPort))
            return connection->waitingBytes();
    }
    return 0;
}

qsizetype ConnectionGate::count(bool isWebSocket) const
{
    return std::ranges::count_if(m_connections, [isWebSocket](const auto &connection) {
        return connection && connection->isWebSocket() == isWebSocket;
    });
}

GateCounts ConnectionGate::counts() const
{
    GateCounts counts = m_counts;
    counts.connections = count(false);
    counts.webSockets = count(true);
    return counts;
}

} // namespace Orderflow
