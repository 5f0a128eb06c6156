#pragma once

#include "binance/backoff.h"
#include "binance/connection/exchangesocket.h"
#include "binance/networkaccess.h"
#include "clock.h"
#include "market/symbol.h"
#include "monitor/recorderstatus.h"
#include "remote/linktrouble.h"

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace Orderflow {

/// Which recorder's status to follow, and how.
struct RemoteOptions
{
    /// As parseRemoteAddress() makes it.
    QUrl address;
    /// Sent as `Authorization: Bearer …`; empty sends none.
    QByteArray token = QByteArray();
    NetworkAccess network = NetworkAccess();
    /// How long a connection may take to open, and a recorder to say something.
    std::chrono::milliseconds patience{5000};
    /// The longest time between two attempts.
    std::chrono::milliseconds longestDelay{5000};
};

/// Follows the status of a recorder that runs elsewhere, over its `/live` WebSocket: connects,
/// comes back by itself after the connection was lost, and says what is the matter meanwhile.
/// Everything that comes has limits: 8 MiB a message, and those of statusFromJson().
///
/// Lives in the thread that made it, which needs an event loop.
class RemoteStatus final : public QObject
{
    Q_OBJECT

public:
    /// As many books may be asked for at a time.
    static constexpr std::size_t MaxBooks = 20;

    /// How the connection is.
    struct Link
    {
        /// A status came lately.
        bool isAnswering = false;
        /// How long none came, since the last one or the start.
        std::chrono::nanoseconds since{};
        /// Why; empty where it is not known.
        QString reason;
    };

    /// `clock` outlives it.
    RemoteStatus(const RemoteOptions &options, const Clock &clock, QObject *parent = nullptr);
    ~RemoteStatus() override;

    /// To be called once.
    void start();

    /// Whose books are sent from now on, besides the best levels of all; the first MaxBooks count.
    void watchBooks(const std::vector<Symbol> &symbols);

    /// The newest status; nothing before the first one.
    const std::optional<RecorderStatus> &status() const { return m_status; }
    Link link() const;
    /// Nothing while it is answering.
    std::optional<LinkTrouble> trouble() const;
    QUrl address() const { return m_options.address; }

signals:
    void statusReceived(const Orderflow::RecorderStatus &status);
    /// No status can come for now; `reason` says why. It tries again by itself.
    void connectionLost(const QString &reason);

private:
    void connectNow();
    void onOpened();
    void onFrame(const QByteArray &frame);
    void onEnded(const ConnectionEnd &end);
    void checkSilence();
    void lose(const QString &reason);
    void sendBooks();
    std::chrono::nanoseconds now() const { return m_clock.now().monotonic; }

    const RemoteOptions m_options;
    const Clock &m_clock;
    Backoff m_backoff;
    std::unique_ptr<ExchangeSocket> m_socket;
    bool m_isOpen = false;
    std::vector<Symbol> m_books;
    std::optional<RecorderStatus> m_status;
    /// When the last one came, or start() was called.
    std::chrono::nanoseconds m_lastStatus{};
    /// When this connection was begun, or last brought a status.
    std::chrono::nanoseconds m_lastSign{};
    QString m_reason;
    QTimer m_retry;
    QTimer m_watch;
};

} // namespace Orderflow
