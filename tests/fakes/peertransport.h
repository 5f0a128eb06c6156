#pragma once

#include "binance/connection/connectionend.h"

#include <QByteArray>
#include <QList>
#include <QPointer>
#include <QString>

#include <utility>

namespace Orderflow {

class ScriptedPeer;

/// How the exchange answers an upgrade that it does not grant.
struct UpgradeAnswer
{
    int status = 503;
    /// Name and value, such as `{"Retry-After", "30"}`.
    QList<std::pair<QByteArray, QByteArray>> headers;
};

/// What carries one connection of the scripted exchange to its client: a socket, or memory. Does
/// what it is told at once; when that is, the peer decides. Tells the peer what the client does.
class PeerTransport
{
public:
    virtual ~PeerTransport() = default;

    /// Grants the upgrade.
    virtual void accept() = 0;
    /// The client never gets as far as an answer; `end` is what it should take this for.
    virtual void refuse(const ConnectionEnd &end) = 0;
    virtual void answer(const UpgradeAnswer &answer) = 0;

    virtual void deliverText(const QByteArray &frame) = 0;
    /// One message in `count` frames, where the transport knows such a thing.
    virtual void deliverFragments(const QByteArray &frame, int count) = 0;
    /// What is no WebSocket, or no event.
    virtual void deliverRaw(const QByteArray &bytes) = 0;
    virtual void deliverPing(const QByteArray &payload) = 0;
    virtual void deliverPong(const QByteArray &payload) = 0;
    virtual void deliverClose(int code, const QString &reason) = 0;
    /// The end of the stream of bytes, without a close frame.
    virtual void deliverEnd() = 0;
    virtual void deliverReset() = 0;

    /// The peer whose connection this carries; called once, before all others.
    void attach(ScriptedPeer *peer) { m_peer = peer; }

protected:
    /// Null once the connection is over, or its exchange is gone.
    QPointer<ScriptedPeer> m_peer;
};

} // namespace Orderflow
