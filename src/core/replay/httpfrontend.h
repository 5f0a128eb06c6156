#pragma once

#include "binance/streamname.h"
#include "clock.h"
#include "replay/restresponder.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

class QHttpServer;
class QHttpServerRequest;
class QHttpServerResponse;
class QWebSocket;

namespace Orderflow {

class ConnectionGate;

/// One port of the loopback interface for HTTP and WebSocket.
class HttpFrontend : public QObject
{
    Q_OBJECT

public:
    struct Reply
    {
        RestReply rest;
        int usedWeight = 0;
    };
    using RestHandler = std::function<Reply(const QString &path, const QUrlQuery &query)>;

    /// Answers GET requests to the paths of RestResponder with `handler`. `clock` outlives it.
    HttpFrontend(RestHandler handler, const Clock &clock, QObject *parent = nullptr);
    ~HttpFrontend() override;

    /// Returns the port, or why there is none.
    tl::expected<quint16, QString> listen(quint16 port);

    /// The route that a WebSocket endpoint serves; nothing where there is no endpoint. The legacy
    /// endpoint has the public streams.
    static std::optional<Route> routeOf(const QString &path);

    /// A WebSocket to one of the endpoints; null where none is waiting.
    std::unique_ptr<QWebSocket> nextWebSocket();

signals:
    void webSocketConnected();

private:
    void addRestRoutes();
    void addWebSocketRoutes();
    QHttpServerResponse answer(const QHttpServerRequest &request) const;

    RestHandler m_handler;
    const Clock &m_clock;
    std::unique_ptr<QHttpServer> m_http;
    /// Owned by m_http.
    ConnectionGate *m_gate = nullptr;
    QTimer m_gateTimer;
};

} // namespace Orderflow
