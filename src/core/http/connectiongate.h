#pragma once

#include "clock.h"
#include "http/gatedconnection.h"
#include "http/requestbudget.h"

#include <QList>
#include <QPointer>
#include <QSslConfiguration>
#include <QTcpServer>

#include <cstdint>
#include <deque>
#include <optional>

namespace Orderflow {

/// How many may connect, besides what each of them may do.
struct GateLimits
{
    ConnectionLimits connection;
    /// Connections for HTTP at a time.
    qsizetype connections = 64;
    /// Those that became WebSockets.
    qsizetype webSockets = 256;
    /// Connections that wait for one of the above to end; further ones are closed at once.
    qsizetype waiting = 192;
    /// Of all connections from one address together; nothing is no limit.
    std::optional<RequestRate> rate;
};

struct GateCounts
{
    std::int64_t accepted = 0;
    /// Requests that were admitted.
    std::int64_t requests = 0;
    /// Connections that were closed because of what they sent or did not send, or because there
    /// were too many.
    std::int64_t refused = 0;
    qsizetype connections = 0;
    qsizetype webSockets = 0;
};

/// Accepts connections for a QHttpServer, and lets only through to it what it will answer: requests
/// of bounded size that come in bounded time from clients that do not ask too often. QHttpServer
/// has no such limits of its own.
///
/// Belongs to one thread. Its tick() has to be called about once a second.
class ConnectionGate : public QTcpServer
{
    Q_OBJECT

public:
    /// `clock` outlives it.
    ConnectionGate(const GateLimits &limits, const Clock &clock, QObject *parent = nullptr);

    /// Speaks TLS with all who connect from now on.
    void setTls(const QSslConfiguration &tls) { m_tls = tls; }

    /// Asked for each request, after all else was checked.
    void setAdmission(Admission admission) { m_admission = std::move(admission); }

    /// Closes connections whose time is over.
    void tick();

    /// What the WebSocket from there has not taken yet, in bytes, TLS and all. QWebSocket itself
    /// knows of no more than what was not encrypted yet.
    qint64 waitingBytes(const QHostAddress &peer, quint16 peerPort) const;

    GateCounts counts() const;

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    struct Waiting
    {
        qintptr descriptor = -1;
        std::chrono::nanoseconds since{};
    };

    void open(qintptr descriptor);
    void openNext();
    void startTls(QSslSocket *socket);
    void close(qintptr descriptor);
    std::optional<HttpAnswer> judge(const RequestHead &head, const QHostAddress &client);
    qsizetype count(bool isWebSocket) const;

    const GateLimits m_limits;
    const Clock &m_clock;
    std::optional<QSslConfiguration> m_tls;
    Admission m_admission;
    std::optional<RequestBudget> m_budget;
    QList<QPointer<GatedConnection>> m_connections;
    std::deque<Waiting> m_waiting;
    GateCounts m_counts;
};

} // namespace Orderflow
