#include "replay/replayserver.h"

#include "replay/httpfrontend.h"
#include "replay/jsonmembers.h"
#include "replay/playback.h"
#include "replay/replayclient.h"
#include "replay/restresponder.h"
#include "replay/tradehistory.h"

#include <QTimer>
#include <QWebSocket>

#include <algorithm>
#include <cmath>
#include <vector>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t MaxClients = 64;
/// Playback waits for further subscriptions of the same start for so long.
constexpr std::chrono::milliseconds SettleTime{300};
/// With some routes never subscribed to, playback starts so long after the first subscription.
constexpr std::chrono::milliseconds PatienceTime{3000};
constexpr std::chrono::milliseconds StallCheckTime{1000};

} // namespace

class ReplayServer::Private
{
public:
    Private(ReplayServer *server, const ReplayOptions &given, std::unique_ptr<MarketSource> source);

    void acceptClients();
    void refuse(std::unique_ptr<QWebSocket> socket);
    void removeClient(ReplayClient *client);
    void considerStart();
    void startPlayback();
    void deliver(const MarketFrame &frame);
    void updateHold();
    void dropStalled();
    void finish();
    UtcMilliseconds exchangeTime() const;

    ReplayServer *q;
    ReplayOptions options;
    SystemClock systemClock;
    const Clock &clock;
    std::unique_ptr<MarketSource> market;
    TradeHistory trades;
    RestResponder rest;
    HttpFrontend http;
    Playback playback;
    QTimer settleTimer;
    QTimer patienceTimer;
    QTimer stallTimer;
    std::vector<std::unique_ptr<ReplayClient>> clients;
    QByteArray lastFrame;
    qint64 framesSent = 0;
    quint16 port = 0;
};

ReplayServer::Private::Private(ReplayServer *server, const ReplayOptions &given,
                               std::unique_ptr<MarketSource> source)
    : q(server)
    , options(given)
    , clock(given.clock ? *given.clock : systemClock)
    , market(std::move(source))
    , rest(*market, trades, clock)
    , http(
          [this](const QString &path, const QUrlQuery &query) {
              const RestReply reply = rest.reply(path, query, exchangeTime());
              return HttpFrontend::Reply{reply, rest.usedWeight()};
          },
          clock, server)
    , playback(*market, given.speed, clock, server)
    , settleTimer(server)
    , patienceTimer(server)
    , stallTimer(server)
{
    settleTimer.setSingleShot(true);
    settleTimer.setTimerType(Qt::PreciseTimer);
    settleTimer.setInterval(SettleTime);
    patienceTimer.setSingleShot(true);
    patienceTimer.setTimerType(Qt::PreciseTimer);
    patienceTimer.setInterval(PatienceTime);
    stallTimer.setInterval(StallCheckTime);
    connect(&settleTimer, &QTimer::timeout, q, [this] { startPlayback(); });
    connect(&patienceTimer, &QTimer::timeout, q, [this] { startPlayback(); });
    connect(&stallTimer, &QTimer::timeout, q, [this] { dropStalled(); });
    connect(&http, &HttpFrontend::webSocketConnected, q, [this] { acceptClients(); });
    connect(&playback, &Playback::frameDue, q,
            [this](const MarketFrame &frame) { deliver(frame); });
    connect(&playback, &Playback::finished, q, [this] { finish(); });
    connect(&playback, &Playback::failed, q, &ReplayServer::playbackFailed);
}

void ReplayServer::Private::acceptClients()
{
    while (std::unique_ptr<QWebSocket> socket = http.nextWebSocket()) {
        const Route route =
            HttpFrontend::routeOf(socket->requestUrl().path()).value_or(Route::Public);
        if (clients.size() >= MaxClients) {
            refuse(std::move(socket));
            continue;
        }
        auto client = std::make_unique<ReplayClient>(std::move(socket), route, clock);
        ReplayClient *const added = client.get();
        connect(added, &ReplayClient::subscribed, q, [this] { considerStart(); });
        connect(added, &ReplayClient::caughtUp, q, [this] { updateHold(); });
        // Queued, because a client may go while frames are given to all of them.
        connect(
            added, &ReplayClient::disconnected, q, [this, added] { removeClient(added); },
            Qt::QueuedConnection);
        clients.push_back(std::move(client));
        considerStart();
    }
}

void ReplayServer::Private::refuse(std::unique_ptr<QWebSocket> socket)
{
    QWebSocket *const refused = socket.release();
    refused->setParent(q);
    connect(refused, &QWebSocket::disconnected, refused, &QObject::deleteLater);
    // Later, because its handshake is still being dealt with.
    QMetaObject::invokeMethod(
        refused,
        [refused] {
            refused->close(QWebSocketProtocol::CloseCodePolicyViolated, u"Too many connections"_s);
        },
        Qt::QueuedConnection);
}

void ReplayServer::Private::removeClient(ReplayClient *client)
{
    std::erase_if(clients, [client](const auto &known) { return known.get() == client; });
    considerStart();
}

void ReplayServer::Private::considerStart()
{
    updateHold();
    if (playback.isStarted())
        return;
    const auto isSubscribed = [this](Route route) {
        return std::ranges::any_of(clients, [route](const auto &client) {
            return client->route() == route && client->hasSubscriptions();
        });
    };
    const auto isReady = [this, isSubscribed](Route route) {
        return !market->hasRoute(route) || isSubscribed(route);
    };
    if (isReady(Route::Public) && isReady(Route::Market))
        settleTimer.start();
    else
        settleTimer.stop();
    if (!isSubscribed(Route::Public) && !isSubscribed(Route::Market))
        patienceTimer.stop();
    else if (!patienceTimer.isActive())
        patienceTimer.start();
}

void ReplayServer::Private::startPlayback()
{
    settleTimer.stop();
    patienceTimer.stop();
    stallTimer.start();
    playback.start();
    updateHold();
    emit q->playbackStarted();
}

void ReplayServer::Private::deliver(const MarketFrame &frame)
{
    trades.add(frame);
    lastFrame = frame.text;
    QString text;
    for (const auto &client : clients) {
        if (!client->wants(frame))
            continue;
        if (text.isEmpty())
            text = QString::fromUtf8(frame.text);
        client->send(frame, text);
        ++framesSent;
    }
    updateHold();
}

void ReplayServer::Private::updateHold()
{
    const bool anyBehind =
        std::ranges::any_of(clients, [](const auto &client) { return client->isBehind(); });
    const bool anySubscribed =
        std::ranges::any_of(clients, [](const auto &client) { return client->hasSubscriptions(); });
    playback.setHeld(anyBehind || (options.speed == 0 && !anySubscribed));
}

void ReplayServer::Private::dropStalled()
{
    for (const auto &client : clients) {
        if (client->isStalled())
            client->abort();
    }
}

void ReplayServer::Private::finish()
{
    if (options.closeAtEnd) {
        for (const auto &client : clients)
            client->close(QWebSocketProtocol::CloseCodeNormal, u"End of the market"_s);
    }
    emit q->playbackFinished(framesSent);
}

UtcMilliseconds ReplayServer::Private::exchangeTime() const
{
    const std::string_view text(lastFrame.constData(), std::size_t(lastFrame.size()));
    const std::optional<std::int64_t> eventTime =
        jsonInteger(jsonMember(jsonMember(text, "data"), "E"));
    if (eventTime)
        return UtcMilliseconds(std::chrono::milliseconds(*eventTime));
    return std::chrono::floor<std::chrono::milliseconds>(market->startTime());
}

ReplayServer::ReplayServer(ReplayOptions options, std::unique_ptr<MarketSource> source,
                           QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, options, std::move(source)))
{}

ReplayServer::~ReplayServer() = default;

tl::expected<quint16, QString> ReplayServer::listen(quint16 port)
{
    const double speed = d->options.speed;
    if (!std::isfinite(speed) || speed < 0 || speed > ReplayOptions::MaxSpeed) {
        return tl::unexpected(
            u"Speed %1 is not possible; give 1 for real time, up to %2, or 0 for as fast as can be"_s
                .arg(speed)
                .arg(ReplayOptions::MaxSpeed, 0, 'f', 0));
    }
    tl::expected<quint16, QString> bound = d->http.listen(port);
    if (!bound)
        return bound;
    d->port = *bound;
    emit listening(d->port);
    if (d->options.startAtOnce)
        d->startPlayback();
    return d->port;
}

QUrl ReplayServer::webSocketUrl() const
{
    return d->port == 0 ? QUrl() : QUrl(u"ws://127.0.0.1:%1"_s.arg(d->port));
}

QUrl ReplayServer::restUrl() const
{
    return d->port == 0 ? QUrl() : QUrl(u"http://127.0.0.1:%1"_s.arg(d->port));
}

qint64 ReplayServer::framesSent() const
{
    return d->framesSent;
}

int ReplayServer::clientCount() const
{
    return int(d->clients.size());
}

} // namespace Orderflow
