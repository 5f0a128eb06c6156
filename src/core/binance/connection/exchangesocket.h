#pragma once

#include "binance/connection/connectionend.h"
#include "market/time.h"

#include <QByteArray>
#include <QObject>
#include <QUrl>

#include <functional>
#include <memory>

namespace Orderflow {

/// One WebSocket to the exchange, from its opening to its end; it never comes back. What carries
/// it (a real socket, a test's memory) is the implementation's affair. Belongs to the thread that
/// made it.
///
/// Signals may come from within the thread's event loop at any time after open(), and never from
/// within a call of the object's own methods. After ended(), or after close() or abort() were
/// called, no signal comes any more.
class ExchangeSocket : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// To be called once.
    virtual void open(const QUrl &url) = 0;
    /// A text message; only after opened().
    virtual void sendText(const QByteArray &text) = 0;
    /// A ping of ours; only after opened(). Pings of the exchange are answered by the socket.
    virtual void ping() = 0;
    /// Ends it with a close frame where it is open.
    virtual void close() = 0;
    /// Ends it at once.
    virtual void abort() = 0;

signals:
    /// The upgrade was accepted.
    void opened();
    /// One whole message as it came, text or binary. Both are valid during the call only.
    void frameReceived(const QByteArray &frame, const Orderflow::ReceiveTime &receiveTime);
    void pongReceived();
    /// It ended, or could not be opened.
    void ended(const Orderflow::ConnectionEnd &end);
};

/// Makes sockets that are not open yet.
using SocketFactory = std::function<std::unique_ptr<ExchangeSocket>()>;

} // namespace Orderflow
