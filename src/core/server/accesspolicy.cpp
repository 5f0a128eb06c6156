#include "server/accesspolicy.h"

#include "server/statusendpoints.h"

#include <QCryptographicHash>
#include <QHostAddress>
#include <QUrl>

#include <algorithm>

namespace Orderflow {

namespace {

QByteArray digestOf(const QByteArray &text)
{
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256);
}

/// Takes as long for any two texts of a length. Of digests, so that not even the length of a
/// token shows.
bool areEqual(const QByteArray &left, const QByteArray &right)
{
    if (left.size() != right.size())
        return false;
    unsigned difference = 0;
    for (qsizetype i = 0; i < left.size(); ++i)
        difference |= static_cast<unsigned>(left[i] ^ right[i]);
    return difference == 0;
}

/// `Bearer abc` without its first word, which may be in any case.
QByteArray bearerToken(const QByteArray &value)
{
    constexpr QByteArrayView Scheme("bearer ");
    return value.first(qMin(value.size(), Scheme.size())).toLower() == Scheme
               ? value.sliced(Scheme.size()).trimmed()
               : QByteArray();
}

bool namesThisMachine(const QByteArray &host)
{
    const QString name = QUrl(QStringLiteral("http://") + QString::fromLatin1(host)).host();
    return name == QStringLiteral("localhost") || !QHostAddress(name).isNull();
}

/// Whether the request comes from no page on the web, or from one of this server.
bool isOfThisSite(const RequestHead &head)
{
    const QByteArray origin = head.value("origin");
    return origin.isEmpty() || origin == "http://" + head.value("host") ||
           origin == "https://" + head.value("host");
}

/// Without a token the browser of somebody on this machine could be made to ask, by a page that is
/// elsewhere.
std::optional<HttpAnswer> foreignPageRefusal(const RequestHead &head)
{
    if (!head.value("host").isEmpty() && !namesThisMachine(head.value("host"))) {
        return HttpAnswer::error(403, "Without a STATUS_TOKEN this answers to localhost and to IP "
                                      "addresses only");
    }
    if (!isOfThisSite(head))
        return HttpAnswer::error(403, "Without a STATUS_TOKEN pages elsewhere are not answered");
    return std::nullopt;
}

/// Whether Qt's WebSocket will take the handshake. It complains in the log of those that it does
/// not, which others should not be able to fill.
bool isGoodHandshake(const RequestHead &head)
{
    constexpr qsizetype KeyBytes = 16;
    constexpr qsizetype MostFields = 50;
    constexpr qsizetype LongestField = 4096;
    const auto key = QByteArray::fromBase64Encoding(head.value("sec-websocket-key"),
                                                    QByteArray::AbortOnBase64DecodingErrors);
    return head.method == "GET" && head.minorVersion == 1 && key &&
           key.decoded.size() == KeyBytes && head.value("sec-websocket-version") == "13" &&
           head.fields.size() <= MostFields && head.target.size() <= LongestField &&
           std::ranges::all_of(head.fields, [](const auto &field) {
               return field.first.size() + field.second.size() <= LongestField;
           });
}

HttpAnswer upgradeRequired()
{
    HttpAnswer answer = HttpAnswer::error(426, "This is a WebSocket");
    answer.fields = {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}};
    return answer;
}

} // namespace

AccessPolicy::AccessPolicy(const QString &token)
    : m_tokenDigest(token.isEmpty() ? QByteArray() : digestOf(token.toUtf8()))
{}

bool AccessPolicy::hasToken(const RequestHead &head) const
{
    return areEqual(digestOf(bearerToken(head.value("authorization"))), m_tokenDigest);
}

std::optional<HttpAnswer> AccessPolicy::refusal(const RequestHead &head) const
{
    const QByteArray path = head.path();
    const bool isProbe = path == StatusEndpoints::HealthPath;
    if (!isProbe && m_tokenDigest.isEmpty()) {
        if (const std::optional<HttpAnswer> foreign = foreignPageRefusal(head))
            return foreign;
    } else if (!isProbe && !hasToken(head)) {
        HttpAnswer answer =
            HttpAnswer::error(401, "Show the STATUS_TOKEN as Authorization: Bearer TOKEN");
        answer.fields.emplaceBack("WWW-Authenticate", "Bearer");
        return answer;
    }
    if (!StatusEndpoints::isKnown(path))
        return HttpAnswer::error(404, "There is no such page; / names those that there are");
    if (head.method != "GET" && head.method != "HEAD") {
        HttpAnswer answer = HttpAnswer::error(405, "Only GET is answered");
        answer.fields.emplaceBack("Allow", "GET, HEAD");
        return answer;
    }
    const bool isLive = path == StatusEndpoints::LivePath;
    if (isLive && !head.isWebSocketUpgrade())
        return upgradeRequired();
    if (isLive && !isGoodHandshake(head))
        return HttpAnswer::error(400, "The WebSocket handshake is broken");
    if (!isLive && head.isWebSocketUpgrade())
        return HttpAnswer::error(400, "Only /live is a WebSocket");
    return std::nullopt;
}

} // namespace Orderflow
