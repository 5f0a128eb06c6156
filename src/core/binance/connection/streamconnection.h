#pragma once

#include "binance/backoff.h"
#include "binance/connection/connectionplan.h"
#include "binance/connection/connectpacer.h"
#include "clock.h"

#include <QByteArray>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

class QWebSocket;

namespace Orderflow {

/// Keeps one WebSocket to the exchange open and subscribed, for ever: whatever ends it, it comes
/// back after a backoff. Belongs to the thread that made it, which needs an event loop.
///
/// Limits kept, from the general information of the USDⓈ-M futures streams: no more than
/// 5 requests a second (10 are allowed, pings included), at most 100 names in each.
class StreamConnection : public QObject
{
    Q_OBJECT

public:
    /// `clock` and `pacer` outlive it; the pacer is shared by all connections to the exchange.
    StreamConnection(ConnectionPlan plan, const Clock &clock, ConnectPacer &pacer,
                     QObject *parent = nullptr);
    ~StreamConnection() override;

    const ConnectionPlan &plan() const { return m_plan; }

    /// Connects as soon as the pacer lets it, and from then on again after every end.
    void open();

    /// Closes and stays closed; closed() follows at once where it was open.
    void close();

signals:
    /// The socket is open; the subscriptions are on their way.
    void opened();

    /// One text frame as it came. Both are valid during the call only.
    void frameReceived(const QByteArray &frame, const Orderflow::ReceiveTime &receiveTime);

    /// An open socket ended, and why. It comes back by itself unless close() was called.
    void closed(const QString &reason);

    /// A connection could not be made, and why. It is tried again by itself.
    void connectFailed(const QString &reason);

private:
    /// Says how long it will be, which is what the pacer makes of `delay`.
    std::chrono::milliseconds connectAfter(std::chrono::nanoseconds delay);
    void connectSocket();
    void onConnected();
    void onFrame(const QByteArray &frame, const ReceiveTime &receiveTime);
    void onUnconnected();
    void sendNextRequest();
    void checkAlive();
    void giveUp(const QString &reason);
    QString endReason() const;
    void stopTimers();

    ConnectionPlan m_plan;
    const Clock &m_clock;
    ConnectPacer &m_pacer;
    Backoff m_backoff;
    std::unique_ptr<QWebSocket> m_socket;
    /// Set by us before we end the socket; the socket's own words do not tell.
    QString m_ownReason;
    bool m_isOpen = false;
    std::chrono::nanoseconds m_openedAt{};
    std::chrono::nanoseconds m_lastSign{};
    std::vector<QByteArray> m_requests;
    std::size_t m_nextRequest = 0;
    QTimer m_retryTimer;
    QTimer m_connectTimer;
    QTimer m_requestTimer;
    QTimer m_aliveTimer;
};

} // namespace Orderflow
