#pragma once

#include "alerts/alertmonitor.h"
#include "alerts/alertwebhook.h"

#include <memory>

namespace Orderflow {

/// Watches the status of a recorder and tells of each change of an alert, in the log and, where
/// there is one, to a webhook. Lives in the thread of the recorder, and needs its event loop.
class Alerting
{
public:
    explicit Alerting(const AlertLimits &limits);

    /// Sends to `url` as well. `clock` outlives this object.
    void useWebhook(const QUrl &url, const NetworkAccess &access, const Clock &clock);

    /// To be called about twice a second.
    void update(const RecorderStatus &status);

    const std::vector<AlertStatus> &alerts() const { return m_monitor.alerts(); }

private:
    AlertMonitor m_monitor;
    std::unique_ptr<AlertWebhook> m_webhook;
};

} // namespace Orderflow
