#include "remote/remoteaccess.h"

#include "statusserversettings.h"

#include <QFile>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 MaxTokenBytes = 4096;

QString tokenProblem(const QByteArray &token)
{
    if (token.isEmpty())
        return u"is empty"_s;
    if (token.size() > MaxTokenBytes)
        return u"is longer than %1 bytes"_s.arg(MaxTokenBytes);
    return isTokenText(QString::fromLatin1(token))
               ? QString()
               : u"has blanks or characters that are not ASCII in it"_s;
}

} // namespace

tl::expected<QByteArray, QString> readTokenFile(const QString &path, const QString &origin)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return tl::make_unexpected(
            u"%1 %2 cannot be read: %3"_s.arg(origin, path, file.errorString()));
    }
    const QByteArray token = file.read(MaxTokenBytes + 2).trimmed();
    if (const QString problem = tokenProblem(token); !problem.isEmpty())
        return tl::make_unexpected(u"the token in %1 %2"_s.arg(path, problem));
    return token;
}

tl::expected<NetworkAccess, QString> remoteNetworkAccess(const RecorderSettings &settings,
                                                         const QProcessEnvironment &environment)
{
    auto access = settings.networkAccess();
    if (!access)
        return access;
    const auto proxies = ProxySettings::fromEnvironment(environment);
    if (!proxies)
        return tl::make_unexpected(proxies.error());
    access->proxies = *proxies;
    return access;
}

QString plainTokenWarning(const QUrl &address)
{
    if (isLoopback(address) || address.scheme() != "ws"_L1)
        return {};
    return u"the token goes over the network unencrypted; where the recorder has TLS, use wss://"_s;
}

} // namespace Orderflow
