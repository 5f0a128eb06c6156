#include "http/requesthead.h"

#include <algorithm>

namespace Orderflow {

namespace {

bool isTokenCharacter(char c)
{
    constexpr QByteArrayView Others("!#$%&'*+-.^_`|~");
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           Others.contains(c);
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::ranges::all_of(text, isTokenCharacter);
}

bool isPrintable(QByteArrayView text)
{
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

/// Whatever is no control character: a field may have Latin-1 or UTF-8 in it.
bool isFieldText(QByteArrayView text)
{
    return std::ranges::none_of(text, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
}

tl::unexpected<HttpAnswer> refused(int status, const QByteArray &reason)
{
    return tl::make_unexpected(HttpAnswer::error(status, reason));
}

tl::expected<void, HttpAnswer> parseRequestLine(QByteArrayView line, RequestHead &head)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype second = first < 0 ? -1 : line.indexOf(' ', first + 1);
    if (second < 0)
        return refused(400, "This is no HTTP request");
    const QByteArrayView version = line.sliced(second + 1);
    head.method = line.first(first).toByteArray();
    head.target = line.sliced(first + 1, second - first - 1).toByteArray();
    if (!isToken(head.method) || head.target.isEmpty() || !isPrintable(head.target))
        return refused(400, "This is no HTTP request");
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return refused(505, "HTTP/1.1 is spoken here");
    // The other forms are for proxies.
    if (!head.target.startsWith('/'))
        return refused(400, "The target has to be a path");
    head.minorVersion = version.back() - '0';
    return {};
}

tl::expected<void, HttpAnswer> parseField(QByteArrayView line, RequestHead &head)
{
    const qsizetype colon = line.indexOf(':');
    if (colon < 0 || !isToken(line.first(colon)) || !isFieldText(line.sliced(colon + 1)))
        return refused(400, "A header field is broken");
    head.fields.emplaceBack(line.first(colon).toByteArray().toLower(),
                            line.sliced(colon + 1).trimmed().toByteArray());
    return {};
}

bool listHas(const QByteArray &list, const QByteArray &word)
{
    const QList<QByteArray> parts = list.toLower().split(',');
    return std::ranges::any_of(parts,
                               [&](const QByteArray &part) { return part.trimmed() == word; });
}

} // namespace

tl::expected<RequestHead, HttpAnswer> RequestHead::parse(QByteArrayView text)
{
    RequestHead head;
    bool isFirst = true;
    while (!text.isEmpty()) {
        const qsizetype end = text.indexOf('\n');
        QByteArrayView line = end < 0 ? text : text.first(end);
        text = end < 0 ? QByteArrayView() : text.sliced(end + 1);
        if (line.endsWith('\r'))
            line.chop(1);
        if (line.isEmpty() && !isFirst)
            break;
        const auto parsed = isFirst ? parseRequestLine(line, head) : parseField(line, head);
        if (!parsed)
            return tl::make_unexpected(parsed.error());
        isFirst = false;
    }
    if (isFirst)
        return refused(400, "This is no HTTP request");
    if (head.minorVersion == 1 && head.count("host") != 1)
        return refused(400, "A request needs one Host field");
    return head;
}

QByteArray RequestHead::path() const
{
    const qsizetype query = target.indexOf('?');
    return query < 0 ? target : target.first(query);
}

QByteArray RequestHead::value(QByteArrayView name) const
{
    const auto found =
        std::ranges::find_if(fields, [name](const auto &field) { return field.first == name; });
    return found == fields.end() ? QByteArray() : found->second;
}

qsizetype RequestHead::count(QByteArrayView name) const
{
    return std::ranges::count_if(fields, [name](const auto &field) { return field.first == name; });
}

bool RequestHead::isWebSocketUpgrade() const
{
    // As QHttpServer understands it, which sees the request next.
    return value("connection").toLower().contains("upgrade") &&
           value("upgrade").compare("websocket", Qt::CaseInsensitive) == 0;
}

bool RequestHead::keepsAlive() const
{
    const QByteArray connection = value("connection");
    return minorVersion == 1 ? !listHas(connection, "close") : listHas(connection, "keep-alive");
}

} // namespace Orderflow
