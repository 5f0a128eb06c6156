#pragma once

#include "monitor/recorderstatus.h"
#include "server/liveclient.h"
#include "server/livemessages.h"
#include "server/servercounts.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace Orderflow {

/// All clients of /live. Never waits for any of them.
class LiveClients : public QObject
{
    Q_OBJECT

public:
    /// What a socket's client has not taken yet, in bytes.
    using WaitingBytes = std::function<qint64(const QWebSocket &socket)>;

    explicit LiveClients(WaitingBytes waitingBytes, QObject *parent = nullptr);

    /// Sends it the newest status at once, if there is any.
    void add(std::unique_ptr<QWebSocket> socket, const RecorderStatus *status);

    /// Sends the status to all who took the one before; `now` is on the monotonic clock.
    void send(const RecorderStatus &status, std::chrono::nanoseconds now);

    /// Whose books they asked for, each once.
    std::vector<Symbol> watched() const;

    /// Tells them that this is the end.
    void close();

    /// Puts its own into `counts`.
    void count(ServerCounts &counts) const;

private:
    const WaitingBytes m_waitingBytes;
    std::vector<std::unique_ptr<LiveClient>> m_clients;
    /// Of the newest status; nothing while nobody asked.
    std::optional<LiveMessages> m_messages;
    std::int64_t m_skipped = 0;
    std::int64_t m_dropped = 0;
};

} // namespace Orderflow
