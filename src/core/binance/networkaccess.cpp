#include "binance/networkaccess.h"

#include <QFile>
#include <QFileInfo>
#include <QHostAddress>
#include <QRegularExpression>
#include <QSslCertificate>
#include <QSslSocket>

#include <optional>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// As curl has it.
constexpr int DefaultProxyPort = 1080;
/// A bundle of all authorities of the web has about 250 kB.
constexpr qint64 MaxBundleBytes = 8 << 20;

struct Variable
{
    QString name;
    QString value;
};

/// The first of `names` that is set, each in lower case before upper case.
std::optional<Variable> findVariable(const QMap<QString, QString> &variables,
                                     const QStringList &names)
{
    for (const QString &name : names) {
        for (const QString &spelling : {name, name.toUpper()}) {
            const QString value = variables.value(spelling).trimmed();
            if (!value.isEmpty())
                return Variable{spelling, value};
        }
    }
    return std::nullopt;
}

tl::unexpected<QString> refuse(const QString &variable, const QString &why)
{
    // The value is left out: it may hold a password.
    return tl::make_unexpected(
        u"%1 %2; a proxy is http://user:password@host:port, socks5://host:port or "
        u"socks5h://host:port"_s.arg(variable, why));
}

/// Sets type and capabilities; false where `scheme` is no proxy's.
bool setScheme(QNetworkProxy &proxy, const QString &scheme)
{
    if (scheme == "http"_L1) {
        proxy.setType(QNetworkProxy::HttpProxy);
        return true;
    }
    if (scheme != "socks5"_L1 && scheme != "socks5h"_L1)
        return false;
    proxy.setType(QNetworkProxy::Socks5Proxy);
    proxy.setCapabilities(proxy.capabilities().setFlag(QNetworkProxy::HostNameLookupCapability,
                                                       scheme.endsWith(u'h')));
    return true;
}

tl::expected<QNetworkProxy, QString> parseProxy(const Variable &variable)
{
    const bool hasScheme = variable.value.contains("://"_L1);
    const QUrl url(hasScheme ? variable.value : u"http://"_s + variable.value, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty()) {
        return refuse(variable.name,
                      u"is no address; write special characters of a password as in %40"_s);
    }
    if (url.path().size() > 1 || url.hasQuery() || url.hasFragment())
        return refuse(variable.name, u"has a part after host and port"_s);
    QNetworkProxy proxy;
    if (!setScheme(proxy, url.scheme())) {
        return refuse(variable.name,
                      u"names a proxy of the kind %1://, which is not known"_s.arg(url.scheme()));
    }
    if (url.port() == 0)
        return refuse(variable.name, u"has the port 0"_s);
    proxy.setHostName(url.host());
    proxy.setPort(quint16(url.port(DefaultProxyPort)));
    proxy.setUser(url.userName(QUrl::FullyDecoded));
    proxy.setPassword(url.password(QUrl::FullyDecoded));
    return proxy;
}

bool isEncrypted(const QUrl &url)
{
    return url.scheme() == "https"_L1 || url.scheme() == "wss"_L1;
}

bool isThisMachine(const QString &host)
{
    return host == "localhost"_L1 || host.endsWith(".localhost"_L1) ||
           QHostAddress(host).isLoopback();
}

/// Whether `entry` of NO_PROXY, such as `example.com`, `.example.com:443`, `10.0.0.0/8` or
/// `[::1]`, covers `host`, whose name and domains below it are meant.
bool covers(const QString &entry, const QString &host, int port)
{
    static const QRegularExpression form(u"^(\\[[^\\]]*\\]|[^:]*|.*:.*:.*?)(?::([0-9]+))?$"_s);
    const QRegularExpressionMatch match = form.match(entry);
    if (!match.hasMatch() || (match.hasCaptured(2) && match.captured(2).toInt() != port))
        return false;
    QString name = match.captured(1);
    if (name.startsWith(u'[') && name.endsWith(u']'))
        name = name.sliced(1).chopped(1);
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    if (name.isEmpty())
        return false;

    const QHostAddress address(host);
    if (!address.isNull()) {
        const auto subnet = QHostAddress::parseSubnet(name);
        return name.contains(u'/') ? address.isInSubnet(subnet) : address == QHostAddress(name);
    }
    return host == name || host.endsWith(u'.' + name);
}

} // namespace

tl::expected<ProxySettings, QString>
ProxySettings::fromVariables(const QMap<QString, QString> &variables)
{
    ProxySettings settings;
    for (const auto &[name, place] : {std::pair{u"http_proxy"_s, &settings.m_plain},
                                      std::pair{u"https_proxy"_s, &settings.m_encrypted}}) {
        const auto variable = findVariable(variables, {name, u"all_proxy"_s});
        if (!variable)
            continue;
        const auto proxy = parseProxy(*variable);
        if (!proxy)
            return tl::make_unexpected(proxy.error());
        *place = *proxy;
    }
    static const QRegularExpression separator(u"[,\\s]+"_s);
    if (const auto direct = findVariable(variables, {u"no_proxy"_s}))
        settings.m_direct = direct->value.toLower().split(separator, Qt::SkipEmptyParts);
    return settings;
}

tl::expected<ProxySettings, QString>
ProxySettings::fromEnvironment(const QProcessEnvironment &environment)
{
    QMap<QString, QString> variables;
    for (const QString &name : environment.keys())
        variables.insert(name, environment.value(name));
    return fromVariables(variables).map_error(
        [](const QString &error) -> QString { return u"the environment variable "_s + error; });
}

bool ProxySettings::isDirect(const QUrl &url) const
{
    QString host = url.host().toLower();
    if (host.endsWith(u'.'))
        host.chop(1);
    // A proxy's loopback is another machine.
    if (isThisMachine(host) || m_direct == QStringList{u"*"_s})
        return true;
    const int port = url.port(isEncrypted(url) ? 443 : 80);
    for (const QString &entry : m_direct) {
        if (covers(entry, host, port))
            return true;
    }
    return false;
}

QNetworkProxy ProxySettings::proxyFor(const QUrl &url) const
{
    if (isDirect(url))
        return QNetworkProxy(QNetworkProxy::NoProxy);
    return isEncrypted(url) ? m_encrypted : m_plain;
}

tl::expected<QSslConfiguration, QString> tlsConfiguration(const QString &caFile)
{
    if (!QSslSocket::supportsSsl())
        return tl::make_unexpected(u"this machine's Qt has no TLS; install OpenSSL"_s);
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (caFile.isEmpty())
        return tls;

    const QFileInfo info(caFile);
    if (!info.exists())
        return tl::make_unexpected(u"the file %1 does not exist"_s.arg(caFile));
    if (info.isDir())
        return tl::make_unexpected(u"%1 is a folder; name a file in it"_s.arg(caFile));
    QFile file(caFile);
    if (!file.open(QIODevice::ReadOnly))
        return tl::make_unexpected(
            u"the file %1 cannot be read: %2"_s.arg(caFile, file.errorString()));
    const QList<QSslCertificate> own =
        QSslCertificate::fromData(file.read(MaxBundleBytes), QSsl::Pem);
    if (own.isEmpty()) {
        return tl::make_unexpected(
            u"the file %1 holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)"_s.arg(
                caFile));
    }
    // Set together: a list of its own ends that Qt looks into the system's by itself.
    tls.setCaCertificates(QSslConfiguration::systemCaCertificates() + own);
    return tls;
}

bool isLoopback(const QUrl &url)
{
    return url.host() == "localhost"_L1 || QHostAddress(url.host()).isLoopback();
}

} // namespace Orderflow
