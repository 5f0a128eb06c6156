#include "replay/connectiongate.h"

namespace Orderflow {

void ConnectionGate::incomingConnection(qintptr descriptor)
{
    auto *const socket = new QTcpSocket(this);
    if (!socket->setSocketDescriptor(descriptor) || m_sockets.size() >= MaxConnections) {
        socket->abort();
        delete socket;
        return;
    }
    socket->setReadBufferSize(ReadBufferBytes);
    m_sockets.insert(socket->peerPort(), socket);
    guard(socket);
    addPendingConnection(socket);
}

void ConnectionGate::guard(quint16 peerPort)
{
    if (QTcpSocket *const socket = m_sockets.value(peerPort))
        guard(socket);
}

void ConnectionGate::guard(QTcpSocket *socket)
{
    connect(socket, &QObject::destroyed, this, [this](QObject *gone) {
        m_sockets.removeIf([gone](const auto &entry) { return entry.value() == gone; });
    });
    connect(socket, &QTcpSocket::readyRead, this, [socket] {
        if (socket->bytesToWrite() > MaxWaitingBytes)
            QMetaObject::invokeMethod(
                socket, [socket] { drop(socket); }, Qt::QueuedConnection);
    });
}

void ConnectionGate::drop(QTcpSocket *socket)
{
    // Who reads the socket would go on with requests that it has read ahead.
    QObject::disconnect(socket, &QTcpSocket::readyRead, nullptr, nullptr);
    socket->abort();
}

} // namespace Orderflow
