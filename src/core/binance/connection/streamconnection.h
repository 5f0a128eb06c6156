#pragma once

#include "binance/connection/connectionend.h"
#include "binance/connection/deliverywatch.h"
#include "binance/connection/exchangesocket.h"
#include "binance/connection/feedlistener.h"
#include "binance/connection/streampace.h"
#include "binance/controlframes.h"
#include "binance/streamtable.h"
#include "clock.h"

#include <QObject>

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace Orderflow {

/// What connections share. All of it outlives them.
struct ConnectionContext
{
    const Clock &clock;
    const StreamTable &streams;
    PaceBook &paces;
    FeedListener &listener;
    SocketFactory makeSocket;
};

/// One connection to the exchange with its subscriptions, from its opening to its end. It neither
/// comes back nor decides anything for others: Feed does. What has come due is done by tick();
/// there are no timers inside. Belongs to the thread that made it.
///
/// Limits kept, from the general information of the USDⓈ-M futures streams: no more than
/// 5 messages a second, pings included (10 are allowed), at most 100 names in each.
class StreamConnection : public QObject
{
    Q_OBJECT

public:
    enum class State { Connecting, Open, Ended };

    static constexpr std::chrono::seconds ConnectTimeout{15};
    static constexpr std::chrono::milliseconds MessageSpacing{250};
    static constexpr std::chrono::seconds PingInterval{20};
    /// A socket that brings neither data nor pongs for so long is half open.
    static constexpr std::chrono::seconds HalfOpenAfter{60};

    /// `id` and `side` are those of its FrameSource. Starts to connect to `url`.
    StreamConnection(std::uint32_t id, int side, const QUrl &url, ConnectionContext &context);
    ~StreamConnection() override;

    /// Subscribes as soon as it can. Where a stream stays mute, `firstRemedy` is asked for first.
    void subscribe(std::span<const StreamId> streams, Remedy firstRemedy = Remedy::Resubscribe);
    void unsubscribe(std::span<const StreamId> streams);
    /// Unsubscribes and subscribes, because the streams are mute.
    void resubscribe(std::span<const StreamId> streams);

    /// Sends what is due, and ends a connection that does not open, is half open, or has been
    /// silent for longer than its manner; before its first data, for `firstDataLimit`.
    void tick(std::chrono::nanoseconds now, std::chrono::nanoseconds firstDataLimit);

    /// Ends it with a close frame.
    void close(const ConnectionEnd &end);

    std::uint32_t id() const { return m_id; }
    State state() const { return m_state; }
    /// Why; of use where state() is Ended.
    const ConnectionEnd &end() const { return m_end; }
    const std::vector<StreamId> &streams() const { return m_streams; }
    DeliveryWatch &watch() { return m_watch; }
    const DeliveryWatch &watch() const { return m_watch; }

    const ReceiveTime &attemptedAt() const { return m_attemptedAt; }
    /// Nothing where it never opened.
    const std::optional<ReceiveTime> &openedAt() const { return m_openedAt; }
    const ReceiveTime &endedAt() const { return m_endedAt; }
    /// Of the last frame with data; nothing before the first.
    const std::optional<ReceiveTime> &lastData() const { return m_lastData; }
    /// Of the first frame with data.
    const std::optional<ReceiveTime> &firstData() const { return m_firstData; }
    const StreamPace &pace() const { return m_pace; }
    std::int64_t frames() const { return m_frames; }
    std::int64_t bytes() const { return m_bytes; }
    std::int64_t pongs() const { return m_pongs; }

private:
    struct Request
    {
        SubscriptionChange change;
        std::vector<StreamId> streams;
        Remedy firstRemedy;
    };

    void onOpened();
    void onFrame(const QByteArray &frame, const ReceiveTime &receiveTime);
    void onEnded(const ConnectionEnd &end);
    void enqueue(SubscriptionChange change, std::span<const StreamId> streams, Remedy firstRemedy);
    /// How long it has been silent where that is too long.
    std::optional<std::chrono::nanoseconds>
    silenceAt(std::chrono::nanoseconds now, std::chrono::nanoseconds firstDataLimit) const;
    void sendNextRequest(std::chrono::nanoseconds now);
    void sendPing(std::chrono::nanoseconds now);
    void giveUp(ConnectionEnd::Kind kind, const QString &detail);
    void finish(const ConnectionEnd &end);

    const std::uint32_t m_id;
    const int m_side;
    ConnectionContext &m_context;
    std::unique_ptr<ExchangeSocket> m_socket;
    State m_state = State::Connecting;
    ConnectionEnd m_end;
    std::vector<StreamId> m_streams;
    DeliveryWatch m_watch;
    /// Of all its data together.
    StreamPace m_pace;
    std::deque<Request> m_requests;
    std::uint32_t m_nextRequestId = 1;
    std::chrono::nanoseconds m_nextMessageAt{};
    std::chrono::nanoseconds m_nextPingAt{};
    /// Of anything that came, pongs included.
    std::chrono::nanoseconds m_lastSign{};
    ReceiveTime m_attemptedAt;
    std::optional<ReceiveTime> m_openedAt;
    ReceiveTime m_endedAt;
    std::optional<ReceiveTime> m_firstData;
    std::optional<ReceiveTime> m_lastData;
    std::int64_t m_frames = 0;
    std::int64_t m_bytes = 0;
    std::int64_t m_pongs = 0;
};

} // namespace Orderflow
