#pragma once

#include "alerts/webhookqueue.h"
#include "binance/networkaccess.h"
#include "clock.h"

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QObject>
#include <QUrl>

namespace Orderflow {

/// `alert` as a webhook gets it: an object with `recorder`, `name`, `state` (`raised` or
/// `cleared`), `since`, `message`, and `text`, all in one line as chat services show it.
QByteArray webhookBody(const AlertStatus &alert, const QString &recorder);

/// Posts changes of alerts to an address, one after the other, again where they do not arrive, and
/// without holding anything up. The address is a secret: only its host is ever logged.
class AlertWebhook : public QObject
{
    Q_OBJECT

public:
    /// How long an answer may take.
    static constexpr std::chrono::seconds Timeout{10};

    /// `clock` outlives it.
    AlertWebhook(const QUrl &url, const NetworkAccess &access, const Clock &clock,
                 QObject *parent = nullptr);
    ~AlertWebhook() override;

    /// `recorder` tells the receiver who it is.
    void setRecorder(const QString &recorder) { m_recorder = recorder; }

    void add(const AlertStatus &alert) { m_queue.add(alert); }

    /// Sends what is due. To be called about once a second.
    void tick();

private:
    void send(const AlertStatus &alert);
    void onFinished(QNetworkReply &reply);

    const QUrl m_url;
    const Clock &m_clock;
    QString m_recorder;
    WebhookQueue m_queue;
    QNetworkAccessManager m_network;
    QSslConfiguration m_tls;
};

} // namespace Orderflow
