#pragma once

#include "clock.h"
#include "replay/controlprotocol.h"
#include "replay/marketsource.h"

#include <QObject>
#include <QString>
#include <QWebSocketProtocol>

#include <deque>
#include <memory>

class QWebSocket;

namespace Orderflow {

/// One WebSocket connection of a client: its subscriptions, and the frames that wait for it.
class ReplayClient : public QObject
{
    Q_OBJECT

public:
    /// Messages that a client may send within a second.
    static constexpr std::size_t MaxMessagesPerSecond = 10;
    /// Bytes of a client's message.
    static constexpr quint64 MaxMessageBytes = quint64(128) * 1024;
    /// With more bytes than HighWater to write, a client is behind until LowWater is reached.
    static constexpr qint64 HighWater = qint64(1024) * 1024;
    static constexpr qint64 LowWater = qint64(256) * 1024;
    /// A client that is behind and takes nothing for so long is not coming back.
    static constexpr std::chrono::seconds MaxStall{10};

    /// Subscribes to what the URL of `socket` names. `clock` has to outlive this object.
    ReplayClient(std::unique_ptr<QWebSocket> socket, Route route, const Clock &clock,
                 QObject *parent = nullptr);
    ~ReplayClient() override;

    Route route() const { return m_route; }
    bool hasSubscriptions() const { return m_protocol.hasSubscriptions(); }
    bool wants(const MarketFrame &frame) const;
    /// Sends a frame; `text` is its text.
    void send(const MarketFrame &frame, const QString &text);
    /// Whether frames should wait for this client.
    bool isBehind() const { return m_behind; }
    /// Whether it is behind and took nothing for MaxStall.
    bool isStalled() const;

    void close(QWebSocketProtocol::CloseCode code, const QString &reason);
    /// Drops the connection and what waits for it.
    void abort();

signals:
    /// A SUBSCRIBE was acknowledged.
    void subscribed();
    /// It is no longer behind.
    void caughtUp();
    void disconnected();

private:
    void subscribeFromUrl();
    void handleMessage(const QByteArray &message);
    bool isTooFast();
    void obey(const ControlProtocol::Reply &reply);
    void noteWritten();

    std::unique_ptr<QWebSocket> m_socket;
    Route m_route;
    const Clock &m_clock;
    ControlProtocol m_protocol;
    std::deque<std::chrono::nanoseconds> m_messageTimes;
    std::chrono::nanoseconds m_lastProgress{};
    bool m_behind = false;
    bool m_closing = false;
};

} // namespace Orderflow
