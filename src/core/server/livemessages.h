#pragma once

#include "monitor/recorderstatus.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace Orderflow {

/// The messages that the clients of /live get of one status. Each is made once for all clients
/// that asked for the same books; most ask for none.
class LiveMessages
{
public:
    explicit LiveMessages(const RecorderStatus &status);

    /// `{"type":"status",…}`, where only `books` have their bids, asks and tapes. In order and each
    /// once.
    const QString &withBooks(const QStringList &books);

    /// `{"type":"error","message":…}`.
    static QString error(const QString &message);

private:
    QJsonObject m_status;
    /// With and without their books.
    QJsonArray m_symbols;
    QJsonArray m_bareSymbols;
    QJsonArray m_tapes;
    QHash<QStringList, QString> m_texts;
};

} // namespace Orderflow
