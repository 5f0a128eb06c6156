#pragma once

#include "binance/backoff.h"
#include "binance/connection/connectionend.h"

#include <chrono>

namespace Orderflow {

/// When to connect again after a connection ended or could not be made.
struct RetryAdvice
{
    std::chrono::milliseconds delay{};
    /// Whether the exchange turned this address away, so that no other connection should be tried
    /// before either.
    bool isForAddress = false;

    bool operator==(const RetryAdvice &) const = default;
};

/// Decides it for one connection after the other of a feed: a Backoff for all that passes, and for
/// answers that say that this address is not wanted, what they ask for:
///
/// - 429 (too many requests): Retry-After, or a minute;
/// - 418 (banned, for 2 minutes to 3 days): Retry-After, or 2 minutes, doubling to an hour;
/// - 403 (firewall) and 451 (restricted location): Retry-After, or a minute, doubling to an hour.
///
/// Source: USDⓈ-M futures documentation, "General Info", for the meaning of the statuses.
class ReconnectPolicy
{
public:
    /// What a Retry-After may ask for: the longest ban there is.
    static constexpr std::chrono::hours MostRetryAfter{72};

    explicit ReconnectPolicy(quint32 seed)
        : m_backoff(seed)
    {}

    RetryAdvice next(const ConnectionEnd &end);

    /// A connection delivered data for a while: the next failure is a first one.
    void noteStable();

private:
    std::chrono::milliseconds doubled(std::chrono::seconds first);

    Backoff m_backoff;
    int m_timesTurnedAway = 0;
};

} // namespace Orderflow
