#include "fakes/fakestatusserver.h"

#include "monitor/statusjson.h"

#include <QHostAddress>
#include <QJsonDocument>
#include <QWebSocket>

namespace Orderflow {

using namespace Qt::StringLiterals;

FakeStatusServer::FakeStatusServer()
{
    start();
}

FakeStatusServer::FakeStatusServer(const QSslConfiguration &tls)
    : m_tls(tls)
{
    start();
}

FakeStatusServer::~FakeStatusServer()
{
    stop();
}

void FakeStatusServer::start()
{
    m_server = std::make_unique<QWebSocketServer>(
        u"fake"_s, m_tls ? QWebSocketServer::SecureMode : QWebSocketServer::NonSecureMode);
    if (m_tls)
        m_server->setSslConfiguration(*m_tls);
    connect(m_server.get(), &QWebSocketServer::newConnection, this,
            &FakeStatusServer::onNewConnection);
    if (!m_server->listen(QHostAddress::LocalHost, m_port))
        qFatal("no port on the loopback: %s", qPrintable(m_server->errorString()));
    m_port = m_server->serverPort();
}

void FakeStatusServer::onNewConnection()
{
    while (QWebSocket *client = m_server->nextPendingConnection()) {
        client->setParent(this);
        const QByteArray given = client->request().rawHeader("Authorization");
        if (!m_token.isEmpty() && given != "Bearer " + m_token) {
            ++m_refused;
            client->sendTextMessage(uR"({"type":"error","message":"the token is not accepted"})"_s);
            client->close(QWebSocketProtocol::CloseCodePolicyViolated);
            continue;
        }
        m_clients.append(client);
        connect(client, &QWebSocket::textMessageReceived, this,
                [this](const QString &text) { m_received.append(text); });
        connect(client, &QWebSocket::disconnected, this, [this, client] {
            m_clients.removeOne(client);
            client->deleteLater();
        });
        if (!m_greeting.isEmpty())
            client->sendTextMessage(m_greeting);
    }
}

void FakeStatusServer::setStatus(const RecorderStatus &status)
{
    QJsonObject message = toJson(status);
    message.insert(u"type"_s, u"status"_s);
    m_greeting = QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact));
    sendText(m_greeting);
}

void FakeStatusServer::sendText(const QString &text)
{
    for (QWebSocket *client : m_clients)
        client->sendTextMessage(text);
}

void FakeStatusServer::closeClients(const QString &reason)
{
    const QList<QWebSocket *> clients = m_clients;
    for (QWebSocket *client : clients)
        client->close(QWebSocketProtocol::CloseCodeGoingAway, reason);
}

void FakeStatusServer::stop()
{
    const QList<QWebSocket *> clients = m_clients;
    for (QWebSocket *client : clients)
        client->abort();
    m_server.reset();
}

void FakeStatusServer::resume()
{
    start();
}

QUrl FakeStatusServer::url() const
{
    return QUrl(u"%1://localhost:%2/live"_s.arg(m_tls ? u"wss"_s : u"ws"_s).arg(m_port));
}

} // namespace Orderflow
