#pragma once

#include "binance/networkaccess.h"
#include "binance/rest/restclient.h"
#include "checkup/check.h"
#include "clock.h"
#include "market/clocksample.h"

#include <QUrl>

#include <chrono>
#include <memory>
#include <optional>

class QSslSocket;

namespace Orderflow {

/// Whether the names of the exchange's hosts lead anywhere.
class NameCheck final : public Check
{
    Q_OBJECT

public:
    NameCheck(QList<QUrl> urls, ProxySettings proxies);

    void start() override;

private:
    void lookUpNext();

    const QList<QUrl> m_urls;
    const ProxySettings m_proxies;
    QStringList m_hosts;
    QStringList m_seen;
};

/// Whether the exchange shows a certificate that is trusted.
class TlsCheck final : public Check
{
    Q_OBJECT

public:
    TlsCheck(QUrl url, NetworkAccess network, std::chrono::milliseconds timeout);
    ~TlsCheck() override;

    void start() override;

private:
    void onEncrypted();

    const QUrl m_url;
    const NetworkAccess m_network;
    const std::chrono::milliseconds m_timeout;
    std::unique_ptr<QSslSocket> m_socket;
};

/// Whether the REST API answers, and what time it is there.
class RestCheck final : public Check
{
    Q_OBJECT

public:
    /// `clock` outlives it. `mostOffset` is how far this machine's clock may be off; 0 is any.
    RestCheck(RestClientOptions options, const Clock &clock, std::chrono::milliseconds mostOffset);

    void start() override;

private:
    void ask();
    void onAnswer(const RestClient::Result &result, const RestTiming &timing);
    CheckResult clockResult() const;

    RestClient m_rest;
    const std::chrono::milliseconds m_mostOffset;
    int m_answers = 0;
    std::optional<ClockSample> m_best;
};

} // namespace Orderflow
