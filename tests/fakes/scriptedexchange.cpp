#include "fakes/scriptedexchange.h"

#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QWebSocket>
#include <QWebSocketServer>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

ScriptedExchange::ScriptedExchange(QObject *parent)
    : QObject(parent)
    , m_server(std::make_unique<QWebSocketServer>(u"scripted exchange"_s,
                                                  QWebSocketServer::NonSecureMode))
{
    connect(m_server.get(), &QWebSocketServer::newConnection, this,
            &ScriptedExchange::onNewConnection);
    startListening();
}

ScriptedExchange::~ScriptedExchange()
{
    for (const Client &client : std::as_const(m_clients))
        client.socket->disconnect(this);
}

QUrl ScriptedExchange::url() const
{
    return QUrl(u"ws://127.0.0.1:%1"_s.arg(m_port));
}

void ScriptedExchange::stopListening()
{
    m_server->close();
}

void ScriptedExchange::startListening()
{
    if (!m_server->listen(QHostAddress::LocalHost, m_port))
        qFatal("The scripted exchange cannot listen: %s", qPrintable(m_server->errorString()));
    m_port = m_server->serverPort();
}

QStringList ScriptedExchange::subscriptions(const QString &route) const
{
    QStringList streams;
    for (const Client &client : m_clients) {
        if (client.route == route)
            streams += client.streams;
    }
    return streams;
}

int ScriptedExchange::connectionCount(const QString &route) const
{
    return int(socketsOf(route).size());
}

void ScriptedExchange::send(const QString &route, const QByteArray &frame)
{
    for (QWebSocket *socket : socketsOf(route))
        socket->sendTextMessage(QString::fromUtf8(frame));
}

void ScriptedExchange::close(const QString &route, QWebSocketProtocol::CloseCode code,
                             const QString &reason)
{
    for (QWebSocket *socket : socketsOf(route))
        socket->close(code, reason);
}

void ScriptedExchange::abort(const QString &route)
{
    for (QWebSocket *socket : socketsOf(route))
        socket->abort();
}

void ScriptedExchange::onNewConnection()
{
    while (QWebSocket *socket = m_server->nextPendingConnection()) {
        socket->setParent(this);
        const QString route = socket->requestUrl().path().section(u'/', 1, 1);
        m_clients.append({socket, route, {}});
        connect(socket, &QWebSocket::textMessageReceived, this,
                [this, socket](const QString &text) { onRequest(socket, text); });
        connect(socket, &QWebSocket::disconnected, this, [this, socket, route] {
            m_clients.removeIf([socket](const Client &c) { return c.socket == socket; });
            socket->deleteLater();
            emit disconnected(route);
        });
        emit connected(route);
    }
}

void ScriptedExchange::onRequest(QWebSocket *socket, const QString &text)
{
    m_requests.append(text);
    const QJsonObject request = QJsonDocument::fromJson(text.toUtf8()).object();
    const auto client = std::ranges::find(m_clients, socket, &Client::socket);
    if (client == m_clients.end() || request[u"method"_s].toString() != u"SUBSCRIBE")
        return;
    for (const auto &name : request[u"params"_s].toArray())
        client->streams.append(name.toString());
    socket->sendTextMessage(u"{\"result\":null,\"id\":%1}"_s.arg(request[u"id"_s].toInteger()));
    emit subscribed(client->route);
}

QList<QWebSocket *> ScriptedExchange::socketsOf(const QString &route) const
{
    QList<QWebSocket *> sockets;
    for (const Client &client : m_clients) {
        if (client.route == route)
            sockets.append(client.socket);
    }
    return sockets;
}

} // namespace Orderflow
