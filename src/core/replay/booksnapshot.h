#pragma once

#include "replay/marketsource.h"

#include <QByteArray>

#include <optional>

namespace Orderflow {

/// The body of a `/fapi/v1/depth` response as a value; nothing where it is none, or where a number
/// does not fit a Decimal.
std::optional<BookSnapshot> parseBookSnapshot(const QByteArray &json);

/// The body of a `/fapi/v1/depth` response with at most `limit` levels a side.
QByteArray toJson(const BookSnapshot &snapshot, std::size_t limit);

/// The symbol that a request such as `/fapi/v1/depth?symbol=BTCUSDT&limit=1000` asks the book of;
/// nothing where it is a request for something else.
std::optional<Symbol> symbolOfDepthRequest(const QByteArray &path);

} // namespace Orderflow
