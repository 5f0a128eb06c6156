#pragma once

#include <QMap>
#include <QNetworkProxy>
#include <QProcessEnvironment>
#include <QSslConfiguration>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <tl/expected.hpp>

namespace Orderflow {

/// Which proxy leads to which address, by the environment variables that curl and most other
/// programs know: `HTTPS_PROXY` for https and wss, `HTTP_PROXY` for http and ws, `ALL_PROXY` for
/// what has none of its own, and `NO_PROXY`; each also in lower case, which then wins. An empty
/// variable counts as none.
///
/// A proxy is `http://user:password@host:port`, `socks5://…` (names are resolved here) or
/// `socks5h://…` (names are resolved there); without a scheme it is an HTTP proxy, without a port
/// it listens on 1080. This machine itself (localhost, 127.0.0.0/8, ::1) is always reached
/// directly: a proxy's is another one.
class ProxySettings
{
public:
    /// No proxies.
    ProxySettings() = default;

    /// The error names the variable and never holds a password.
    static tl::expected<ProxySettings, QString>
    fromVariables(const QMap<QString, QString> &variables);

    /// The same of a program's environment; the error says that it is a variable of that.
    static tl::expected<ProxySettings, QString>
    fromEnvironment(const QProcessEnvironment &environment);

    /// `NoProxy` where `url` is to be reached directly. Schemes: http, https, ws and wss.
    QNetworkProxy proxyFor(const QUrl &url) const;

private:
    bool isDirect(const QUrl &url) const;

    QNetworkProxy m_plain{QNetworkProxy::NoProxy};
    QNetworkProxy m_encrypted{QNetworkProxy::NoProxy};
    /// Entries of NO_PROXY in lower case.
    QStringList m_direct;
};

/// Whether `url` leads to this machine.
bool isLoopback(const QUrl &url);

/// How the exchange is reached, by REST and by WebSocket alike.
struct NetworkAccess
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    ProxySettings proxies{};
};

/// TLS 1.2 or later that trusts the system's certificates and, where `caFile` is not empty, those
/// in that PEM file. Certificates are always verified. The error is a clause about the file.
tl::expected<QSslConfiguration, QString> tlsConfiguration(const QString &caFile);

} // namespace Orderflow
