#pragma once

#include "clock.h"
#include "replay/marketsource.h"

#include <QObject>
#include <QUrl>

#include <tl/expected.hpp>

#include <memory>

namespace Orderflow {

/// How a market is played.
struct ReplayOptions
{
    /// The fastest pace that can be asked for.
    static constexpr double MaxSpeed = 100'000;

    /// Market time per real time, up to MaxSpeed. 0 plays as fast as clients take the frames, and
    /// waits while no client is subscribed to anything.
    double speed = 1;
    /// Plays from listen() on; otherwise playback waits until each route of the market has a
    /// subscription and 300 ms passed without a new one, or 3 s after the first.
    bool startAtOnce = false;
    /// Closes all connections after the last frame; otherwise they stay open and silent, as on an
    /// exchange in a quiet market.
    bool closeAtEnd = false;
    /// Times playback and rate limits; has to outlive the server. Null means SystemClock.
    const Clock *clock = nullptr;
};

/// A Binance-compatible exchange on one port of the loopback interface: the WebSocket endpoints
/// `/public/stream`, `/market/stream` and the legacy `/stream`, and the REST endpoints `ping`,
/// `time`, `exchangeInfo`, `depth` and `aggTrades` of `/fapi/v1`.
/// Source: USDⓈ-M futures documentation, "Websocket Market Streams" and "Market Data Endpoints".
///
/// A client that reads slowly makes playback wait, so nothing is dropped and memory stays bounded;
/// one that takes nothing for 10 s is disconnected. Lives in one thread with an event loop.
class ReplayServer : public QObject
{
    Q_OBJECT

public:
    ReplayServer(ReplayOptions options, std::unique_ptr<MarketSource> source,
                 QObject *parent = nullptr);
    ~ReplayServer() override;

    /// Serves on 127.0.0.1:`port`, or on a free port where it is 0. Returns the port, or what is
    /// wrong and what to do. To be called once.
    tl::expected<quint16, QString> listen(quint16 port);

    /// The base of the WebSocket endpoints, such as `ws://127.0.0.1:9443`; empty before listen().
    QUrl webSocketUrl() const;
    /// The base of the REST endpoints, such as `http://127.0.0.1:9443`; empty before listen().
    QUrl restUrl() const;

    /// Frames that were given to clients, each counted once per client.
    qint64 framesSent() const;
    int clientCount() const;

signals:
    void listening(quint16 port);
    void playbackStarted();
    /// The last frame was given to the clients. Never emitted by a market without an end.
    void playbackFinished(qint64 framesSent);
    /// The source broke off; clients stay connected and silent.
    void playbackFailed(const QString &message);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Orderflow
