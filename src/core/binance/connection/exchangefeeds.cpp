#include "binance/connection/exchangefeeds.h"

#include <algorithm>
#include <set>
#include <utility>

namespace Orderflow {

using namespace std::chrono_literals;

namespace {

FeedTimes timesFor(std::chrono::seconds maxAge)
{
    FeedTimes times;
    times.maxAge = maxAge;
    times.overlapPatience = std::min(times.overlapPatience, maxAge / 2);
    return times;
}

} // namespace

ExchangeFeeds::ExchangeFeeds(const ExchangeFeedsOptions &options, SocketFactory makeSocket,
                             const Clock &clock, StreamTable &streams, FeedListener &listener)
    : m_options(options)
    , m_streams(streams)
    , m_context{.connection = {clock, streams, m_paces, listener, std::move(makeSocket)},
                .times = timesFor(options.maxAge),
                .random = QRandomGenerator(options.seed)}
{
    m_context.holdConnects = [this](std::chrono::nanoseconds until) {
        m_pacer.holdUntil(until);
    };
    m_context.isDelivered = [this](StreamId stream, std::uint32_t exceptConnection) {
        return std::ranges::any_of(m_feeds, [=](const std::unique_ptr<Feed> &feed) {
            return feed->delivers(stream, exceptConnection);
        });
    };
}

ExchangeFeeds::~ExchangeFeeds() = default;

void ExchangeFeeds::setStreams(const std::vector<StreamName> &names)
{
    const std::chrono::nanoseconds now = m_context.connection.clock.now().monotonic;
    for (const StreamName &name : names)
        m_streams.add(name);
    m_paces.resize(m_streams.size());
    if (m_plan.empty()) {
        m_plan = planConnections(names, m_options.webSocketBaseUrl, m_options.streamsPerConnection);
    } else {
        m_plan = changePlan(std::move(m_plan), names, m_options.webSocketBaseUrl,
                            m_options.streamsPerConnection);
    }
    // All first sides before any second one, so that the sides of a shard start apart.
    for (int side = 1; side <= m_options.redundancy; ++side) {
        for (const ConnectionPlan &plan : m_plan)
            applyPlan(plan, side, now);
    }
    std::erase_if(m_feeds, [this](const std::unique_ptr<Feed> &feed) {
        const bool isPlanned = std::ranges::any_of(m_plan, [&feed](const ConnectionPlan &plan) {
            return plan.route == feed->route() && plan.shard == feed->shard();
        });
        if (!isPlanned)
            feed->close();
        return !isPlanned;
    });
}

void ExchangeFeeds::applyPlan(const ConnectionPlan &plan, int side, std::chrono::nanoseconds now)
{
    Feed *feed = find(plan.route, plan.shard, side);
    if (!feed) {
        m_feeds.push_back(std::make_unique<Feed>(plan, side, m_context));
        feed = m_feeds.back().get();
    }
    std::set<StreamId> wanted;
    for (const StreamName &name : plan.streams)
        wanted.insert(m_streams.add(name));
    const std::set<StreamId> present(feed->streams().begin(), feed->streams().end());
    std::vector<StreamId> added;
    std::vector<StreamId> removed;
    std::ranges::set_difference(wanted, present, std::back_inserter(added));
    std::ranges::set_difference(present, wanted, std::back_inserter(removed));
    if (!added.empty())
        feed->addStreams(added, now);
    if (!removed.empty())
        feed->removeStreams(removed);
}

void ExchangeFeeds::tick()
{
    const std::chrono::nanoseconds now = m_context.connection.clock.now().monotonic;
    for (const std::unique_ptr<Feed> &feed : m_feeds)
        feed->tick(now);
    startDueConnection(now);
}

void ExchangeFeeds::startDueConnection(std::chrono::nanoseconds now)
{
    Feed *urgent = nullptr;
    Feed::Wish strongest;
    for (const std::unique_ptr<Feed> &feed : m_feeds) {
        const std::optional<Feed::Wish> wish = feed->wish(now);
        const auto rank = [](const Feed::Wish &one) {
            return std::pair(!one.isUrgent, one.since);
        };
        if (wish && (!urgent || rank(*wish) < rank(strongest))) {
            urgent = feed.get();
            strongest = *wish;
        }
    }
    if (urgent && m_pacer.take(now))
        urgent->startConnection(now);
}

void ExchangeFeeds::close()
{
    for (const std::unique_ptr<Feed> &feed : m_feeds)
        feed->close();
    m_feeds.clear();
}

std::vector<FeedStatus> ExchangeFeeds::status() const
{
    std::vector<FeedStatus> all;
    all.reserve(m_feeds.size());
    for (const std::unique_ptr<Feed> &feed : m_feeds)
        all.push_back(feed->status());
    return all;
}

Feed *ExchangeFeeds::find(Route route, std::size_t shard, int side) const
{
    const auto found = std::ranges::find_if(m_feeds, [=](const std::unique_ptr<Feed> &feed) {
        return feed->route() == route && feed->shard() == shard && feed->side() == side;
    });
    return found == m_feeds.end() ? nullptr : found->get();
}

} // namespace Orderflow
