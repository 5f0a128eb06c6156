#pragma once

#include "http/httpanswer.h"

#include <QAbstractHttpServer>
#include <QUrl>

#include <functional>

namespace Orderflow {

/// Qt's HTTP server with one function for all requests, and a WebSocket at one path. Requests that
/// have no answer are kept from it by the gate that it is bound to.
class StatusListener final : public QAbstractHttpServer
{
    Q_OBJECT

public:
    using Handler = std::function<HttpAnswer(const QUrl &url)>;

    StatusListener(QByteArray webSocketPath, Handler handler);

protected:
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    bool handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
    void missingHandler(const QHttpServerRequest &request,
                        QHttpServerResponder &responder) override;
#else
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override;
    void missingHandler(const QHttpServerRequest &request, QTcpSocket *socket) override;
#endif

private:
    void respond(const QHttpServerRequest &request, QHttpServerResponder &responder) const;

    const QByteArray m_webSocketPath;
    const Handler m_handler;
};

} // namespace Orderflow
