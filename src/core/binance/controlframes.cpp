#include "binance/controlframes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace Orderflow {

QByteArray subscribeRequest(std::span<const StreamName> streams, std::uint32_t id)
{
    QJsonArray names;
    for (const StreamName &stream : streams)
        names.append(QString::fromStdString(stream.toString()));
    const QJsonObject request{{QStringLiteral("method"), QStringLiteral("SUBSCRIBE")},
                              {QStringLiteral("params"), names},
                              {QStringLiteral("id"), qint64(id)}};
    return QJsonDocument(request).toJson(QJsonDocument::Compact);
}

std::vector<QByteArray> subscribeRequests(std::span<const StreamName> streams)
{
    std::vector<QByteArray> requests;
    while (!streams.empty()) {
        const std::size_t count = std::min(streams.size(), MaxNamesPerRequest);
        requests.push_back(subscribeRequest(streams.first(count),
                                            static_cast<std::uint32_t>(requests.size() + 1)));
        streams = streams.subspan(count);
    }
    return requests;
}

} // namespace Orderflow
