#include "server/statuslistener.h"

#include <QHttpServerRequest>
#include <QHttpServerResponder>

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QHttpHeaders>
#include <QHttpServerWebSocketUpgradeResponse>
#endif

#include <utility>

namespace Orderflow {

using StatusCode = QHttpServerResponder::StatusCode;

StatusListener::StatusListener(QByteArray webSocketPath, Handler handler)
    : m_webSocketPath(std::move(webSocketPath))
    , m_handler(std::move(handler))
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    addWebSocketUpgradeVerifier(this, [](const QHttpServerRequest &) {
        return QHttpServerWebSocketUpgradeResponse::accept();
    });
#endif
}

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
bool StatusListener::handleRequest(const QHttpServerRequest &request,
                                   QHttpServerResponder &responder)
{
    QHttpServerResponder own(std::move(responder));
    respond(request, own);
    return true;
}

void StatusListener::missingHandler(const QHttpServerRequest &, QHttpServerResponder &responder)
{
    QHttpServerResponder own(std::move(responder));
    own.write(StatusCode::NotFound);
}
#else
bool StatusListener::handleRequest(const QHttpServerRequest &request, QTcpSocket *socket)
{
    // An upgrade is let through where it is handled and nothing is written.
    if (request.url().path().toUtf8() == m_webSocketPath)
        return true;
    QHttpServerResponder responder = makeResponder(request, socket);
    respond(request, responder);
    return true;
}

void StatusListener::missingHandler(const QHttpServerRequest &request, QTcpSocket *socket)
{
    makeResponder(request, socket).write(StatusCode::NotFound);
}
#endif

void StatusListener::respond(const QHttpServerRequest &request,
                             QHttpServerResponder &responder) const
{
    const HttpAnswer answer = m_handler(request.url());
    const bool wantsBody = request.method() != QHttpServerRequest::Method::Head;
    const QByteArray body = wantsBody ? answer.body : QByteArray();
    const auto status = StatusCode(answer.status);
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QHttpHeaders headers;
    headers.append(QHttpHeaders::WellKnownHeader::ContentType, answer.contentType);
    headers.append(QHttpHeaders::WellKnownHeader::CacheControl, "no-store");
    headers.append(QHttpHeaders::WellKnownHeader::ContentSecurityPolicy, "default-src 'none'");
    headers.append(QHttpHeaders::WellKnownHeader::XContentTypeOptions, "nosniff");
    for (const auto &[name, value] : answer.fields)
        headers.append(name, value);
    responder.write(body, headers, status);
#else
    responder.writeStatusLine(status);
    responder.writeHeader("Content-Type", answer.contentType);
    responder.writeHeader("Content-Length", QByteArray::number(body.size()));
    responder.writeHeader("Cache-Control", "no-store");
    responder.writeHeader("Content-Security-Policy", "default-src 'none'");
    responder.writeHeader("X-Content-Type-Options", "nosniff");
    for (const auto &[name, value] : answer.fields)
        responder.writeHeader(name, value);
    responder.writeBody(body);
#endif
}

} // namespace Orderflow
