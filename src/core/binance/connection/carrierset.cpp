#include "binance/connection/carrierset.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using Purpose = Carrier::Purpose;

Carrier &CarrierSet::add(std::unique_ptr<Carrier> carrier)
{
    m_carriers.push_back(std::move(carrier));
    return *m_carriers.back();
}

Carrier *CarrierSet::find(Purpose purpose) const
{
    const auto found = std::ranges::find_if(m_carriers, [purpose](const auto &carrier) {
        return carrier->purpose() == purpose && !carrier->streams().empty();
    });
    return found == m_carriers.end() ? nullptr : found->get();
}

Carrier *CarrierSet::mostUrgent(std::chrono::nanoseconds now) const
{
    Carrier *urgent = nullptr;
    const auto rank = [](const Carrier &carrier) {
        return std::pair(carrier.purpose() != Purpose::Carry, carrier.dueAt());
    };
    for (const auto &carrier : m_carriers) {
        const bool isDue = carrier->isDue(now) && !carrier->streams().empty();
        if (isDue && (!urgent || rank(*carrier) < rank(*urgent)))
            urgent = carrier.get();
    }
    return urgent;
}

void CarrierSet::supersede(const Carrier &heir, const ConnectionEnd &end)
{
    for (const auto &carrier : m_carriers) {
        if (carrier.get() == &heir)
            continue;
        carrier->close(end);
        carrier->removeStreams(std::vector<StreamId>(carrier->streams()));
    }
}

void CarrierSet::removeEmpty()
{
    for (const auto &carrier : m_carriers) {
        if (carrier->streams().empty()) {
            carrier->close({.kind = ConnectionEnd::Kind::ClosedByRecorder,
                            .detail = u"no streams are left on it"_s});
        }
    }
    std::erase_if(m_carriers, [](const auto &carrier) { return carrier->streams().empty(); });
}

void CarrierSet::closeAll(const ConnectionEnd &end)
{
    for (const auto &carrier : m_carriers)
        carrier->close(end);
    m_carriers.clear();
}

bool CarrierSet::delivers(StreamId stream, std::uint32_t exceptConnection) const
{
    return std::ranges::any_of(m_carriers, [&](const auto &carrier) {
        return carrier->isOpen() && carrier->connection()->id() != exceptConnection &&
               carrier->connection()->watch().hasJoined(stream);
    });
}

bool CarrierSet::hasDeliveredSince(StreamId stream, std::uint32_t exceptConnection,
                                   std::chrono::nanoseconds since) const
{
    return std::ranges::any_of(m_carriers, [&](const auto &carrier) {
        return carrier->connection() && carrier->connection()->id() != exceptConnection &&
               carrier->connection()->watch().hasDeliveredSince(stream, since);
    });
}

void CarrierSet::addTo(FeedStatus &status) const
{
    bool isConnecting = false;
    for (const auto &carrier : m_carriers) {
        const StreamConnection *connection = carrier->connection();
        if (!connection)
            continue;
        isConnecting = true;
        // One that has ended is counted here until it is taken into the totals.
        status.frames += connection->frames();
        status.bytes += connection->bytes();
        status.pongs += connection->pongs();
        if (!carrier->isOpen())
            continue;
        ++status.openConnections;
        if (carrier->purpose() == Purpose::Carry)
            status.mute.insert(status.mute.end(), connection->watch().reported().begin(),
                               connection->watch().reported().end());
        const auto &openedAt = connection->openedAt();
        if (!status.openedAt || openedAt->monotonic < status.openedAt->monotonic)
            status.openedAt = openedAt;
        const auto &lastData = connection->lastData();
        if (lastData && (!status.lastData || lastData->monotonic > status.lastData->monotonic))
            status.lastData = lastData;
    }
    status.muteStreams = static_cast<std::int64_t>(status.mute.size());
    if (status.openConnections > 0)
        status.state = FeedStatus::State::Open;
    else
        status.state = isConnecting ? FeedStatus::State::Connecting : FeedStatus::State::Waiting;
}

} // namespace Orderflow
