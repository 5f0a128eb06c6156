#pragma once

#include "binance/connection/websocketclient.h"
#include "clock.h"

#include <QByteArrayList>
#include <QObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <memory>
#include <vector>

namespace Orderflow {

/// A WebSocketClient and what its signals told.
class ClientLog : public QObject
{
public:
    explicit ClientLog(const NetworkAccess &network = {})
        : m_client(std::make_unique<WebSocketClient>(m_clock, network))
    {
        using Socket = ExchangeSocket;
        connect(m_client.get(), &Socket::opened, this, [this] { ++openings; });
        connect(m_client.get(), &Socket::frameReceived, this,
                [this](const QByteArray &frame, const ReceiveTime &time) {
                    frames.append(frame);
                    times.push_back(time);
                });
        connect(m_client.get(), &Socket::pongReceived, this, [this] { ++pongs; });
        connect(m_client.get(), &Socket::ended, this,
                [this](const ConnectionEnd &end) { ends.push_back(end); });
    }

    WebSocketClient &client() { return *m_client; }
    const Clock &clock() const { return m_clock; }
    void open(QUrl url)
    {
        url.setPath(QStringLiteral("/market/stream"));
        m_client->open(url);
    }
    void deleteClient() { m_client.reset(); }
    int signalCount() const { return openings + int(frames.size()) + pongs + int(ends.size()); }
    /// For messages of failed checks, and to be compared.
    QString endText() const { return ends.empty() ? QString() : describe(ends.front()); }

    int openings = 0;
    int pongs = 0;
    QByteArrayList frames;
    std::vector<ReceiveTime> times;
    std::vector<ConnectionEnd> ends;

private:
    SystemClock m_clock;
    std::unique_ptr<WebSocketClient> m_client;
};

/// Answers whatever comes with the same bytes, and keeps the connection.
class RawServer : public QObject
{
public:
    explicit RawServer(const QByteArray &answer)
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this, answer] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, answer] {
                socket->readAll();
                socket->write(answer);
            });
        });
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("Cannot listen: %s", qPrintable(m_server.errorString()));
    }

    QUrl url() const
    {
        return QUrl(QStringLiteral("ws://127.0.0.1:%1").arg(m_server.serverPort()));
    }

private:
    QTcpServer m_server;
};

} // namespace Orderflow
