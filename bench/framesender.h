#pragma once

#include "frameblock.h"
#include "replay/controlprotocol.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTcpServer>
#include <QTimer>
#include <QWebSocketServer>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace Orderflow {

/// What is sent.
struct FrameLoad
{
    /// Trades of two contracts, books of two contracts, or what makeMarket() has of many: as they
    /// were where there is a real capture, and made otherwise.
    enum class Kind { Trades, Depth5, Market };

    Kind kind = Kind::Trades;
    /// Of Market; the others have BTCUSDT and ETHUSDT.
    std::size_t symbols = 2;
    /// Events a second; 0 is as fast as the client takes them.
    int rate = 0;
    /// After so many it sends no more; 0 is without an end.
    std::uint64_t events = 0;
};

/// The exchange's end of WebSockets that costs next to nothing: takes subscriptions as the exchange
/// does, and from the first one on sends each frame, made ahead, to whoever subscribed to its
/// stream, in large blocks. What nobody subscribed to is passed over.
///
/// A frame is due at its place in the pace, and has that time in it, whenever it is sent: so the
/// age of an event includes what it waited for a sender that was held up.
class FrameSender : public QObject
{
    Q_OBJECT

public:
    explicit FrameSender(const FrameLoad &load);
    ~FrameSender() override;

    /// On a free port of the loopback, which it returns; ends the program where it cannot.
    quint16 listen();

    /// Sends no more; finished() follows.
    void stop();

    std::uint64_t sent() const { return m_sent; }
    /// Those that went to nobody, though somebody had subscribed to their streams before.
    std::uint64_t missed() const { return m_missed; }

signals:
    /// The first frame is due now.
    void playing();
    /// Somebody has subscribed to each of the streams.
    void complete();
    /// All that was to be sent has left.
    void finished();

private:
    struct Client;

    void accept();
    void welcome();
    void handle(Client &client, const QByteArray &message);
    void remove(Client &client);
    void play();
    /// How many frames are due by now, sent or passed over.
    std::uint64_t dueCount() const;
    std::int64_t dueTime(std::chrono::nanoseconds offset) const;
    std::chrono::nanoseconds dueOffset(std::uint64_t number) const;
    std::chrono::nanoseconds sinceStart() const;
    bool isBehind() const;
    void sendUpTo(std::uint64_t number);
    bool append(std::uint64_t number, std::int64_t time);
    void goOn();
    void finishIfEmpty();

    const FrameLoad m_load;
    FrameBlock m_block;
    QTcpServer m_listener;
    QWebSocketServer m_handshakes;
    /// By the client's port.
    std::map<quint16, QTcpSocket *> m_arrivals;
    std::vector<std::unique_ptr<Client>> m_clients;
    /// By the number of the stream; null where nobody subscribed.
    std::vector<Client *> m_subscribers;
    std::vector<bool> m_hadSubscriber;
    QTimer m_timer;
    QElapsedTimer m_sinceStart;
    std::chrono::sys_time<std::chrono::nanoseconds> m_startTime;
    std::uint64_t m_next = 0;
    std::uint64_t m_sent = 0;
    std::uint64_t m_missed = 0;
    bool m_isComplete = false;
    bool m_isStopped = false;
    bool m_isFinished = false;
};

} // namespace Orderflow
