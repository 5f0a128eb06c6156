#pragma once

#include "market/time.h"

#include <chrono>
#include <optional>

namespace Orderflow {

/// Why the exchange, or what stands before it, wants no requests for a while.
enum class HoldReason {
    /// HTTP 429: too many requests in this minute.
    RateLimit,
    /// HTTP 418: a 429 was not heeded; the address is banned.
    Ban,
    /// HTTP 403: the firewall.
    Firewall,
    /// HTTP 451: the exchange does not serve this country.
    RestrictedLocation,
};

/// How much request weight this process may still spend at the exchange, which allows an address
/// 2400 in each minute of the UTC clock. All requests of a process share one budget; other
/// programs behind the same address have what it leaves.
///
/// Weight is taken before a request is sent and never given back: a refused request costs its
/// weight too. Pure; every method is told what time it is, and times do not run backwards on the
/// monotonic clock. Not thread-safe.
class WeightBudget
{
public:
    static constexpr int ExchangeLimit = 2400;
    static constexpr int DefaultLimit = 2000;
    /// The longest ban that the exchange tells of.
    static constexpr std::chrono::hours LongestHold{72};

    /// `limit` is this process's share of a minute, 1 to ExchangeLimit.
    explicit WeightBudget(int limit = DefaultLimit);

    int limit() const { return m_limit; }

    /// Zero where `weight` may be sent now, else for how long it may not; to be asked again then.
    /// What is heavier than the limit gets a minute of its own.
    std::chrono::microseconds wait(int weight, const ReceiveTime &now) const;

    /// Takes `weight` from the minute of `now`; to be called only where wait() is zero.
    void take(int weight, const ReceiveTime &now);

    /// What the exchange counted by then in its minute (`X-MBX-USED-WEIGHT-1M`), in the answer to
    /// a request that was sent at `sentAt`. The larger of its count and ours holds.
    void learnUsed(int used, const ReceiveTime &sentAt);

    /// Sends nothing for a while, and says how long: as `retryAfter` tells or, without it, until
    /// the next minute (429), 2 minutes (418) or 5 minutes (403, 451). The last three double up to
    /// an hour while the exchange goes on refusing. A shorter hold never cuts a longer one.
    std::chrono::microseconds
    hold(HoldReason reason, std::optional<std::chrono::seconds> retryAfter, const ReceiveTime &now);

    /// The exchange has answered as usual: the next hold is a short one again.
    void endRefusals() { m_refusals = 0; }

    /// Zero, or for how long nothing at all may be sent.
    std::chrono::microseconds holdLeft(const ReceiveTime &now) const;

    /// What is spent in the minute of `now`.
    int used(const ReceiveTime &now) const;

private:
    static std::chrono::sys_time<std::chrono::minutes> minuteOf(const ReceiveTime &time);
    std::chrono::microseconds guessedHold(HoldReason reason, const ReceiveTime &now) const;

    int m_limit;
    std::chrono::sys_time<std::chrono::minutes> m_minute{};
    int m_used = 0;
    /// On the monotonic clock, so that a clock that is set does not lengthen a hold.
    std::chrono::nanoseconds m_holdEnd{};
    /// How many holds that double came one after the other.
    int m_refusals = 0;
    bool m_isRefusalHeld = false;
};

} // namespace Orderflow
