#pragma once

#include <QStringView>

#include <optional>

namespace Orderflow {

/// How log lines are written: for people, or one JSON object a line for machines.
enum class LogFormat { Text, Json };

/// The format that `text` names in any case: `text` or `json`.
std::optional<LogFormat> parseLogFormat(QStringView text);

} // namespace Orderflow
