#include "ingest/firstarrivals.h"

#include <algorithm>

namespace Orderflow {

void FirstArrivals::add(const Arrival &arrival)
{
    m_arrivals[m_next] = arrival;
    m_next = (m_next + 1) % Remembered;
}

std::optional<FirstArrivals::Arrival> FirstArrivals::find(std::int64_t id) const
{
    const auto found = std::ranges::find_if(
        m_arrivals, [id](const Arrival &one) { return one.side != 0 && one.id == id; });
    if (found == m_arrivals.end())
        return std::nullopt;
    return *found;
}

} // namespace Orderflow
