#pragma once

#include "clock.h"
#include "latestvalue.h"
#include "server/accesspolicy.h"
#include "server/ledgerendpoint.h"
#include "server/liveclients.h"
#include "server/statusendpoints.h"
#include "server/statuslistener.h"
#include "statusserversettings.h"

#include <QObject>
#include <QSslConfiguration>
#include <QTimer>

#include <memory>
#include <optional>

namespace Orderflow {

/// Where a status comes from, and where what becomes of it goes to.
struct StatusChannels
{
    const LatestValue<std::shared_ptr<const RecorderStatus>> &status;
    LatestValue<StatusServerState> &state;
    /// Null where there is no database.
    LedgerReader *ledger = nullptr;
};

/// Serves the newest status over HTTP and WebSocket. Lives on the thread of a StatusServer.
class StatusWorker : public QObject
{
    Q_OBJECT

public:
    /// `settings`, `clock` and what the channels refer to outlive it.
    StatusWorker(const StatusServerSettings &settings, const Clock &clock, StatusChannels channels);
    ~StatusWorker() override;

    /// Whether it listens. Logs where, or why not.
    bool listen(const std::optional<QSslConfiguration> &tls);

    /// Looks for a new status.
    void update();

    /// Tells those who are connected that this is the end.
    void finish();

private:
    void acceptLiveClients();
    void tick();
    HttpAnswer answer(const QUrl &url);
    ServerCounts counts() const;

    const StatusServerSettings &m_settings;
    const Clock &m_clock;
    const StatusChannels m_channels;
    AccessPolicy m_access;
    StatusEndpoints m_endpoints;
    LedgerEndpoint m_ledger;
    StatusListener m_listener;
    /// Owned by the listener.
    ConnectionGate *m_gate = nullptr;
    // After the listener, because its clients' sockets may be the listener's.
    LiveClients m_liveClients;
    QTimer m_tickTimer;
};

} // namespace Orderflow
