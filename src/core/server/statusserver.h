#pragma once

#include "clock.h"
#include "latestvalue.h"
#include "ledger/ledgerreader.h"
#include "monitor/recorderstatus.h"
#include "server/servercounts.h"
#include "statusserversettings.h"
#include "workerthread.h"

#include <QSslConfiguration>

#include <tl/expected.hpp>

#include <memory>
#include <optional>

namespace Orderflow {

/// Serves a recorder's status over HTTP and WebSocket, on a thread of its own, from start() until
/// its destruction. What its clients do, or do not, delays nobody who publishes.
///
/// A port that is taken is logged, and then the thread ends.
class StatusServer final : public WorkerThread
{
    Q_OBJECT

public:
    /// Null where the settings turn it off. The error is a sentence about a setting. `clock`
    /// outlives it.
    static tl::expected<std::unique_ptr<StatusServer>, QString>
    make(const StatusServerSettings &settings, const Clock &clock);

    /// `settings.listen` is there; `tls` is what serverTls() read; `clock` outlives it.
    StatusServer(StatusServerSettings settings, std::optional<QSslConfiguration> tls,
                 const Clock &clock, QObject *parent = nullptr);
    /// Stops and waits.
    ~StatusServer() override;

    /// Has /ledger answered from this database, as DB_URL spells it, which is read on a thread of
    /// its own. Before start(); without it there is none to read.
    void serveLedger(const QString &databaseUrl);
    void serveLedger(std::unique_ptr<LedgerReader> reader);

    /// The newest status, four times a second or so.
    void publish(RecorderStatus status);

    /// From any thread.
    StatusServerState state() const { return m_state.read(); }

signals:
    void published();

protected:
    void work() override;

private:
    const StatusServerSettings m_settings;
    const std::optional<QSslConfiguration> m_tls;
    const Clock &m_clock;
    std::unique_ptr<LedgerReader> m_ledger;
    LatestValue<std::shared_ptr<const RecorderStatus>> m_status;
    LatestValue<StatusServerState> m_state;
};

} // namespace Orderflow
