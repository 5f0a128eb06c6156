#include "binance/connection/connectionplan.h"

#include "binance/endpoints.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace Orderflow {

namespace {

std::vector<StreamName> streamsOf(std::span<const StreamName> streams, Route route)
{
    std::vector<StreamName> ofRoute;
    std::ranges::copy_if(streams, std::back_inserter(ofRoute),
                         [route](const StreamName &stream) { return stream.route() == route; });
    return ofRoute;
}

/// Shares that differ by one stream at most, as shards from `firstShard` on.
void appendShards(std::vector<ConnectionPlan> &plans, std::span<const StreamName> ofRoute,
                  ConnectionPlan shard, std::size_t maxStreams)
{
    const std::size_t target = std::max<std::size_t>(1, maxStreams * 4 / 5);
    const std::size_t connections = (ofRoute.size() + target - 1) / target;
    for (std::size_t i = 0; i < connections; ++i) {
        const std::size_t begin = ofRoute.size() * i / connections;
        const std::size_t end = ofRoute.size() * (i + 1) / connections;
        const auto share = ofRoute.subspan(begin, end - begin);
        shard.streams.assign(share.begin(), share.end());
        plans.push_back(shard);
        ++shard.shard;
    }
}

std::size_t firstFreeShard(const std::vector<ConnectionPlan> &plans, Route route)
{
    std::size_t last = 0;
    for (const ConnectionPlan &plan : plans)
        last = plan.route == route ? std::max(last, plan.shard) : last;
    return last + 1;
}

ConnectionPlan *emptiestWithRoom(std::vector<ConnectionPlan> &plans, Route route,
                                 std::size_t maxStreams)
{
    ConnectionPlan *emptiest = nullptr;
    for (ConnectionPlan &plan : plans) {
        if (plan.route == route && plan.streams.size() < maxStreams &&
            (!emptiest || plan.streams.size() < emptiest->streams.size()))
            emptiest = &plan;
    }
    return emptiest;
}

} // namespace

std::vector<ConnectionPlan> planConnections(std::span<const StreamName> streams,
                                            const QUrl &webSocketBaseUrl, std::size_t maxStreams)
{
    std::vector<ConnectionPlan> plans;
    for (const Route route : {Route::Public, Route::Market}) {
        appendShards(plans, streamsOf(streams, route),
                     {route, 1, streamUrl(webSocketBaseUrl, route), {}}, maxStreams);
    }
    return plans;
}

std::vector<ConnectionPlan> changePlan(std::vector<ConnectionPlan> plans,
                                       std::span<const StreamName> streams,
                                       const QUrl &webSocketBaseUrl, std::size_t maxStreams)
{
    const std::set<StreamName> wanted(streams.begin(), streams.end());
    std::set<StreamName> carried;
    for (ConnectionPlan &plan : plans) {
        std::erase_if(plan.streams,
                      [&wanted](const StreamName &name) { return !wanted.contains(name); });
        carried.insert(plan.streams.begin(), plan.streams.end());
    }
    std::vector<StreamName> homeless;
    for (const StreamName &stream : streams) {
        if (carried.contains(stream))
            continue;
        if (ConnectionPlan *plan = emptiestWithRoom(plans, stream.route(), maxStreams))
            plan->streams.push_back(stream);
        else
            homeless.push_back(stream);
    }
    for (const Route route : {Route::Public, Route::Market}) {
        const std::size_t shard = firstFreeShard(plans, route);
        appendShards(plans, streamsOf(homeless, route),
                     {route, shard, streamUrl(webSocketBaseUrl, route), {}}, maxStreams);
    }
    std::erase_if(plans, [](const ConnectionPlan &plan) { return plan.streams.empty(); });
    return plans;
}

} // namespace Orderflow
