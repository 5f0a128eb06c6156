#include "server/liveclient.h"

#include "server/livemessages.h"
#include "server/liverequest.h"

#include <QWebSocket>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

LivePace::Decision LivePace::decide(qint64 waitingBytes, std::chrono::nanoseconds now)
{
    if (waitingBytes == 0) {
        m_behindSince.reset();
        return Decision::Send;
    }
    if (!m_behindSince)
        m_behindSince = now;
    const bool isStuck = now - *m_behindSince > Patience;
    // A frame's header is small; the rest is generous.
    const bool isFlooded = waitingBytes > m_lastBytes + MaxOtherBytes;
    return isStuck || isFlooded ? Decision::Drop : Decision::Skip;
}

LiveClient::LiveClient(std::unique_ptr<QWebSocket> socket)
    : m_socket(std::move(socket))
{
    m_socket->setMaxAllowedIncomingMessageSize(MaxMessageBytes);
    m_socket->setMaxAllowedIncomingFrameSize(MaxMessageBytes);
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this, &LiveClient::receive);
    connect(m_socket.get(), &QWebSocket::binaryMessageReceived, this,
            [this] { complain(u"A message has to be text"_s); });
    connect(m_socket.get(), &QWebSocket::disconnected, this, &LiveClient::disconnected);
}

LiveClient::~LiveClient()
{
    // Ends with the socket, which tells of its end.
    m_socket->disconnect(this);
}

void LiveClient::send(const QString &message)
{
    m_messages = 0;
    m_pace.sent(m_socket->sendTextMessage(message));
}

void LiveClient::drop()
{
    m_socket->abort();
}

void LiveClient::close()
{
    m_socket->close(QWebSocketProtocol::CloseCodeGoingAway, u"The recorder ends"_s);
}

void LiveClient::receive(const QString &text)
{
    if (++m_messages > MaxMessages) {
        complain(u"Too many messages"_s);
        return;
    }
    auto books = parseLiveRequest(text);
    if (books)
        m_books = std::move(*books);
    else
        complain(books.error());
}

void LiveClient::complain(const QString &message)
{
    if (m_faults >= MaxFaults)
        return;
    m_socket->sendTextMessage(LiveMessages::error(message));
    if (++m_faults < MaxFaults)
        return;
    // Later: it is being read at the moment.
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_socket->close(QWebSocketProtocol::CloseCodePolicyViolated, u"Too many faults"_s);
        },
        Qt::QueuedConnection);
}

} // namespace Orderflow
