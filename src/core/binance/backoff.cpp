#include "binance/backoff.h"

#include <algorithm>

namespace Orderflow {

Backoff::Backoff(quint32 seed)
    : m_random(seed)
{}

Backoff::Backoff(std::chrono::milliseconds first)
    : m_random(QRandomGenerator::global()->generate())
    , m_first(first)
    , m_bound(first)
{}

std::chrono::milliseconds Backoff::next()
{
    const std::chrono::milliseconds delay(m_random.bounded(qint64(m_bound.count()) + 1));
    m_bound = std::min(m_bound * 2, Cap);
    return delay;
}

void Backoff::reset()
{
    m_bound = m_first;
}

} // namespace Orderflow
