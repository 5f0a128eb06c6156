#pragma once

#include "monitor/recorderstatus.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QJsonObject>
#include <QList>
#include <QSslConfiguration>
#include <QStringList>
#include <QUrl>
#include <QWebSocketServer>

#include <memory>
#include <optional>

namespace Orderflow {

/// The `/live` of a recorder that does not exist, on a free port of the loopback. Sends what the
/// test tells it to, when it tells it to. Lives in the test's thread.
class FakeStatusServer : public QObject
{
    Q_OBJECT

public:
    FakeStatusServer();
    /// With TLS.
    explicit FakeStatusServer(const QSslConfiguration &tls);
    ~FakeStatusServer() override;

    /// From now on, only who gives it gets through.
    void requireToken(const QByteArray &token) { m_token = token; }
    /// Sends it to each client that comes, from now on, and to those that are there.
    void setStatus(const RecorderStatus &status);
    void sendText(const QString &text);
    void closeClients(const QString &reason = QString());
    /// As a recorder that ends; resume() is on the same port.
    void stop();
    void resume();

    QUrl url() const;
    quint16 port() const { return m_port; }
    int clientCount() const { return int(m_clients.size()); }
    int refusedCount() const { return m_refused; }
    /// What clients said, in order.
    const QStringList &received() const { return m_received; }

private:
    void start();
    void onNewConnection();

    std::optional<QSslConfiguration> m_tls;
    std::unique_ptr<QWebSocketServer> m_server;
    quint16 m_port = 0;
    QByteArray m_token;
    QString m_greeting;
    QList<QWebSocket *> m_clients;
    int m_refused = 0;
    QStringList m_received;
};

} // namespace Orderflow
