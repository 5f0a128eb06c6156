#pragma once

#include "binance/connection/connectionplan.h"
#include "binance/connection/connectpacer.h"
#include "binance/connection/feed.h"
#include "binance/connection/feedcontext.h"
#include "binance/connection/feedlistener.h"
#include "binance/connection/feedstatus.h"
#include "binance/streamtable.h"

#include <QRandomGenerator>
#include <QUrl>

#include <cstddef>
#include <memory>
#include <vector>

namespace Orderflow {

struct ExchangeFeedsOptions
{
    QUrl webSocketBaseUrl;
    /// 1 to MaxStreamsPerConnection.
    std::size_t streamsPerConnection = 200;
    /// How many feeds deliver each stream: 1 or 2.
    int redundancy = 1;
    /// See FeedTimes::maxAge.
    std::chrono::seconds maxAge{82'800};
    /// Of all that is left to chance: delays and ages.
    quint32 seed = QRandomGenerator::global()->generate();
};

/// All feeds of the recorder: which stream is in which shard, and which connection may be made
/// next. Knows no timer: tick() does what is due, and has to be called some 20 times a second.
/// Belongs to one thread.
class ExchangeFeeds
{
public:
    /// `clock`, `streams` and `listener` outlive it.
    ExchangeFeeds(const ExchangeFeedsOptions &options, SocketFactory makeSocket, const Clock &clock,
                  StreamTable &streams, FeedListener &listener);
    ~ExchangeFeeds();
    Q_DISABLE_COPY_MOVE(ExchangeFeeds)

    /// Delivers these from now on, and no others. Streams that stay are not touched.
    void setStreams(const std::vector<StreamName> &names);

    void tick();

    /// Ends all connections in order.
    void close();

    const std::vector<ConnectionPlan> &plan() const { return m_plan; }

    /// In the order of the plan, side by side.
    std::vector<FeedStatus> status() const;

private:
    void startDueConnection(std::chrono::nanoseconds now);
    void applyPlan(const ConnectionPlan &plan, int side, std::chrono::nanoseconds now);
    Feed *find(Route route, std::size_t shard, int side) const;

    const ExchangeFeedsOptions m_options;
    StreamTable &m_streams;
    PaceBook m_paces;
    ConnectPacer m_pacer;
    FeedContext m_context;
    std::vector<ConnectionPlan> m_plan;
    std::vector<std::unique_ptr<Feed>> m_feeds;
};

} // namespace Orderflow
