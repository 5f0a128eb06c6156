#pragma once

#include "market/time.h"

#include <QString>
#include <QVariant>

#include <optional>

/// How values are kept in the spool's file.
namespace Orderflow::SpoolValues {

/// Microseconds since 1970.
inline QVariant fromTime(std::optional<UtcMicroseconds> time)
{
    return time ? QVariant(qint64(time->time_since_epoch().count())) : QVariant();
}

inline std::optional<UtcMicroseconds> toTime(const QVariant &value)
{
    if (value.isNull())
        return std::nullopt;
    return UtcMicroseconds(std::chrono::microseconds(value.toLongLong()));
}

/// A null QString would become NULL.
inline QVariant notNull(const QString &text)
{
    return text.isNull() ? QVariant(QStringLiteral("")) : QVariant(text);
}

} // namespace Orderflow::SpoolValues
