#include "binance/connection/connectpacer.h"

#include <algorithm>

namespace Orderflow {

std::chrono::nanoseconds ConnectPacer::reserve(std::chrono::nanoseconds earliest)
{
    if (m_lastTaken)
        earliest = std::max<std::chrono::nanoseconds>(earliest, *m_lastTaken + Spacing);
    m_lastTaken = earliest;
    return earliest;
}

} // namespace Orderflow
