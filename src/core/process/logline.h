#pragma once

#include "market/time.h"
#include "settings/loglevel.h"

#include <QByteArray>
#include <QString>

namespace Orderflow {

/// One message on its way to a log, without secrets.
struct LogLine
{
    /// In characters; what is longer was cut.
    static constexpr qsizetype MaxTextSize = 8'192;

    UtcMilliseconds time{};
    LogLevel level = LogLevel::Info;
    /// Empty for Qt's default category.
    QString category;
    QString text;

    /// `2026-11-23T03:00:00.123Z INFO  category: text`, with control characters spelled out, so
    /// that one line is one message.
    QString toString() const;

    /// `category: text`, for a log that has time and level of its own.
    QString withoutTime() const;

    /// `{"category":…,"level":"INFO","message":…,"time":"2026-11-23T03:00:00.123Z"}`; the category
    /// is missing where there is none.
    QByteArray toJson() const;
};

/// The priority of `level` at the beginning of a line, as sd-daemon(3) has it: `<4>` for a
/// warning.
QByteArray journalPrefix(LogLevel level);

} // namespace Orderflow
