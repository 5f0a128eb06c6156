#pragma once

#include "clock.h"
#include "http/requestscanner.h"

#include <QHostAddress>
#include <QObject>

#include <chrono>
#include <functional>
#include <optional>

class QTcpSocket;

namespace Orderflow {

/// What one connection may do.
struct ConnectionLimits
{
    RequestLimits request;
    /// From the first byte of a request to its last, and from connecting to the first one's last.
    std::chrono::seconds requestTime{10};
    /// Between two requests.
    std::chrono::seconds idleTime{60};
    /// Answers that may wait for a client that asks for more, in bytes.
    qint64 waitingBytes = 256 * 1024;
    /// What may wait for one that became a WebSocket, in bytes, as tick() finds it.
    qint64 webSocketWaitingBytes = qint64(16) * 1024 * 1024;
};

/// Says why a request is not admitted; nothing where it is.
using Admission = std::function<std::optional<HttpAnswer>(const RequestHead &head)>;

/// Watches what a client sends, before whoever reads the socket sees it: it has to be made before
/// others connect to the socket's readyRead(). A child of the socket, and gone with it.
class GatedConnection : public QObject
{
    Q_OBJECT

public:
    using Judge = std::function<std::optional<HttpAnswer>(const RequestHead &head,
                                                          const QHostAddress &client)>;

    /// `limits` and `clock` outlive it.
    GatedConnection(QTcpSocket *socket, const ConnectionLimits &limits, const Clock &clock,
                    Judge judge);

    /// Closes the connection where its time is over.
    void tick();

    bool isWebSocket() const { return m_isWebSocket; }
    bool isFrom(const QHostAddress &peer, quint16 port) const;
    /// What the client has not taken yet.
    qint64 waitingBytes() const;

signals:
    /// The connection ends, or has ended, for something that the client did.
    void refused();
    void becameWebSocket();

private:
    void read();
    void examine(const RequestHead &head);
    void refuse(const HttpAnswer &answer);
    void drop();
    std::chrono::nanoseconds patience() const;

    QTcpSocket *const m_socket;
    const ConnectionLimits &m_limits;
    const Clock &m_clock;
    const Judge m_judge;
    RequestScanner m_scanner;
    std::chrono::nanoseconds m_since{};
    bool m_hasAsked = false;
    bool m_isRefused = false;
    bool m_isWebSocket = false;
    bool m_closesAfterAnswer = false;
};

} // namespace Orderflow
