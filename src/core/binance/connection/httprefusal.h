#pragma once

#include "binance/connection/connectionend.h"

#include <QByteArray>
#include <QDateTime>

#include <optional>

namespace Orderflow {

/// Reads the head of an HTTP answer that is no upgrade (`HTTP/1.1 429 Too Many Requests`, …): its
/// status, its words, and Retry-After as seconds or as a date, of which `now` makes seconds.
/// Nothing where the text is no HTTP answer.
std::optional<ConnectionEnd> parseHttpRefusal(const QByteArray &head, const QDateTime &now);

} // namespace Orderflow
