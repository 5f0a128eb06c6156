#include "statusserversettings.h"

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// `text` as a user can be shown it.
QString shown(QStringView text)
{
    constexpr qsizetype MostShown = 80;
    return u'"' + text.left(MostShown).toString().simplified() + u'"';
}

/// Host and port as they are written, the host without its brackets.
struct HostAndPort
{
    QStringView host;
    QStringView port;
};

std::optional<HostAndPort> split(QStringView text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    if (colon <= 0)
        return std::nullopt;
    HostAndPort parts{text.first(colon), text.sliced(colon + 1)};
    const bool isBracketed = parts.host.startsWith(u'[') && parts.host.endsWith(u']');
    // Without brackets nobody knows where an IPv6 address ends.
    if (parts.host.contains(u':') != isBracketed)
        return std::nullopt;
    if (isBracketed)
        parts.host = parts.host.sliced(1).chopped(1);
    return parts;
}

} // namespace

bool isTokenText(QStringView text)
{
    return std::ranges::all_of(text,
                               [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; });
}

QString ListenAddress::toString() const
{
    const QString name = host.toString();
    return (name.contains(u':') ? u"[%1]:%2"_s : u"%1:%2"_s).arg(name).arg(port);
}

std::optional<ListenAddress> ListenAddress::parse(QStringView text, QString *error)
{
    const std::optional<HostAndPort> parts = split(text);
    if (!parts) {
        *error = shown(text) + u" is no address with a port"_s;
        return std::nullopt;
    }
    ListenAddress address;
    const bool isIpv4Written = parts->host.count(u'.') == 3 || parts->host.contains(u':');
    if (!isIpv4Written || !address.host.setAddress(parts->host.toString())) {
        *error = shown(text) + u" begins with no IP address; a name is not taken, because what it "
                               u"stands for may change"_s;
        return std::nullopt;
    }
    bool isNumber = false;
    const uint port = parts->port.toUInt(&isNumber);
    const bool isDigits = !parts->port.isEmpty() && parts->port.front().isDigit();
    if (!isNumber || !isDigits || port > 65'535) {
        *error = shown(text) + u" ends with no port"_s;
        return std::nullopt;
    }
    address.port = quint16(port);
    return address;
}

} // namespace Orderflow
