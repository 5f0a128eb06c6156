#include "http/httpanswer.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <map>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QByteArray phraseOf(int status)
{
    static const std::map<int, QByteArray> phrases{{200, "OK"},
                                                   {400, "Bad Request"},
                                                   {401, "Unauthorized"},
                                                   {403, "Forbidden"},
                                                   {404, "Not Found"},
                                                   {405, "Method Not Allowed"},
                                                   {408, "Request Timeout"},
                                                   {411, "Length Required"},
                                                   {413, "Content Too Large"},
                                                   {426, "Upgrade Required"},
                                                   {429, "Too Many Requests"},
                                                   {431, "Request Header Fields Too Large"},
                                                   {503, "Service Unavailable"},
                                                   {505, "HTTP Version Not Supported"}};
    const auto found = phrases.find(status);
    return found == phrases.end() ? QByteArray("Error") : found->second;
}

} // namespace

HttpAnswer HttpAnswer::error(int status, const QByteArray &reason)
{
    const QJsonObject body{{u"error"_s, QString::fromUtf8(reason)}};
    return {status, "application/json", QJsonDocument(body).toJson(QJsonDocument::Compact)};
}

QByteArray HttpAnswer::closingText() const
{
    QByteArray text = "HTTP/1.1 " + QByteArray::number(status) + ' ' + phraseOf(status) + "\r\n";
    if (!contentType.isEmpty())
        text += "Content-Type: " + contentType + "\r\n";
    for (const auto &[name, value] : fields)
        text += name + ": " + value + "\r\n";
    return text + "Content-Length: " + QByteArray::number(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

} // namespace Orderflow
