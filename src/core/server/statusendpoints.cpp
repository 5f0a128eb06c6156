#include "server/statusendpoints.h"

#include "monitor/statusjson.h"
#include "server/metrics.h"
#include "server/readiness.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

struct Page
{
    QByteArrayView path;
    QByteArrayView text;
};

constexpr std::array Pages{
    Page{"/", "this page"},
    Page{StatusEndpoints::HealthPath, "200 while the process lives"},
    Page{"/readyz", "200 while it records and writes, else 503 with the reason"},
    Page{"/metrics", "for Prometheus"},
    Page{"/status", "the whole status as JSON"},
    Page{StatusEndpoints::LedgerPath,
         "the gaps, connections and streams of the last 24 hours as JSON"},
    Page{StatusEndpoints::LivePath, "the same as a WebSocket, four times a second"},
};

QByteArray contents()
{
    QByteArray html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
                      "<title>orderflow-recorder</title></head>\n<body>\n"
                      "<h1>orderflow-recorder</h1>\n<ul>\n";
    for (const Page &page : Pages) {
        html += "<li><a href=\"" + page.path.toByteArray() + "\">" + page.path.toByteArray() +
                "</a>: " + page.text.toByteArray() + "</li>\n";
    }
    return html + "</ul>\n</body>\n</html>\n";
}

HttpAnswer noStatus()
{
    return HttpAnswer::error(503, "There is no status yet");
}

} // namespace

bool StatusEndpoints::isKnown(QByteArrayView path)
{
    return std::ranges::any_of(Pages, [path](const Page &page) { return page.path == path; });
}

void StatusEndpoints::setStatus(std::shared_ptr<const RecorderStatus> status)
{
    m_status = std::move(status);
    m_metrics.clear();
    m_json.clear();
}

HttpAnswer StatusEndpoints::answer(QByteArrayView path, const ServerCounts &counts,
                                   std::chrono::nanoseconds now)
{
    if (path == HealthPath)
        return {200, "text/plain; charset=utf-8", "ok\n"};
    if (path == "/")
        return {200, "text/html; charset=utf-8", contents()};
    if (path == "/readyz")
        return readiness(now);
    if (path == "/metrics")
        return metrics(counts, now);
    return json();
}

HttpAnswer StatusEndpoints::readiness(std::chrono::nanoseconds now) const
{
    const Readiness found =
        m_status ? readinessOf(*m_status, now) : Readiness{false, u"There is no status yet"_s};
    const QJsonObject body{{u"ready"_s, found.isReady}, {u"reason"_s, found.reason}};
    return {found.isReady ? 200 : 503, "application/json",
            QJsonDocument(body).toJson(QJsonDocument::Compact)};
}

HttpAnswer StatusEndpoints::metrics(const ServerCounts &counts, std::chrono::nanoseconds now)
{
    if (!m_status)
        return noStatus();
    // One that hangs is not ready any more, although nothing new came.
    constexpr std::chrono::seconds Fresh{1};
    if (m_metrics.isEmpty() || now - m_status->takenAt.monotonic > Fresh)
        m_metrics = metricsText(*m_status, readinessOf(*m_status, now).isReady, counts);
    return {200, "text/plain; version=0.0.4; charset=utf-8", m_metrics};
}

HttpAnswer StatusEndpoints::json()
{
    if (!m_status)
        return noStatus();
    if (m_json.isEmpty())
        m_json = QJsonDocument(toJson(*m_status)).toJson(QJsonDocument::Compact);
    return {200, "application/json", m_json};
}

} // namespace Orderflow
