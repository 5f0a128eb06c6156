#include "replay/httpfrontend.h"

#include "http/connectiongate.h"

#include <QHttpServer>
#include <QWebSocket>

#include <array>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

using Method = QHttpServerRequest::Method;
using StatusCode = QHttpServerResponse::StatusCode;

struct Endpoint
{
    QLatin1StringView path;
    Route route = Route::Public;
};

constexpr std::array<Endpoint, 3> Endpoints{{{"/public/stream"_L1, Route::Public},
                                             {"/market/stream"_L1, Route::Market},
                                             {"/stream"_L1, Route::Public}}};

/// The exchange takes a list of hundreds of streams in an address.
GateLimits gateLimits()
{
    constexpr qsizetype MaxConnections = 128;
    GateLimits limits;
    limits.connections = MaxConnections;
    limits.webSockets = MaxConnections;
    limits.connection.request.headBytes = 192 * 1024;
    limits.connection.waitingBytes = qint64(8) * 1024 * 1024;
    return limits;
}

void addHeader(QHttpServerResponse &response, const QByteArray &name, const QByteArray &value)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QHttpHeaders headers = response.headers();
    headers.append(name, value);
    response.setHeaders(std::move(headers));
#else
    response.addHeader(name, value);
#endif
}

} // namespace

HttpFrontend::HttpFrontend(RestHandler handler, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_handler(std::move(handler))
    , m_clock(clock)
    , m_http(std::make_unique<QHttpServer>(this))
{
    connect(&m_gateTimer, &QTimer::timeout, this, [this] { m_gate->tick(); });
    connect(m_http.get(), &QHttpServer::newWebSocketConnection, this,
            &HttpFrontend::webSocketConnected);
    addRestRoutes();
    addWebSocketRoutes();
}

HttpFrontend::~HttpFrontend() = default;

tl::expected<quint16, QString> HttpFrontend::listen(quint16 port)
{
    auto gate = std::make_unique<ConnectionGate>(gateLimits(), m_clock);
    if (!gate->listen(QHostAddress::LocalHost, port)) {
        return tl::unexpected(u"Port %1 of 127.0.0.1 cannot be used: %2; choose another port, or "
                              u"0 for any that is free"_s.arg(port)
                                  .arg(gate->errorString()));
    }
    m_gate = gate.get();
    static_cast<void>(m_http->bind(gate.release()));
    m_gateTimer.start(std::chrono::seconds(1));
    return m_gate->serverPort();
}

std::optional<Route> HttpFrontend::routeOf(const QString &path)
{
    for (const Endpoint &endpoint : Endpoints) {
        if (endpoint.path == path)
            return endpoint.route;
    }
    return std::nullopt;
}

std::unique_ptr<QWebSocket> HttpFrontend::nextWebSocket()
{
    if (!m_http->hasPendingWebSocketConnections())
        return nullptr;
    return m_http->nextPendingWebSocketConnection();
}

void HttpFrontend::addRestRoutes()
{
    for (const QString &path : RestResponder::paths()) {
        m_http->route(path, Method::Get,
                      [this](const QHttpServerRequest &request) { return answer(request); });
    }
}

QHttpServerResponse HttpFrontend::answer(const QHttpServerRequest &request) const
{
    const Reply reply = m_handler(request.url().path(), request.query());
    QHttpServerResponse response("application/json", reply.rest.body,
                                 StatusCode(reply.rest.status));
    addHeader(response, "X-MBX-USED-WEIGHT-1M", QByteArray::number(reply.usedWeight));
    return response;
}

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
void HttpFrontend::addWebSocketRoutes()
{
    m_http->addWebSocketUpgradeVerifier(this, [](const QHttpServerRequest &request) {
        return routeOf(request.url().path())
                   ? QHttpServerWebSocketUpgradeResponse::accept()
                   : QHttpServerWebSocketUpgradeResponse::deny(404, "Not Found"_ba);
    });
}
#else
void HttpFrontend::addWebSocketRoutes()
{
    // An upgrade is let through where a route takes the request and leaves the responder alone.
    for (const Endpoint &endpoint : Endpoints) {
        m_http->route(QString(endpoint.path), Method::Get,
                      [](const QHttpServerRequest &request, QHttpServerResponder &&responder) {
                          if (request.value("upgrade").compare("websocket", Qt::CaseInsensitive))
                              responder.write(StatusCode::BadRequest);
                      });
    }
}
#endif

} // namespace Orderflow
