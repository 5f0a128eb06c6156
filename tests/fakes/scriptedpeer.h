#pragma once

#include "clock.h"
#include "fakes/peerstream.h"
#include "fakes/peertransport.h"
#include "fakes/ratewindow.h"
#include "replay/controlprotocol.h"

#include <QByteArrayList>
#include <QObject>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace Orderflow {

/// What the connections of one exchange share.
struct PeerContext
{
    const Clock &clock;
    /// Of the next thing to be delivered, over all connections.
    std::uint64_t order = 0;
    /// How often the exchange advanced.
    std::uint64_t advance = 0;
};

/// One connection of the scripted exchange, seen from the exchange: what its client subscribed to,
/// what was delivered, and the faults that a test wants it to have. It stays after its end, so that
/// a test can ask it. Belongs to the test's thread; streams are named as on the wire.
///
/// What goes to the client goes through one queue in order, each thing when its latency is over.
class ScriptedPeer : public QObject
{
    Q_OBJECT

public:
    /// When the transport gets what is due: as soon as it is, or within advance() alone.
    enum class Delivery { AtOnce, AtAdvance };
    /// What becomes of a connection that is asked for.
    struct Fate
    {
        enum class Kind { Accept, Refuse, Answer, Silence };
        Kind kind = Kind::Accept;
        ConnectionEnd end;
        UpgradeAnswer answer;
    };
    /// Of a close frame after too many messages or streams.
    static constexpr int PolicyViolated = 1008;
    static constexpr std::size_t MaxNamesPerRequest = 200;

    ScriptedPeer(PeerTransport &transport, const QUrl &url, PeerContext &context,
                 Delivery delivery);

    /// 1 for the first connection that the exchange accepted; 0 where it was not accepted.
    int number() const { return m_number; }
    /// The first part of its path: `public`, `market`, or `stream` for the address of old.
    const QString &route() const { return m_route; }
    bool isOpen() const { return m_state == State::Open; }
    /// On the monotonic clock.
    std::chrono::nanoseconds openedAt() const { return m_openedAt; }
    /// What it is subscribed to, in the order of its requests; after its end, what it was.
    QStringList streams() const { return m_streamNames; }
    /// Names that it asked for and that its route will never deliver.
    QStringList silentStreams() const;

    /// Messages that reached the client, replies included.
    std::int64_t delivered() const { return m_delivered; }
    std::int64_t delivered(const QByteArray &stream) const;
    /// Ids of what reached the client, in its order.
    std::vector<std::int64_t> deliveredIds(const QByteArray &stream) const;
    /// Payloads of the client's pongs and pings.
    const QByteArrayList &pongs() const { return m_pongs; }
    const QByteArrayList &pings() const { return m_pings; }
    /// The code with which the client closed, where it did; 1005 where it gave none.
    std::optional<int> clientCloseCode() const { return m_clientCloseCode; }

    /// Leaves out the events of `stream`, or of all streams. Pings are still answered.
    void mute(const QByteArray &stream) { this->stream(stream).isMuted = true; }
    void unmute(const QByteArray &stream) { this->stream(stream).isMuted = false; }
    void muteAll() { m_isMuted = true; }
    void unmuteAll() { m_isMuted = false; }
    void dropNext(const QByteArray &stream, int count) { this->stream(stream).drops += count; }
    void dropId(const QByteArray &stream, std::int64_t id) { this->stream(stream).dropIds << id; }
    void duplicateNext(const QByteArray &stream, int count = 1);
    /// The next event of `stream` comes after the one that follows it.
    void swapNext(const QByteArray &stream) { this->stream(stream).swaps = true; }

    /// Nothing at all reaches the client until resume(), which delivers the backlog.
    void stall() { m_isStalled = true; }
    void resume();
    /// What is sent from now on arrives so much later, never before what was sent earlier.
    void setLatency(std::chrono::nanoseconds latency);

    /// Any message, whatever the client subscribed to.
    void send(const QByteArray &frame);
    void sendFragmented(const QByteArray &frame, int fragments);
    /// Bytes as they are; in memory, where there is no wire, a message.
    void sendRaw(const QByteArray &bytes);
    void ping(const QByteArray &payload);
    void closeWith(int code, const QString &reason);
    void endWithoutClose();
    /// A TCP reset; what is under way is lost, and a stall holds nothing up.
    void reset();

    /// For the exchange: what becomes of it, `latency` from now. `number` where it is accepted.
    void begin(const Fate &fate, int number, std::chrono::nanoseconds latency);
    /// For the exchange: an event of one of its streams.
    void deliver(PeerStream &stream, const QByteArray &frame, std::int64_t id);
    PeerStream &stream(const QByteArray &name);
    /// For the exchange: when the next thing is due, and its place in the order of all; nothing
    /// where nothing waits, or the connection is stalled.
    struct Head
    {
        std::chrono::nanoseconds due;
        std::uint64_t order;
    };
    std::optional<Head> head() const;
    void deliverNext();
    /// The number of the advance() within which it was made.
    std::uint64_t bornIn() const { return m_bornIn; }

    /// For the transport: what the client did.
    void handleText(const QByteArray &text);
    void handlePing(const QByteArray &payload);
    void handlePong(const QByteArray &payload);
    void handleClose(int code) { m_clientCloseCode = code; }
    /// The connection is over; the transport is not touched any more.
    void handleGone();

signals:
    void opened();
    void ended(bool wasOpen);
    void requested(const QByteArray &text);
    /// A SUBSCRIBE was acknowledged.
    void subscribed();
    void subscriptionChanged(Orderflow::PeerStream *stream);
    /// The client did what the exchange does not allow.
    void violated(const QString &what);
    /// Something waits for a later time.
    void delayed();

private:
    enum class State { Connecting, Open, Closing, Ended };
    enum class Act { Accept, Refuse, Answer, Text, Fragments, Raw, Ping, Pong, Close, End, Reset };
    struct Outgoing
    {
        Act act = Act::Text;
        /// A close code, or how many fragments.
        int number = 0;
        QByteArray bytes;
        /// Where it is an event.
        PeerStream *stream = nullptr;
        std::int64_t id = 0;
        std::chrono::nanoseconds due{};
        std::uint64_t order = 0;
    };

    void enqueueEvent(PeerStream &stream, const PeerStream::Event &event);
    void enqueue(Outgoing item, std::chrono::nanoseconds latency);
    void enqueueControl(Act act, std::chrono::nanoseconds latency);
    void enqueueIfOpen(Act act, const QByteArray &bytes, int number = 0);
    void flush();
    void perform(const Outgoing &item);
    void becomeOpen();
    void subscribeFromUrl();
    void obey(const ControlProtocol::Reply &reply);
    void noteSubscriptions(const QByteArray &request);
    bool takesMessage();

    PeerTransport *m_transport;
    QUrl m_url;
    PeerContext &m_context;
    Delivery m_delivery;
    std::uint64_t m_bornIn;
    QString m_route;
    int m_number = 0;
    Fate m_fate;
    State m_state = State::Connecting;
    std::chrono::nanoseconds m_openedAt{};
    std::chrono::nanoseconds m_latency{};
    bool m_isStalled = false;
    bool m_isMuted = false;
    bool m_isFlushing = false;
    ControlProtocol m_protocol;
    RateWindow m_messages{10, std::chrono::seconds(1)};
    /// Nodes stay where they are, because the queue and the exchange point to them.
    std::map<QByteArray, PeerStream> m_streams;
    QStringList m_streamNames;
    std::deque<Outgoing> m_queue;
    std::int64_t m_delivered = 0;
    QByteArrayList m_pongs;
    QByteArrayList m_pings;
    std::optional<int> m_clientCloseCode;
};

} // namespace Orderflow
