#include "binance/controlframes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Orderflow {

QByteArray subscriptionRequest(SubscriptionChange change, std::span<const StreamName> streams,
                               std::uint32_t id)
{
    QJsonArray names;
    for (const StreamName &stream : streams)
        names.append(QString::fromStdString(stream.toString()));
    const QString method = change == SubscriptionChange::Subscribe ? QStringLiteral("SUBSCRIBE")
                                                                   : QStringLiteral("UNSUBSCRIBE");
    const QJsonObject request{{QStringLiteral("method"), method},
                              {QStringLiteral("params"), names},
                              {QStringLiteral("id"), qint64(id)}};
    return QJsonDocument(request).toJson(QJsonDocument::Compact);
}

std::size_t requestCount(std::size_t streams)
{
    return (streams + MaxNamesPerRequest - 1) / MaxNamesPerRequest;
}

} // namespace Orderflow
