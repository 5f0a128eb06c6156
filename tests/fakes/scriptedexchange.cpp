#include "fakes/scriptedexchange.h"

#include "fakes/memorysocket.h"
#include "fakes/websocketpeer.h"

#include <QHostAddress>
#include <QSslConfiguration>
#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto ConnectionSpacing = 1s;
/// Real connections that left their client a second apart may arrive a little closer.
constexpr auto LoopbackSlack = 100ms;
/// How exactly real sockets keep latencies and ages.
constexpr auto TimerInterval = 5ms;

} // namespace

ScriptedExchange::ScriptedExchange(QObject *parent)
    : QObject(parent)
    , m_context{m_systemClock}
{
    connect(&m_timer, &QTimer::timeout, this, &ScriptedExchange::advance);
    startListening();
}

ScriptedExchange::ScriptedExchange(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_context{clock}
{
    connect(&m_timer, &QTimer::timeout, this, &ScriptedExchange::advance);
}

ScriptedExchange::~ScriptedExchange() = default;

QUrl ScriptedExchange::url() const
{
    if (!m_server)
        return QUrl(u"wss://scripted.exchange"_s);
    if (!m_certificate.isNull())
        return QUrl(u"wss://localhost:%1"_s.arg(m_port));
    return QUrl(u"ws://127.0.0.1:%1"_s.arg(m_port));
}

SocketFactory ScriptedExchange::sockets()
{
    return [exchange = QPointer(this)]() -> std::unique_ptr<ExchangeSocket> {
        if (!exchange)
            qFatal("The scripted exchange is gone");
        return std::make_unique<MemorySocket>(*exchange);
    };
}

void ScriptedExchange::advance()
{
    if (std::exchange(m_isAdvancing, true))
        return;
    ++m_context.advance;
    cutOldConnections();
    const std::chrono::nanoseconds now = clock().now().monotonic;
    while (ScriptedPeer *peer = nextDue(now))
        peer->deliverNext();
    m_isAdvancing = false;
    const bool somethingWaits = std::ranges::any_of(
        m_live, [](const ScriptedPeer *peer) { return peer->head().has_value(); });
    if (!m_cut && !somethingWaits)
        m_timer.stop();
}

ScriptedPeer *ScriptedExchange::nextDue(std::chrono::nanoseconds now) const
{
    ScriptedPeer *next = nullptr;
    ScriptedPeer::Head least{now, UINT64_MAX};
    for (ScriptedPeer *peer : m_live) {
        // A connection that is asked for now is for the next time, so that a client which comes
        // back at once does not keep this one from ending.
        if (peer->bornIn() == m_context.advance)
            continue;
        const std::optional<ScriptedPeer::Head> head = peer->head();
        if (head &&
            (head->due < least.due || (head->due == least.due && head->order < least.order))) {
            least = *head;
            next = peer;
        }
    }
    return next;
}

void ScriptedExchange::cutOldConnections()
{
    if (!m_cut)
        return;
    const std::chrono::nanoseconds now = clock().now().monotonic;
    for (ScriptedPeer *peer : openPeers()) {
        if (now - peer->openedAt() < m_cut->age)
            continue;
        if (m_cut->closeCode == 0)
            peer->endWithoutClose();
        else
            peer->closeWith(m_cut->closeCode, {});
    }
}

void ScriptedExchange::stopListening()
{
    m_standingFate = Fate{Fate::Kind::Refuse, {ConnectionEnd::Kind::Refused, 0, 0, {}}, {}};
    if (m_server)
        m_server->close();
}

void ScriptedExchange::startListening()
{
    m_standingFate.reset();
    if (!m_server) {
        if (m_certificate.isNull()) {
            m_server = std::make_unique<QTcpServer>();
        } else {
            auto server = std::make_unique<QSslServer>();
            QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
            configuration.setLocalCertificate(m_certificate);
            configuration.setPrivateKey(m_key);
            // A client has no certificate to show.
            configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
            server->setSslConfiguration(configuration);
            m_server = std::move(server);
        }
        connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this,
                &ScriptedExchange::onPendingConnections);
    }
    if (!m_server->isListening() && !m_server->listen(QHostAddress::LocalHost, m_port))
        qFatal("The scripted exchange cannot listen: %s", qPrintable(m_server->errorString()));
    m_port = m_server->serverPort();
}

void ScriptedExchange::useTls(const QSslCertificate &certificate, const QSslKey &key)
{
    m_certificate = certificate;
    m_key = key;
    m_server.reset();
    startListening();
}

void ScriptedExchange::onPendingConnections()
{
    while (QTcpSocket *socket = m_server->nextPendingConnection()) {
        auto *transport = new WebSocketPeer(socket, this);
        connect(transport, &WebSocketPeer::upgradeRequested, this,
                [this, transport](const QUrl &url) {
                    admit(*transport, url, ScriptedPeer::Delivery::AtOnce);
                });
        transport->start();
    }
}

void ScriptedExchange::admit(PeerTransport &transport, const QUrl &url,
                             ScriptedPeer::Delivery delivery)
{
    const bool isReal = delivery == ScriptedPeer::Delivery::AtOnce;
    checkConnectionRate(isReal ? LoopbackSlack : 0ms);
    m_peers.push_back(std::make_unique<ScriptedPeer>(transport, url, m_context, delivery));
    ScriptedPeer *peer = m_peers.back().get();
    m_live.push_back(peer);
    transport.attach(peer);
    follow(peer);
    const Fate fate = nextFate();
    const bool isAccepted = fate.kind == Fate::Kind::Accept;
    peer->begin(fate, isAccepted ? ++m_accepted : 0, m_handshakeLatency);
}

void ScriptedExchange::follow(ScriptedPeer *peer)
{
    connect(peer, &ScriptedPeer::opened, this, [this, peer] { emit connected(peer->route()); });
    connect(peer, &ScriptedPeer::ended, this, [this, peer](bool wasOpen) {
        onEnded(peer);
        if (wasOpen)
            emit disconnected(peer->route());
    });
    connect(peer, &ScriptedPeer::requested, this,
            [this](const QByteArray &text) { m_requests.append(QString::fromUtf8(text)); });
    connect(peer, &ScriptedPeer::subscribed, this,
            [this, peer] { emit subscribed(peer->route()); });
    connect(peer, &ScriptedPeer::subscriptionChanged, this,
            [this, peer](PeerStream *stream) { onSubscriptionChanged(peer, stream); });
    connect(peer, &ScriptedPeer::violated, this, [this, peer](const QString &what) {
        m_violations.append(u"connection %1 %2"_s.arg(peer->number()).arg(what));
    });
    connect(peer, &ScriptedPeer::delayed, this, [this] { m_timer.start(TimerInterval); });
}

void ScriptedExchange::onSubscriptionChanged(ScriptedPeer *peer, PeerStream *stream)
{
    std::vector<Subscriber> &subscribers = m_subscribers[stream->name];
    if (!stream->isSubscribed) {
        std::erase_if(subscribers, [stream](const Subscriber &s) { return s.stream == stream; });
        return;
    }
    int &mutes = m_mutesToCome[stream->name];
    if (mutes > 0 || m_silentStreams.contains(stream->name))
        stream->isMuted = true;
    mutes = std::max(mutes - 1, 0);
    if (stream->isServed)
        subscribers.push_back({peer, stream});
}

void ScriptedExchange::onEnded(ScriptedPeer *peer)
{
    std::erase(m_live, peer);
    for (const QString &name : peer->streams()) {
        std::erase_if(m_subscribers[name.toUtf8()],
                      [peer](const Subscriber &s) { return s.peer == peer; });
    }
}

QStringList ScriptedExchange::subscriptions(const QString &route) const
{
    QStringList streams;
    for (const ScriptedPeer *peer : openPeers(route))
        streams += peer->streams();
    return streams;
}

int ScriptedExchange::connectionCount(const QString &route) const
{
    return int(openPeers(route).size());
}

QList<ScriptedPeer *> ScriptedExchange::peers() const
{
    QList<ScriptedPeer *> accepted;
    for (const std::unique_ptr<ScriptedPeer> &peer : m_peers) {
        if (peer->number() != 0)
            accepted.append(peer.get());
    }
    return accepted;
}

QList<ScriptedPeer *> ScriptedExchange::openPeers(const QString &route) const
{
    QList<ScriptedPeer *> open;
    for (ScriptedPeer *peer : m_live) {
        if (peer->isOpen() && (route.isEmpty() || peer->route() == route))
            open.append(peer);
    }
    return open;
}

ScriptedPeer *ScriptedExchange::peer(int number) const
{
    const auto found = std::ranges::find_if(
        m_peers, [number](const auto &peer) { return peer->number() == number; });
    return number == 0 || found == m_peers.end() ? nullptr : found->get();
}

void ScriptedExchange::send(const QString &route, const QByteArray &frame)
{
    for (ScriptedPeer *peer : openPeers(route))
        peer->send(frame);
}

void ScriptedExchange::sendEvent(const QByteArray &stream, const QByteArray &frame, std::int64_t id)
{
    const auto found = m_subscribers.constFind(stream);
    if (found == m_subscribers.constEnd())
        return;
    for (const Subscriber &subscriber : *found)
        subscriber.peer->deliver(*subscriber.stream, frame, id);
}

bool ScriptedExchange::hasSubscribers(const QByteArray &stream) const
{
    const auto found = m_subscribers.constFind(stream);
    return found != m_subscribers.constEnd() && !found->empty();
}

bool ScriptedExchange::wasEverSubscribed(const QByteArray &stream) const
{
    return m_subscribers.contains(stream);
}

void ScriptedExchange::close(const QString &route, QWebSocketProtocol::CloseCode code,
                             const QString &reason)
{
    for (ScriptedPeer *peer : openPeers(route))
        peer->closeWith(int(code), reason);
}

void ScriptedExchange::abort(const QString &route)
{
    for (ScriptedPeer *peer : openPeers(route))
        peer->endWithoutClose();
}

void ScriptedExchange::refuseConnections(int count)
{
    if (count == Forever)
        stopListening();
    else
        failConnections({ConnectionEnd::Kind::Refused, 0, 0, {}}, count);
}

void ScriptedExchange::failConnections(const ConnectionEnd &end, int count)
{
    script({Fate::Kind::Refuse, end, {}}, count);
}

void ScriptedExchange::answerUpgrade(const UpgradeAnswer &answer, int count)
{
    script({Fate::Kind::Answer, {}, answer}, count);
}

void ScriptedExchange::neverOpen(int count)
{
    script({Fate::Kind::Silence, {}, {}}, count);
}

void ScriptedExchange::acceptConnections()
{
    m_fates.clear();
    m_standingFate.reset();
    if (m_server)
        startListening();
}

void ScriptedExchange::script(const Fate &fate, int count)
{
    if (count == Forever)
        m_standingFate = fate;
    else
        m_fates.insert(m_fates.end(), std::size_t(count), fate);
}

ScriptedExchange::Fate ScriptedExchange::nextFate()
{
    if (m_fates.empty())
        return m_standingFate.value_or(Fate());
    Fate fate = m_fates.front();
    m_fates.pop_front();
    return fate;
}

void ScriptedExchange::muteStreamOnNewConnections(const QByteArray &stream, int count)
{
    m_mutesToCome[stream] = count;
}

void ScriptedExchange::ackButDeliverNothing(const QByteArray &stream)
{
    m_silentStreams.insert(stream);
    for (ScriptedPeer *peer : openPeers())
        peer->mute(stream);
}

void ScriptedExchange::deliverAgain(const QByteArray &stream)
{
    m_silentStreams.remove(stream);
    for (ScriptedPeer *peer : openPeers())
        peer->unmute(stream);
}

void ScriptedExchange::cutAtAge(std::chrono::nanoseconds age, int closeCode)
{
    m_cut = Cut{age, closeCode};
    // Without real sockets the test advances.
    if (m_server)
        m_timer.start(TimerInterval);
}

void ScriptedExchange::checkConnectionRate(std::chrono::nanoseconds slack)
{
    ++m_attempts;
    const std::chrono::nanoseconds now = clock().now().monotonic;
    if (m_lastAttempt && now - *m_lastAttempt < ConnectionSpacing - slack)
        m_violations.append(u"connections were asked for %1 ms apart"_s.arg(
            std::chrono::floor<std::chrono::milliseconds>(now - *m_lastAttempt).count()));
    m_lastAttempt = now;
    if (!m_connectionsPer5Minutes.takes(now))
        m_violations.append(u"more than 300 connections were asked for within 5 minutes"_s);
}

} // namespace Orderflow
