#include "replay/replayclient.h"

#include "replay/jsonmembers.h"

#include <QUrlQuery>
#include <QWebSocket>

namespace Orderflow {

using namespace Qt::StringLiterals;

ReplayClient::ReplayClient(std::unique_ptr<QWebSocket> socket, Route route, const Clock &clock,
                           QObject *parent)
    : QObject(parent)
    , m_socket(std::move(socket))
    , m_route(route)
    , m_clock(clock)
{
    m_socket->setMaxAllowedIncomingFrameSize(MaxMessageBytes);
    m_socket->setMaxAllowedIncomingMessageSize(MaxMessageBytes);
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this,
            [this](const QString &message) { handleMessage(message.toUtf8()); });
    connect(m_socket.get(), &QWebSocket::binaryMessageReceived, this, &ReplayClient::handleMessage);
    connect(m_socket.get(), &QWebSocket::bytesWritten, this, &ReplayClient::noteWritten);
    connect(m_socket.get(), &QWebSocket::disconnected, this, &ReplayClient::disconnected);
    subscribeFromUrl();
}

ReplayClient::~ReplayClient()
{
    m_socket->disconnect(this);
    m_socket->abort();
}

void ReplayClient::subscribeFromUrl()
{
    const QString names =
        QUrlQuery(m_socket->requestUrl()).queryItemValue(u"streams"_s, QUrl::FullyDecoded);
    QList<QByteArray> streams;
    for (const QString &name : names.split(u'/', Qt::SkipEmptyParts))
        streams.append(name.toUtf8());
    if (const auto refused = m_protocol.subscribe(streams))
        obey(*refused);
}

bool ReplayClient::wants(const MarketFrame &frame) const
{
    return frame.route == m_route && !m_closing && m_protocol.isSubscribed(frame.stream);
}

void ReplayClient::send(const MarketFrame &frame, const QString &text)
{
    if (m_protocol.isCombined()) {
        m_socket->sendTextMessage(text);
    } else {
        const std::string_view whole(frame.text.constData(), std::size_t(frame.text.size()));
        const std::string_view data = jsonMember(whole, "data");
        m_socket->sendTextMessage(QString::fromUtf8(data.data(), qsizetype(data.size())));
    }
    if (!m_behind && m_socket->bytesToWrite() > HighWater) {
        m_behind = true;
        m_lastProgress = m_clock.now().monotonic;
    }
}

bool ReplayClient::isStalled() const
{
    return m_behind && m_clock.now().monotonic - m_lastProgress > MaxStall;
}

void ReplayClient::noteWritten()
{
    if (!m_behind)
        return;
    m_lastProgress = m_clock.now().monotonic;
    if (m_socket->bytesToWrite() <= LowWater) {
        m_behind = false;
        emit caughtUp();
    }
}

void ReplayClient::handleMessage(const QByteArray &message)
{
    if (m_closing)
        return;
    if (isTooFast()) {
        close(QWebSocketProtocol::CloseCodePolicyViolated, u"Too many requests"_s);
        return;
    }
    obey(m_protocol.handle(message));
}

bool ReplayClient::isTooFast()
{
    const std::chrono::nanoseconds now = m_clock.now().monotonic;
    m_messageTimes.push_back(now);
    while (now - m_messageTimes.front() >= std::chrono::seconds(1))
        m_messageTimes.pop_front();
    return m_messageTimes.size() > MaxMessagesPerSecond;
}

void ReplayClient::obey(const ControlProtocol::Reply &reply)
{
    m_socket->sendTextMessage(QString::fromUtf8(reply.text));
    if (reply.closes)
        close(QWebSocketProtocol::CloseCodePolicyViolated, u"Invalid request"_s);
    else if (reply.subscribed)
        emit subscribed();
}

void ReplayClient::close(QWebSocketProtocol::CloseCode code, const QString &reason)
{
    m_closing = true;
    m_socket->close(code, reason);
}

void ReplayClient::abort()
{
    m_closing = true;
    m_socket->abort();
}

} // namespace Orderflow
