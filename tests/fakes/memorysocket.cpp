#include "fakes/memorysocket.h"

#include "fakes/scriptedpeer.h"

#include <utility>

namespace Orderflow {

namespace {

constexpr int NormalClosure = 1000;

} // namespace

MemorySocket::MemorySocket(ScriptedExchange &exchange)
    : m_exchange(&exchange)
{}

MemorySocket::~MemorySocket()
{
    detach();
}

void MemorySocket::open(const QUrl &url)
{
    if (m_exchange)
        m_exchange->admit(*this, url, ScriptedPeer::Delivery::AtAdvance);
}

void MemorySocket::sendText(const QByteArray &text)
{
    if (m_peer)
        m_peer->handleText(text);
}

void MemorySocket::ping()
{
    if (m_peer)
        m_peer->handlePing({});
}

void MemorySocket::close()
{
    if (m_peer && m_peer->isOpen())
        m_peer->handleClose(NormalClosure);
    detach();
}

void MemorySocket::abort()
{
    detach();
}

void MemorySocket::accept()
{
    emit opened();
}

void MemorySocket::refuse(const ConnectionEnd &end)
{
    this->end(end);
}

void MemorySocket::answer(const UpgradeAnswer &answer)
{
    ConnectionEnd end{ConnectionEnd::Kind::HttpStatus, 0, answer.status, {}};
    for (const auto &[name, value] : answer.headers) {
        if (name.compare("Retry-After", Qt::CaseInsensitive) == 0)
            end.retryAfter = std::chrono::seconds(value.toInt());
    }
    this->end(end);
}

void MemorySocket::deliverText(const QByteArray &frame)
{
    if (m_exchange)
        emit frameReceived(frame, m_exchange->clock().now());
}

void MemorySocket::deliverFragments(const QByteArray &frame, int /*count*/)
{
    deliverText(frame);
}

void MemorySocket::deliverRaw(const QByteArray &bytes)
{
    deliverText(bytes);
}

void MemorySocket::deliverPing(const QByteArray &payload)
{
    if (m_peer)
        m_peer->handlePong(payload);
}

void MemorySocket::deliverPong(const QByteArray & /*payload*/)
{
    emit pongReceived();
}

void MemorySocket::deliverClose(int code, const QString &reason)
{
    end({ConnectionEnd::Kind::ClosedByExchange, code, 0, reason});
}

void MemorySocket::deliverEnd()
{
    end({ConnectionEnd::Kind::EndOfStream, 0, 0, {}});
}

void MemorySocket::deliverReset()
{
    end({ConnectionEnd::Kind::Reset, 0, 0, {}});
}

void MemorySocket::detach()
{
    if (ScriptedPeer *peer = std::exchange(m_peer, nullptr))
        peer->handleGone();
}

void MemorySocket::end(const ConnectionEnd &end)
{
    detach();
    emit ended(end);
}

} // namespace Orderflow
