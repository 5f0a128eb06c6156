#pragma once

#include <QHash>
#include <QHostAddress>

#include <chrono>

namespace Orderflow {

/// How many requests each client may make: `burst` at once, and `perSecond` in the long run.
struct RequestRate
{
    double perSecond = 50;
    double burst = 400;
};

/// Token buckets, one for each client's address. Not thread-safe.
class RequestBudget
{
public:
    /// How many addresses are remembered: with more than that, new ones share one bucket until
    /// others are full again.
    static constexpr qsizetype MaxClients = 4096;

    explicit RequestBudget(const RequestRate &rate)
        : m_rate(rate)
    {}

    /// Whether this client may make a request now; `now` is on the monotonic clock.
    bool take(const QHostAddress &client, std::chrono::nanoseconds now);

    /// Forgets clients that would have their full burst again.
    void prune(std::chrono::nanoseconds now);

private:
    struct Bucket
    {
        double tokens = 0;
        std::chrono::nanoseconds at{};
    };

    double tokensOf(const Bucket &bucket, std::chrono::nanoseconds now) const;

    RequestRate m_rate;
    QHash<QHostAddress, Bucket> m_buckets;
};

} // namespace Orderflow
