#pragma once

#include <QByteArrayList>
#include <QUrl>
#include <QWebSocket>

namespace Orderflow::ReplayTesting {

/// A WebSocket client that sorts what it receives.
class TestClient
{
public:
    explicit TestClient(const QUrl &url)
    {
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket,
                         [this](const QString &text) {
                             const QByteArray message = text.toUtf8();
                             if (message.startsWith("{\"stream\"") || message.startsWith("{\"e\""))
                                 m_frames.append(message);
                             else
                                 m_replies.append(message);
                         });
        m_socket.open(url);
    }

    void send(const QByteArray &text) { m_socket.sendTextMessage(QString::fromUtf8(text)); }
    void subscribe(const QByteArrayList &streams, int id = 1)
    {
        send(R"({"method":"SUBSCRIBE","params":[")" + streams.join(R"(",")") + R"("],"id":)" +
             QByteArray::number(id) + '}');
    }

    QWebSocket &socket() { return m_socket; }
    bool isConnected() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    bool isClosed() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }
    const QByteArrayList &frames() const { return m_frames; }
    const QByteArrayList &replies() const { return m_replies; }

private:
    QWebSocket m_socket;
    QByteArrayList m_frames;
    QByteArrayList m_replies;
};

} // namespace Orderflow::ReplayTesting
