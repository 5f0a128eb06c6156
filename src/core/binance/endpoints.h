#pragma once

#include "binance/streamname.h"

#include <QUrl>

namespace Orderflow {

/// The WebSocket address of a route under a base URL of the settings.
///
/// The base names the host; a path that is one of the exchange's own (`/stream`, `/ws`,
/// `/public/stream`, …) is dropped, any other is kept as the prefix of a proxy. So the legacy
/// `wss://fstream.binance.com/stream`, which since 2026-04-23 acknowledges everything and delivers
/// no aggTrade, is understood as its host.
QUrl streamUrl(const QUrl &webSocketBaseUrl, Route route);

} // namespace Orderflow
