#pragma once

#include <QHash>
#include <QTcpServer>
#include <QTcpSocket>

namespace Orderflow {

/// Accepts TCP connections and keeps each from taking much memory: a request or message has to fit
/// its read buffer, and who asks without reading the answers is disconnected.
class ConnectionGate : public QTcpServer
{
    Q_OBJECT

public:
    /// Connections at a time; further ones are closed at once.
    static constexpr int MaxConnections = 128;
    /// What is read ahead of a connection: a message or an HTTP request fits, or is not taken.
    static constexpr qint64 ReadBufferBytes = qint64(256) * 1024;
    /// Answers that may wait for a connection which sends more questions.
    static constexpr qint64 MaxWaitingBytes = qint64(8) * 1024 * 1024;

    using QTcpServer::QTcpServer;

    /// Guards the connection from `peerPort` of this machine again after its signals were
    /// disconnected, which QHttpServer does with a connection that becomes a WebSocket.
    void guard(quint16 peerPort);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void guard(QTcpSocket *socket);
    static void drop(QTcpSocket *socket);

    QHash<quint16, QTcpSocket *> m_sockets;
};

} // namespace Orderflow
