#include "http/requestbudget.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

namespace {

/// One client may have all addresses of its /64.
QHostAddress clientOf(const QHostAddress &address)
{
    bool isIpv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIpv4);
    if (isIpv4)
        return QHostAddress(ipv4);
    Q_IPV6ADDR bytes = address.toIPv6Address();
    if (!address.isLoopback())
        std::fill(std::begin(bytes.c) + 8, std::end(bytes.c), quint8(0));
    return QHostAddress(bytes);
}

} // namespace

bool RequestBudget::take(const QHostAddress &client, std::chrono::nanoseconds now)
{
    QHostAddress key = clientOf(client);
    if (m_buckets.size() >= MaxClients && !m_buckets.contains(key)) {
        prune(now);
        if (m_buckets.size() >= MaxClients)
            key = QHostAddress();
    }
    auto found = m_buckets.find(key);
    if (found == m_buckets.end())
        found = m_buckets.insert(key, {m_rate.burst, now});
    const double tokens = tokensOf(*found, now);
    const bool isAllowed = tokens >= 1;
    *found = {isAllowed ? tokens - 1 : tokens, now};
    return isAllowed;
}

void RequestBudget::prune(std::chrono::nanoseconds now)
{
    m_buckets.removeIf(
        [&](const auto &entry) { return tokensOf(entry.value(), now) >= m_rate.burst; });
}

double RequestBudget::tokensOf(const Bucket &bucket, std::chrono::nanoseconds now) const
{
    const double seconds = std::chrono::duration<double>(now - bucket.at).count();
    return std::min(m_rate.burst, bucket.tokens + seconds * m_rate.perSecond);
}

} // namespace Orderflow
