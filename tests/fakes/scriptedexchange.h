#pragma once

#include "binance/connection/exchangesocket.h"
#include "fakes/ratewindow.h"
#include "fakes/scriptedpeer.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QSet>
#include <QSslCertificate>
#include <QSslKey>
#include <QStringList>
#include <QTimer>
#include <QUrl>
#include <QWebSocketProtocol>

#include <deque>
#include <memory>
#include <optional>
#include <vector>

class QTcpServer;

namespace Orderflow {

/// The exchange's streams, as far as they can be seen from a client, doing what a test tells them:
/// it serves connections as the exchange does, checks that its limits are kept, and has the faults
/// that a test asks for. Lives in the test's thread.
///
/// There are two ways to it, which behave alike: real sockets on a free port of the loopback, and
/// sockets() in memory, for tests with a clock of their own, which get what is due within advance()
/// alone, over all connections in the order in which it is due.
class ScriptedExchange : public QObject
{
    Q_OBJECT

public:
    static constexpr int Forever = -1;

    /// Listens on the loopback, on the machine's clock.
    explicit ScriptedExchange(QObject *parent = nullptr);
    /// Reached through sockets(); listens only where startListening() says so. `clock` outlives it.
    explicit ScriptedExchange(const Clock &clock, QObject *parent = nullptr);
    ~ScriptedExchange() override;

    const Clock &clock() const { return m_context.clock; }
    /// `ws://127.0.0.1:<port>`; `wss://localhost:<port>` after useTls().
    QUrl url() const;
    /// Sockets in memory; they lead here whatever host their URL names.
    SocketFactory sockets();
    /// Delivers what is due. Real sockets need it only where the clock is the test's own.
    void advance();

    /// Stops listening: further connections are refused. Open ones stay.
    void stopListening();
    /// Listens again, on the same port.
    void startListening();
    /// Speaks TLS from now on, on the same port.
    void useTls(const QSslCertificate &certificate, const QSslKey &key);

    /// The stream names that the open connections of `route` are subscribed to, in their order.
    QStringList subscriptions(const QString &route) const;
    int connectionCount(const QString &route) const;
    /// All requests that ever came, as text.
    QStringList requests() const { return m_requests; }
    /// Every connection that was ever accepted, by its number.
    QList<ScriptedPeer *> peers() const;
    /// Those that are open, of one route or of all.
    QList<ScriptedPeer *> openPeers(const QString &route = {}) const;
    /// Null where there is none.
    ScriptedPeer *peer(int number) const;
    /// Connections that were asked for, refused ones included.
    int attempts() const { return m_attempts; }
    /// Where a client broke a limit of the exchange; empty in a good test.
    QStringList violations() const { return m_violations; }
    void clearViolations() { m_violations.clear(); }

    /// Sends `frame` on every open connection of `route`.
    void send(const QString &route, const QByteArray &frame);
    /// Sends an event to all that are subscribed to `stream`; `frame` is the combined form.
    void sendEvent(const QByteArray &stream, const QByteArray &frame, std::int64_t id);
    bool hasSubscribers(const QByteArray &stream) const;
    bool wasEverSubscribed(const QByteArray &stream) const;
    /// Closes every open connection of `route`.
    void close(const QString &route, QWebSocketProtocol::CloseCode code, const QString &reason);
    /// Ends every open connection of `route` without a closing frame.
    void abort(const QString &route);

    /// What becomes of the next `count` connections, in the order of these calls; Forever is until
    /// acceptConnections(). In memory they are told Refused; on the loopback the port is closed
    /// where it is forever, and otherwise the connection is reset.
    void refuseConnections(int count = Forever);
    /// The same with another end, such as NameNotFound; on the loopback it is a reset all the same.
    void failConnections(const ConnectionEnd &end, int count = Forever);
    void answerUpgrade(const UpgradeAnswer &answer, int count = Forever);
    /// The connection is made, and then nothing is said.
    void neverOpen(int count = Forever);
    void acceptConnections();
    /// How long an upgrade takes.
    void setHandshakeLatency(std::chrono::nanoseconds latency) { m_handshakeLatency = latency; }

    /// Mutes `stream` on the next `count` connections that subscribe to it.
    void muteStreamOnNewConnections(const QByteArray &stream, int count);
    /// Mutes it on all connections, open and future ones.
    void ackButDeliverNothing(const QByteArray &stream);
    void deliverAgain(const QByteArray &stream);
    /// Ends each connection at that age, as the exchange does after 24 h. A close code of 0 means
    /// without a close frame.
    void cutAtAge(std::chrono::nanoseconds age, int closeCode = 1001);

    /// For a transport that wants a connection: decides on it and attaches a peer.
    void admit(PeerTransport &transport, const QUrl &url, ScriptedPeer::Delivery delivery);

signals:
    void subscribed(const QString &route);
    void connected(const QString &route);
    void disconnected(const QString &route);

private:
    using Fate = ScriptedPeer::Fate;
    struct Subscriber
    {
        ScriptedPeer *peer = nullptr;
        PeerStream *stream = nullptr;
    };
    struct Cut
    {
        std::chrono::nanoseconds age{};
        int closeCode = 0;
    };

    void onPendingConnections();
    void follow(ScriptedPeer *peer);
    void onSubscriptionChanged(ScriptedPeer *peer, PeerStream *stream);
    void onEnded(ScriptedPeer *peer);
    void script(const Fate &fate, int count);
    Fate nextFate();
    void checkConnectionRate(std::chrono::nanoseconds slack);
    void cutOldConnections();
    ScriptedPeer *nextDue(std::chrono::nanoseconds now) const;

    SystemClock m_systemClock;
    PeerContext m_context;
    std::unique_ptr<QTcpServer> m_server;
    quint16 m_port = 0;
    QSslCertificate m_certificate;
    QSslKey m_key;
    /// Drives advance() where real sockets wait for a time.
    QTimer m_timer;
    std::vector<std::unique_ptr<ScriptedPeer>> m_peers;
    /// Those that are not over, in the order of their birth.
    std::vector<ScriptedPeer *> m_live;
    QHash<QByteArray, std::vector<Subscriber>> m_subscribers;
    int m_attempts = 0;
    int m_accepted = 0;
    bool m_isAdvancing = false;
    std::deque<Fate> m_fates;
    std::optional<Fate> m_standingFate;
    std::chrono::nanoseconds m_handshakeLatency{};
    std::optional<Cut> m_cut;
    QHash<QByteArray, int> m_mutesToCome;
    QSet<QByteArray> m_silentStreams;
    /// On the monotonic clock.
    std::optional<std::chrono::nanoseconds> m_lastAttempt;
    RateWindow m_connectionsPer5Minutes{300, std::chrono::minutes(5)};
    QStringList m_requests;
    QStringList m_violations;
};

} // namespace Orderflow
