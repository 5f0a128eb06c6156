#include "server/statusworker.h"

#include <QLoggingCategory>
#include <QWebSocket>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcServer, "orderflow.server")

constexpr std::chrono::seconds TickInterval{1};

GateLimits gateLimits()
{
    GateLimits limits;
    limits.rate = RequestRate();
    return limits;
}

QUrl urlOf(const ListenAddress &address, bool isEncrypted)
{
    return QUrl((isEncrypted ? u"https://"_s : u"http://"_s) + address.toString() + u'/');
}

/// A port is no reason to lose data, so this never ends a recording.
void logFailure(const StatusServerSettings &settings, const QString &reason)
{
    const QString text =
        u"The status server cannot listen on %1: %2. Recording goes on without it; set "
        u"STATUS_LISTEN to another address or to off"_s.arg(settings.listen->toString(), reason);
    if (settings.isListenExplicit)
        qCCritical(lcServer).noquote() << text;
    else
        qCWarning(lcServer).noquote() << text;
}

} // namespace

StatusWorker::StatusWorker(const StatusServerSettings &settings, const Clock &clock,
                           StatusChannels channels)
    : m_settings(settings)
    , m_clock(clock)
    , m_channels(channels)
    , m_access(settings.token)
    , m_ledger(channels.ledger)
    , m_listener(StatusEndpoints::LivePath.toByteArray(),
                 [this](const QUrl &url) { return answer(url); })
    , m_liveClients([this](const QWebSocket &socket) {
        return m_gate->waitingBytes(socket.peerAddress(), socket.peerPort());
    })
{
    connect(&m_listener, &QAbstractHttpServer::newWebSocketConnection, this,
            &StatusWorker::acceptLiveClients);
    connect(&m_tickTimer, &QTimer::timeout, this, &StatusWorker::tick);
}

StatusWorker::~StatusWorker() = default;

bool StatusWorker::listen(const std::optional<QSslConfiguration> &tls)
{
    ListenAddress address = *m_settings.listen;
    auto gate = std::make_unique<ConnectionGate>(gateLimits(), m_clock);
    if (tls)
        gate->setTls(*tls);
    gate->setAdmission([this](const RequestHead &head) { return m_access.refusal(head); });
    if (!gate->listen(address.host, address.port)) {
        logFailure(m_settings, gate->errorString());
        return false;
    }
    m_gate = gate.get();
    static_cast<void>(m_listener.bind(gate.release()));
    address.port = m_gate->serverPort();
    const QUrl url = urlOf(address, tls.has_value());
    qCInfo(lcServer).noquote() << u"Serving the status at "_s + url.toString();
    m_tickTimer.start(TickInterval);
    m_channels.state.update([&](StatusServerState &state) { state.url = url; });
    update();
    return true;
}

void StatusWorker::update()
{
    std::shared_ptr<const RecorderStatus> newest = m_channels.status.read();
    // Wakes that came late have nothing new.
    if (!newest || newest == m_endpoints.status())
        return;
    m_endpoints.setStatus(newest);
    m_liveClients.send(*newest, m_clock.now().monotonic);
    m_channels.state.update(
        [this](StatusServerState &state) { state.watched = m_liveClients.watched(); });
}

void StatusWorker::acceptLiveClients()
{
    while (m_listener.hasPendingWebSocketConnections()) {
        m_liveClients.add(m_listener.nextPendingWebSocketConnection(), m_endpoints.status().get());
    }
}

HttpAnswer StatusWorker::answer(const QUrl &url)
{
    const QByteArray path = url.path().toUtf8();
    if (path == StatusEndpoints::LedgerPath)
        return m_ledger.answer(QUrlQuery(url), m_clock.now());
    return m_endpoints.answer(path, counts(), m_clock.now().monotonic);
}

void StatusWorker::tick()
{
    m_gate->tick();
    m_channels.state.update([this](StatusServerState &state) { state.counts = counts(); });
}

ServerCounts StatusWorker::counts() const
{
    ServerCounts counts;
    counts.gate = m_gate->counts();
    m_liveClients.count(counts);
    return counts;
}

void StatusWorker::finish()
{
    m_liveClients.close();
}

} // namespace Orderflow
