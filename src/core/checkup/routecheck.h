#pragma once

#include "binance/connection/exchangesocket.h"
#include "binance/streamdecoder.h"
#include "binance/streamname.h"
#include "checkup/check.h"

#include <chrono>
#include <memory>
#include <optional>

namespace Orderflow {

/// Whether a route of the exchange delivers a stream. That it takes a subscription proves nothing:
/// it acknowledges those too that it never serves.
class RouteCheck final : public Check
{
    Q_OBJECT

public:
    /// Without a stream there is nothing to look at on that route.
    RouteCheck(Route route, std::optional<StreamName> stream, QUrl webSocketBaseUrl,
               SocketFactory makeSocket, std::chrono::milliseconds timeout);
    ~RouteCheck() override;

    void start() override;

private:
    void onFrame(const QByteArray &frame, const ReceiveTime &time);
    void onTimeout();
    void finish(CheckResult::Outcome outcome, const QString &found, const QString &advice = {});

    const Route m_route;
    const std::optional<StreamName> m_stream;
    const QUrl m_baseUrl;
    const SocketFactory m_makeSocket;
    const std::chrono::milliseconds m_timeout;
    StreamDecoder m_decoder;
    std::unique_ptr<ExchangeSocket> m_socket;
    bool m_isOpen = false;
    bool m_isAcknowledged = false;
};

} // namespace Orderflow
