#include "binance/connection/connectionplan.h"

#include "binance/endpoints.h"

#include <algorithm>
#include <iterator>

namespace Orderflow {

namespace {

std::vector<StreamName> streamsOf(std::span<const StreamName> streams, Route route)
{
    std::vector<StreamName> ofRoute;
    std::ranges::copy_if(streams, std::back_inserter(ofRoute),
                         [route](const StreamName &stream) { return stream.route() == route; });
    return ofRoute;
}

} // namespace

std::vector<ConnectionPlan> planConnections(std::span<const StreamName> streams,
                                            const QUrl &webSocketBaseUrl, std::size_t maxStreams)
{
    std::vector<ConnectionPlan> plans;
    for (const Route route : {Route::Public, Route::Market}) {
        const std::vector<StreamName> ofRoute = streamsOf(streams, route);
        const std::size_t connections = (ofRoute.size() + maxStreams - 1) / maxStreams;
        for (std::size_t i = 0; i < connections; ++i) {
            // Shares that differ by one stream at most.
            const std::size_t begin = ofRoute.size() * i / connections;
            const std::size_t end = ofRoute.size() * (i + 1) / connections;
            plans.push_back({route, streamUrl(webSocketBaseUrl, route),
                             std::vector<StreamName>(ofRoute.begin() + std::ptrdiff_t(begin),
                                                     ofRoute.begin() + std::ptrdiff_t(end))});
        }
    }
    return plans;
}

} // namespace Orderflow
