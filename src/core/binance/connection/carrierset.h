#pragma once

#include "binance/connection/carrier.h"
#include "binance/connection/feedstatus.h"

#include <chrono>
#include <memory>
#include <span>
#include <vector>

namespace Orderflow {

/// The carriers of one feed: one where all is well, more while one takes over from another or mute
/// streams are away. Carriers stay where they are until removeEmpty().
class CarrierSet
{
public:
    using Pointers = std::vector<std::unique_ptr<Carrier>>;

    Carrier &add(std::unique_ptr<Carrier> carrier);

    Pointers::const_iterator begin() const { return m_carriers.begin(); }
    Pointers::const_iterator end() const { return m_carriers.end(); }

    /// The first one for `purpose` that has streams; null where there is none.
    Carrier *find(Carrier::Purpose purpose) const;

    /// Of those whose connection is due: the one without which streams are not delivered, then the
    /// one that has waited longest. Null where none is due.
    Carrier *mostUrgent(std::chrono::nanoseconds now) const;

    /// Takes all streams from all but `heir`, whose connections are closed for `end`.
    void supersede(const Carrier &heir, const ConnectionEnd &end);

    /// Closes and removes what has no streams.
    void removeEmpty();
    void closeAll(const ConnectionEnd &end);

    /// Whether an open connection, other than `exceptConnection`, delivers the stream.
    bool delivers(StreamId stream, std::uint32_t exceptConnection) const;
    /// Whether a connection, other than `exceptConnection`, has delivered it since.
    bool hasDeliveredSince(StreamId stream, std::uint32_t exceptConnection,
                           std::chrono::nanoseconds since) const;

    /// Adds what the connections count and when they began, and sets the state.
    void addTo(FeedStatus &status) const;

private:
    Pointers m_carriers;
};

} // namespace Orderflow
