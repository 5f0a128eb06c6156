#pragma once

#include "http/httpanswer.h"
#include "monitor/recorderstatus.h"
#include "server/servercounts.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>

namespace Orderflow {

/// What the status server answers to GET: path by path, of the newest status. Makes each text once
/// for each status, however often it is asked for. Belongs to one thread.
class StatusEndpoints
{
public:
    static constexpr QByteArrayView HealthPath = "/healthz";
    static constexpr QByteArrayView LedgerPath = "/ledger";
    static constexpr QByteArrayView LivePath = "/live";

    /// Whether there is anything at that path.
    static bool isKnown(QByteArrayView path);

    /// Null before the first status.
    void setStatus(std::shared_ptr<const RecorderStatus> status);
    const std::shared_ptr<const RecorderStatus> &status() const { return m_status; }

    /// `path` is known, and none that has an endpoint of its own, as the WebSocket and the ledger;
    /// `now` is on the monotonic clock.
    HttpAnswer answer(QByteArrayView path, const ServerCounts &counts,
                      std::chrono::nanoseconds now);

private:
    HttpAnswer readiness(std::chrono::nanoseconds now) const;
    HttpAnswer metrics(const ServerCounts &counts, std::chrono::nanoseconds now);
    HttpAnswer json();

    std::shared_ptr<const RecorderStatus> m_status;
    QByteArray m_metrics;
    QByteArray m_json;
};

} // namespace Orderflow
