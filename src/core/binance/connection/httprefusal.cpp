#include "binance/connection/httprefusal.h"

#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

std::optional<std::chrono::seconds> parseRetryAfter(const QString &value, const QDateTime &now)
{
    bool isNumber = false;
    const qint64 seconds = value.toLongLong(&isNumber);
    if (isNumber)
        return std::chrono::seconds(std::max<qint64>(seconds, 0));
    // RFC 9110: `Wed, 21 Oct 2026 07:28:00 GMT`.
    const QDateTime date =
        QLocale::c().toDateTime(value, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    if (!date.isValid())
        return std::nullopt;
    const QDateTime until(date.date(), date.time(), QTimeZone::utc());
    return std::chrono::seconds(std::max<qint64>(now.secsTo(until), 0));
}

} // namespace

std::optional<ConnectionEnd> parseHttpRefusal(const QByteArray &head, const QDateTime &now)
{
    static const QRegularExpression statusLine(uR"(^HTTP/\d\.\d (\d{3}) ?(.*)$)"_s);
    const QStringList lines = QString::fromLatin1(head).split(u"\r\n"_s);
    const QRegularExpressionMatch match = statusLine.match(lines.first());
    if (!match.hasMatch())
        return std::nullopt;
    ConnectionEnd end{.kind = ConnectionEnd::Kind::HttpStatus};
    end.httpStatus = match.captured(1).toInt();
    end.detail = match.captured(2).trimmed();
    for (const QString &line : lines.sliced(1)) {
        if (line.isEmpty())
            break;
        if (line.section(u':', 0, 0).compare(u"retry-after"_s, Qt::CaseInsensitive) == 0)
            end.retryAfter = parseRetryAfter(line.section(u':', 1).trimmed(), now);
    }
    return end;
}

} // namespace Orderflow
