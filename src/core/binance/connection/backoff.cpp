#include "binance/connection/backoff.h"

#include <algorithm>

namespace Orderflow {

Backoff::Backoff(quint32 seed)
    : m_random(seed)
{}

std::chrono::milliseconds Backoff::next()
{
    const std::chrono::milliseconds delay(m_random.bounded(qint64(m_bound.count()) + 1));
    m_bound = std::min(m_bound * 2, Cap);
    return delay;
}

void Backoff::reset()
{
    m_bound = First;
}

} // namespace Orderflow
