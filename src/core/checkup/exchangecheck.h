#pragma once

#include "binance/networkaccess.h"
#include "checkup/check.h"

#include <QUrl>

#include <chrono>
#include <memory>

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

} // namespace Orderflow
