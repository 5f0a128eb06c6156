#pragma once

#include <QLatin1StringView>
#include <QStringView>
#include <QtGlobal>

#include <optional>

namespace Orderflow {

/// How grave a log line is, by the names that LOG_LEVEL takes.
enum class LogLevel { Debug, Info, Warning, Error, Critical };

/// The level that `text` names in any case.
std::optional<LogLevel> parseLogLevel(QStringView text);

/// `DEBUG`, `INFO`, `WARNING`, `ERROR` or `CRITICAL`.
QLatin1StringView toString(LogLevel level);

/// What Qt's message types are called here: qCritical() is an ERROR, qFatal() is CRITICAL.
LogLevel toLogLevel(QtMsgType type);

} // namespace Orderflow
