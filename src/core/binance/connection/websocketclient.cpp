#include "binance/connection/websocketclient.h"

#include "binance/connection/httprefusal.h"

#include <QNetworkRequest>
#include <QStringList>
#include <QTcpSocket>
#include <QWebSocket>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// A full order book of 1000 levels a side is about 60 kB.
constexpr quint64 MaxFrameBytes = quint64(8) * 1024 * 1024;
/// Of the answer to an upgrade; QWebSocket takes no larger one.
constexpr qint64 MaxHeadBytes = qint64(1024) * 1024;

/// Qt tells a reset like an orderly end; the kernel knows better.
bool isReset(int descriptor)
{
    tcp_info info{};
    socklen_t size = sizeof(info);
    return descriptor >= 0 && ::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
           info.tcpi_state == TCP_CLOSE;
}

QString wordsOf(const QList<QSslError> &errors)
{
    QStringList words;
    for (const QSslError &error : errors) {
        switch (error.error()) {
        case QSslError::CertificateExpired:
            words << u"the certificate has expired"_s;
            break;
        case QSslError::HostNameMismatch:
            words << u"the certificate is for another host"_s;
            break;
        default:
            words << error.errorString();
        }
    }
    words.removeDuplicates();
    return words.join(u"; "_s);
}

} // namespace

WebSocketClient::WebSocketClient(const Clock &clock, const NetworkAccess &network, QObject *parent)
    : ExchangeSocket(parent)
    , m_clock(clock)
    , m_proxies(network.proxies)
    , m_socket(std::make_unique<QWebSocket>())
{
    m_socket->setSslConfiguration(network.tls);
    m_socket->setMaxAllowedIncomingFrameSize(MaxFrameBytes);
    m_socket->setMaxAllowedIncomingMessageSize(MaxFrameBytes);
    connect(m_socket.get(), &QWebSocket::connected, this, &WebSocketClient::onConnected);
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this, [this](const QString &text) {
        const ReceiveTime receiveTime = m_clock.now();
        encode(text);
        emit frameReceived(m_frame, receiveTime);
    });
    connect(m_socket.get(), &QWebSocket::binaryMessageReceived, this,
            [this](const QByteArray &frame) { emit frameReceived(frame, m_clock.now()); });
    connect(m_socket.get(), &QWebSocket::pong, this, &ExchangeSocket::pongReceived);
    connect(m_socket.get(), &QWebSocket::sslErrors, this,
            [this](const QList<QSslError> &errors) { m_tlsErrors = errors; });
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(m_socket.get(), &QWebSocket::errorOccurred, this, &WebSocketClient::onError);
#else
    connect(m_socket.get(), qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &WebSocketClient::onError);
#endif
    // Queued, because the socket sets its error only after it has changed its state.
    connect(
        m_socket.get(), &QWebSocket::stateChanged, this,
        [this](QAbstractSocket::SocketState state) {
            if (state == QAbstractSocket::UnconnectedState)
                finish();
        },
        Qt::QueuedConnection);
}

WebSocketClient::~WebSocketClient()
{
    detach();
}

void WebSocketClient::open(const QUrl &url)
{
    m_socket->setProxy(m_proxies.proxyFor(url));
    QNetworkRequest request(url);
    if (!m_bearerToken.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_bearerToken);
    m_socket->open(request);
    // QWebSocket shows nothing of an answer that is no upgrade, not even Retry-After. A read
    // transaction on the socket below keeps the answer, so that it can be read again.
    m_transport = m_socket->findChild<QTcpSocket *>();
    if (m_transport) {
        m_transport->startTransaction();
        connect(m_transport, &QTcpSocket::connected, this, &WebSocketClient::keepDescriptor);
    }
}

void WebSocketClient::onConnected()
{
    m_isOpen = true;
    if (m_transport)
        m_transport->commitTransaction();
    emit opened();
}

void WebSocketClient::onError(QAbstractSocket::SocketError error)
{
    // The first one is the cause.
    if (m_error != QAbstractSocket::UnknownSocketError)
        return;
    m_error = error;
    m_wasReset = isReset(m_descriptor);
    if (m_isOpen)
        return;
    if (m_transport && m_transport->isTransactionStarted()) {
        m_transport->rollbackTransaction();
        m_refusal = m_transport->peek(MaxHeadBytes);
    }
    // An answer that is no upgrade leaves the socket as it is, for as long as the other side does.
    QMetaObject::invokeMethod(this, &WebSocketClient::finish, Qt::QueuedConnection);
}

void WebSocketClient::finish()
{
    if (std::exchange(m_isOver, true))
        return;
    const ConnectionEnd end = classify();
    detach();
    emit ended(end);
}

/// When Qt tells of an error it has closed its own descriptor already.
void WebSocketClient::keepDescriptor()
{
    const auto descriptor = static_cast<int>(m_transport->socketDescriptor());
    if (m_descriptor < 0 && descriptor >= 0)
        m_descriptor = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
}

void WebSocketClient::releaseDescriptor()
{
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

ConnectionEnd WebSocketClient::classify() const
{
    using Kind = ConnectionEnd::Kind;
    if (!m_tlsErrors.isEmpty())
        return {.kind = Kind::TlsFailure, .detail = wordsOf(m_tlsErrors)};
    const QString words = m_socket->errorString();
    switch (m_error) {
    case QAbstractSocket::HostNotFoundError:
        return {.kind = Kind::NameNotFound, .detail = words};
    case QAbstractSocket::NetworkError:
        return {.kind = Kind::Unreachable, .detail = words};
    case QAbstractSocket::SocketTimeoutError:
        return {.kind = Kind::Timeout, .detail = words};
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return {.kind = Kind::TlsFailure, .detail = words};
    case QAbstractSocket::ProxyAuthenticationRequiredError:
    case QAbstractSocket::ProxyConnectionRefusedError:
    case QAbstractSocket::ProxyConnectionClosedError:
    case QAbstractSocket::ProxyConnectionTimeoutError:
    case QAbstractSocket::ProxyNotFoundError:
    case QAbstractSocket::ProxyProtocolError:
        return {.kind = Kind::ProxyFailure, .detail = words};
    case QAbstractSocket::RemoteHostClosedError:
        return {.kind = m_wasReset ? Kind::Reset : Kind::EndOfStream};
    case QAbstractSocket::ConnectionRefusedError:
        break;
    case QAbstractSocket::UnknownSocketError:
        if (m_isOpen)
            return classifyClose();
        break;
    default:
        return {.kind = Kind::Other, .detail = words};
    }
    // QWebSocket says "refused" of each answer that it does not like, too.
    if (const auto refusal = parseHttpRefusal(m_refusal, QDateTime::currentDateTimeUtc())) {
        if (refusal->httpStatus != 101)
            return *refusal;
        return {.kind = Kind::ProtocolError, .detail = words};
    }
    if (!m_refusal.isEmpty())
        return {.kind = Kind::ProtocolError, .detail = words};
    return {.kind = Kind::Refused, .detail = words};
}

ConnectionEnd WebSocketClient::classifyClose() const
{
    using Kind = ConnectionEnd::Kind;
    const QWebSocketProtocol::CloseCode code = m_socket->closeCode();
    const QString reason = m_socket->closeReason();
    switch (code) {
    // Those that our own side closes with, because of what came.
    case QWebSocketProtocol::CloseCodeProtocolError:
    case QWebSocketProtocol::CloseCodeWrongDatatype:
    case QWebSocketProtocol::CloseCodeTooMuchData:
        return {.kind = Kind::ProtocolError, .closeCode = int(code), .detail = reason};
    default:
        return {.kind = Kind::ClosedByExchange, .closeCode = int(code), .detail = reason};
    }
}

/// QWebSocket has no other form of a text message. Into memory that is there, which toUtf8() would
/// ask for anew, three times as much as it needs.
void WebSocketClient::encode(const QString &text)
{
    m_frame.resize(m_encoder.requiredSpace(text.size()));
    const char *const end = m_encoder.appendToBuffer(m_frame.data(), text);
    m_frame.truncate(end - m_frame.constData());
}

void WebSocketClient::sendText(const QByteArray &text)
{
    m_socket->sendTextMessage(QString::fromUtf8(text));
}

void WebSocketClient::ping()
{
    m_socket->ping();
}

void WebSocketClient::close()
{
    if (std::exchange(m_isOver, true))
        return;
    releaseDescriptor();
    m_socket->disconnect(this);
    m_socket->close();
    m_socket->flush();
}

void WebSocketClient::abort()
{
    if (std::exchange(m_isOver, true))
        return;
    releaseDescriptor();
    m_socket->disconnect(this);
    m_socket->abort();
}

void WebSocketClient::detach()
{
    releaseDescriptor();
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    if (m_transport)
        m_transport->disconnect(this);
    // Later, because it may be in the middle of a signal of its own.
    m_socket.release()->deleteLater();
}

} // namespace Orderflow
