#include "alerts/alerting.h"

#include <QLoggingCategory>
#include <QSysInfo>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcAlerts, "orderflow.alerts")

} // namespace

Alerting::Alerting(const AlertLimits &limits)
    : m_monitor(limits)
{}

void Alerting::useWebhook(const QUrl &url, const NetworkAccess &access, const Clock &clock)
{
    m_webhook = std::make_unique<AlertWebhook>(url, access, clock);
}

void Alerting::update(const RecorderStatus &status)
{
    for (const AlertStatus &alert : m_monitor.update(status)) {
        const QString line = u"%1 %2: %3"_s.arg(
            alert.name, alert.isActive ? u"raised"_s : u"cleared"_s, alert.message);
        if (alert.isActive)
            qCWarning(lcAlerts).noquote() << line;
        else
            qCInfo(lcAlerts).noquote() << line;
        if (m_webhook) {
            m_webhook->setRecorder(QSysInfo::machineHostName() + u": "_s + recordName(status));
            m_webhook->add(alert);
        }
    }
    if (m_webhook)
        m_webhook->tick();
}

} // namespace Orderflow
