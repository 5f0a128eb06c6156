#include "checkup/routecheck.h"

#include "binance/controlframes.h"
#include "binance/endpoints.h"

#include <QTimer>

#include <span>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Outcome = CheckResult::Outcome;

namespace {

QString adviceFor(const ConnectionEnd &end)
{
    switch (end.kind) {
    case ConnectionEnd::Kind::TlsFailure:
        return u"Where a proxy or a virus scanner shows its own certificate, name that in "
               u"TLS_CA_FILE."_s;
    case ConnectionEnd::Kind::ProxyFailure:
        return u"Correct HTTPS_PROXY, or ask who runs the proxy to let WebSockets through."_s;
    case ConnectionEnd::Kind::HttpStatus:
        if (end.httpStatus == 451)
            return u"Use a machine, or a proxy in HTTPS_PROXY, in a country that the exchange "
                   u"serves."_s;
        return u"Correct BINANCE_WS_FUTURES_BASE_URL; a proxy in between may not let WebSockets "
               u"through."_s;
    default:
        return u"Look at the network, its firewall, HTTPS_PROXY and BINANCE_WS_FUTURES_BASE_URL."_s;
    }
}

} // namespace

RouteCheck::RouteCheck(Route route, std::optional<StreamName> stream, QUrl webSocketBaseUrl,
                       SocketFactory makeSocket, std::chrono::milliseconds timeout)
    : Check({u"Route /"_s + routeName(route)})
    , m_route(route)
    , m_stream(std::move(stream))
    , m_baseUrl(std::move(webSocketBaseUrl))
    , m_makeSocket(std::move(makeSocket))
    , m_timeout(timeout)
{}

RouteCheck::~RouteCheck()
{
    if (m_socket)
        m_socket->abort();
}

void RouteCheck::start()
{
    if (!m_stream) {
        finish(Outcome::Skipped, u"Nothing is recorded from it"_s);
        return;
    }
    m_socket = m_makeSocket();
    connect(m_socket.get(), &ExchangeSocket::opened, this, [this] {
        m_isOpen = true;
        m_socket->sendText(
            subscriptionRequest(SubscriptionChange::Subscribe, std::span(&*m_stream, 1), 1));
    });
    connect(m_socket.get(), &ExchangeSocket::frameReceived, this, &RouteCheck::onFrame);
    connect(m_socket.get(), &ExchangeSocket::ended, this, [this](const ConnectionEnd &end) {
        finish(Outcome::Fail, describe(end), adviceFor(end));
    });
    QTimer::singleShot(m_timeout, this, &RouteCheck::onTimeout);
    m_socket->open(streamUrl(m_baseUrl, m_route));
}

void RouteCheck::onFrame(const QByteArray &frame, const ReceiveTime &time)
{
    const DecodedFrame decoded = m_decoder.decode(frame, time);
    const QString name = QString::fromStdString(m_stream->toString());
    if (std::holds_alternative<AggTrade>(decoded) || std::holds_alternative<DepthUpdate>(decoded)) {
        finish(Outcome::Pass, u"It delivers %1"_s.arg(name));
    } else if (const auto *reply = std::get_if<ControlReply>(&decoded)) {
        m_isAcknowledged = !reply->isError();
        if (reply->isError())
            finish(Outcome::Fail,
                   u"It refuses %1: %2"_s.arg(name, QString::fromStdString(reply->errorMessage)),
                   u"Correct FUTURES_STREAMS_DEPTH, FUTURES_STREAMS_TRADES or SYMBOLS_FUTURES."_s);
    } else if (const auto *error = std::get_if<DecodeError>(&decoded)) {
        finish(Outcome::Fail,
               u"What it sends cannot be read: %1"_s.arg(QString::fromStdString(error->reason)),
               u"Look for a newer version of this program; the exchange may have changed its "
               u"format."_s);
    }
}

void RouteCheck::onTimeout()
{
    const QString seconds = QString::number(std::chrono::duration<double>(m_timeout).count());
    const QString name = QString::fromStdString(m_stream->toString());
    if (!m_isOpen) {
        finish(
            Outcome::Fail, u"It does not open within %1 s"_s.arg(seconds),
            u"Look at the network, its firewall, HTTPS_PROXY and BINANCE_WS_FUTURES_BASE_URL."_s);
    } else if (!m_isAcknowledged) {
        finish(Outcome::Fail, u"It opens and says nothing within %1 s"_s.arg(seconds),
               u"A proxy in between may hold the data back; try without it."_s);
    } else {
        finish(Outcome::Fail,
               u"It acknowledges %1 and delivers nothing within %2 s"_s.arg(name, seconds),
               u"The symbol may be quiet or not exist: try another one. If all are mute, the host "
               u"in BINANCE_WS_FUTURES_BASE_URL does not serve this route."_s);
    }
}

void RouteCheck::finish(CheckResult::Outcome outcome, const QString &found, const QString &advice)
{
    Check::finish({names().constFirst(), outcome, found, advice});
}

} // namespace Orderflow
