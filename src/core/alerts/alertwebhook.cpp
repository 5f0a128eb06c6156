#include "alerts/alertwebhook.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>
#include <QMetaEnum>
#include <QNetworkRequest>
#include <QTimer>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcAlerts, "orderflow.alerts")

/// Nobody reads the answer.
constexpr qint64 MostAnswerBytes = 64 << 10;

/// Qt's own texts have the address in them.
QString faultOf(const QNetworkReply &reply, int status)
{
    if (status > 0)
        return u"HTTP %1"_s.arg(status);
    return QString::fromLatin1(
        QMetaEnum::fromType<QNetworkReply::NetworkError>().valueToKey(reply.error()));
}

/// Whether sending the same once more can help.
bool isTransient(int status)
{
    return status == 0 || status == 408 || status == 425 || status == 429 || status >= 500;
}

} // namespace

QByteArray webhookBody(const AlertStatus &alert, const QString &recorder)
{
    const QString state = alert.isActive ? u"raised"_s : u"cleared"_s;
    const QString since = alert.since ? toIsoMilliseconds(*alert.since) : QString();
    return QJsonDocument(QJsonObject{{u"recorder"_s, recorder},
                                     {u"name"_s, alert.name},
                                     {u"state"_s, state},
                                     {u"since"_s, since},
                                     {u"message"_s, alert.message},
                                     {u"text"_s, u"%1 %2 on %3: %4"_s.arg(
                                                     alert.name, state, recorder, alert.message)}})
        .toJson(QJsonDocument::Compact);
}

AlertWebhook::AlertWebhook(const QUrl &url, const NetworkAccess &access, const Clock &clock,
                           QObject *parent)
    : QObject(parent)
    , m_url(url)
    , m_clock(clock)
    , m_tls(access.tls)
{
    m_network.setProxy(access.proxies.proxyFor(url));
    m_network.setAutoDeleteReplies(true);
}

AlertWebhook::~AlertWebhook()
{
    if (m_queue.size() > 0) {
        qCWarning(lcAlerts).noquote() << u"%1 alerts were not sent to %2 before the end"_s.arg(
            QString::number(m_queue.size()), m_url.host());
    }
}

void AlertWebhook::tick()
{
    if (const std::optional<AlertStatus> alert = m_queue.next(m_clock.now().monotonic))
        send(*alert);
}

void AlertWebhook::send(const AlertStatus &alert)
{
    QNetworkRequest request(m_url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"orderflow-recorder"_s);
    // The key in the address is for this host alone.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setSslConfiguration(m_tls);
    QNetworkReply *reply = m_network.post(request, webhookBody(alert, m_recorder));
    connect(reply, &QNetworkReply::readyRead, reply, [reply] {
        if (reply->bytesAvailable() > MostAnswerBytes)
            reply->abort();
    });
    // Over all, and not since the last byte as Qt's own.
    QTimer::singleShot(Timeout, reply, &QNetworkReply::abort);
    connect(reply, &QNetworkReply::finished, this, [this, reply] { onFinished(*reply); });
}

void AlertWebhook::onFinished(QNetworkReply &reply)
{
    const std::chrono::nanoseconds now = m_clock.now().monotonic;
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status >= 200 && status < 300) {
        m_queue.arrived(now);
        return;
    }
    const QString fault = u"An alert did not get to the webhook at %1: %2"_s.arg(
        m_url.host(), faultOf(reply, status));
    if (isTransient(status)) {
        bool isNumber = false;
        const int wait = reply.rawHeader("Retry-After").toInt(&isNumber);
        m_queue.failed(now, std::chrono::seconds(isNumber ? std::max(wait, 0) : 0));
        qCWarning(lcAlerts).noquote() << fault + u"; it is tried again"_s;
    } else {
        m_queue.refused(now);
        qCWarning(lcAlerts).noquote() << fault + u"; look at ALERT_WEBHOOK_URL"_s;
    }
}

} // namespace Orderflow
