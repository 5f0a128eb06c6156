#include "remote/remoteaddress.h"

#include "statusserversettings.h"

#include <optional>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<QString> refused(const QString &what, const QString &why)
{
    return tl::make_unexpected(
        u"%1 %2; an address is ws://host:port, wss://host:port, http://, https:// or host:port"_s
            .arg(what, why));
}

std::optional<QString> webSocketScheme(const QString &scheme)
{
    if (scheme == "ws"_L1 || scheme == "http"_L1)
        return u"ws"_s;
    if (scheme == "wss"_L1 || scheme == "https"_L1)
        return u"wss"_s;
    return std::nullopt;
}

int portOf(const QUrl &address)
{
    return address.port(address.scheme() == "wss"_L1 ? 443 : 80);
}

} // namespace

tl::expected<QUrl, QString> parseRemoteAddress(const QString &text)
{
    const QString trimmed = text.trimmed();
    const bool hasScheme = trimmed.contains("://"_L1);
    QUrl url(hasScheme ? trimmed : u"ws://"_s + trimmed, QUrl::StrictMode);
    if (!url.userInfo().isEmpty() || trimmed.contains(u'@')) {
        return refused(u"the address"_s,
                       u"has a user or a password in it; a token comes from STATUS_TOKEN or "
                       u"--token-file"_s);
    }
    const QString quoted = u"\"%1\""_s.arg(text);
    if (!url.isValid() || url.host().isEmpty())
        return refused(quoted, u"is no address"_s);
    const std::optional<QString> scheme = webSocketScheme(url.scheme());
    if (!scheme)
        return refused(quoted,
                       u"has the scheme %1://, which no recorder speaks"_s.arg(url.scheme()));
    if (url.hasQuery() || url.hasFragment())
        return refused(quoted, u"has a ? or # in it"_s);
    if (url.port() == 0)
        return refused(quoted, u"has the port 0"_s);
    url.setScheme(*scheme);
    if (!hasScheme && url.port() < 0)
        url.setPort(StatusServerSettings::DefaultPort);
    if (url.path().isEmpty() || url.path() == "/"_L1)
        url.setPath(u"/live"_s);
    return url;
}

QString shortName(const QUrl &address)
{
    const bool isV6 = address.host().contains(u':');
    return (isV6 ? u'[' + address.host() + u']' : address.host()) + u':' +
           QString::number(portOf(address));
}

} // namespace Orderflow
