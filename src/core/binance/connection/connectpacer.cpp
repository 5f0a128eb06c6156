#include "binance/connection/connectpacer.h"

#include <algorithm>

namespace Orderflow {

bool ConnectPacer::take(std::chrono::nanoseconds now)
{
    while (!m_taken.empty() && now - m_taken.front() >= Window)
        m_taken.pop_front();
    if (now < m_heldUntil || m_taken.size() >= MostInWindow)
        return false;
    if (!m_taken.empty() && now - m_taken.back() < Spacing)
        return false;
    m_taken.push_back(now);
    return true;
}

void ConnectPacer::holdUntil(std::chrono::nanoseconds until)
{
    m_heldUntil = std::max(m_heldUntil, until);
}

} // namespace Orderflow
