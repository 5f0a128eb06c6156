#pragma once

#include <QHash>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QStringList>
#include <QUrl>
#include <QWebSocketProtocol>

#include <memory>

class QWebSocket;
class QWebSocketServer;

namespace Orderflow {

/// An exchange on a free port of the loopback that does what a test tells it: it acknowledges
/// SUBSCRIBE requests, and sends and closes on command. Lives in the test's thread.
class ScriptedExchange : public QObject
{
    Q_OBJECT

public:
    explicit ScriptedExchange(QObject *parent = nullptr);
    ~ScriptedExchange() override;

    /// `ws://127.0.0.1:<port>`.
    QUrl url() const;

    /// Stops listening: further connections are refused. Open ones stay.
    void stopListening();
    /// Listens again, on the same port.
    void startListening();

    /// The stream names that the open connections of `route` asked for, in their order.
    QStringList subscriptions(const QString &route) const;
    int connectionCount(const QString &route) const;
    /// All requests that ever came, as text.
    QStringList requests() const { return m_requests; }

    /// Sends `frame` on every open connection of `route`.
    void send(const QString &route, const QByteArray &frame);
    /// Closes every open connection of `route`.
    void close(const QString &route, QWebSocketProtocol::CloseCode code, const QString &reason);
    /// Ends every open connection of `route` without a closing frame.
    void abort(const QString &route);

signals:
    void subscribed(const QString &route);
    void connected(const QString &route);
    void disconnected(const QString &route);

private:
    struct Client
    {
        QWebSocket *socket = nullptr;
        QString route;
        QStringList streams;
    };

    void onNewConnection();
    void onRequest(QWebSocket *socket, const QString &text);
    QList<QWebSocket *> socketsOf(const QString &route) const;

    std::unique_ptr<QWebSocketServer> m_server;
    quint16 m_port = 0;
    QList<Client> m_clients;
    QStringList m_requests;
};

} // namespace Orderflow
