#pragma once

#include "latestvalue.h"
#include "replay/marketsource.h"
#include "workerthread.h"

#include <QByteArray>
#include <QUrl>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

/// A stretch of a market, all of it known before it is played.
struct KnownMarket
{
    /// The ids of each stream that the recorder records by default, in their order.
    using Ids = std::map<QByteArray, std::vector<std::int64_t>>;

    /// The capture of two symbols where ORDERFLOW_TEST_DATA says where it is, else as many seconds
    /// of a made-up market.
    static std::shared_ptr<const KnownMarket> make();

    QString name;
    std::vector<Orderflow::MarketSymbol> symbols;
    std::vector<Orderflow::MarketFrame> frames;
    Ids ids;
    /// From the first frame to the last.
    double seconds = 0;
};

/// An exchange that plays such a market once, on a thread of its own, so that a test may block.
/// Its methods belong to the test's thread.
class PlayedExchange final : public Orderflow::WorkerThread
{
    Q_OBJECT

public:
    /// Plays it in `seconds`, from when the recorder has subscribed.
    PlayedExchange(std::shared_ptr<const KnownMarket> market, double seconds);
    ~PlayedExchange() override;

    /// Waits for that; false where it cannot be reached.
    bool listen();
    QUrl webSocketUrl() const;
    QUrl restUrl() const;
    bool hasFinished() const;

    /// The ids that were sent before `time`.
    KnownMarket::Ids sentBefore(std::chrono::steady_clock::time_point time) const;

protected:
    void work() override;

private:
    class Source;

    /// What the exchange's thread says.
    struct State
    {
        bool isReady = false;
        bool hasFinished = false;
        QUrl webSocketUrl;
        QUrl restUrl;
    };

    const std::shared_ptr<const KnownMarket> m_market;
    const double m_speed;
    Orderflow::LatestValue<State> m_state;
    /// When the frame of the same index was asked for, and so the one before it was sent.
    Orderflow::LatestValue<std::vector<std::chrono::steady_clock::time_point>> m_asked;
    Orderflow::LatestValue<bool> m_mustEnd;
};
