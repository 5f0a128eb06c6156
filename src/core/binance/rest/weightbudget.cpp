#include "binance/rest/weightbudget.h"

#include <QtGlobal>

#include <algorithm>

namespace Orderflow {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::microseconds LongestGuess = 1h;

/// `first`, doubled `times` times.
std::chrono::microseconds doubled(std::chrono::microseconds first, int times)
{
    std::chrono::microseconds length = first;
    for (int i = 0; i < times && length < LongestGuess; ++i)
        length *= 2;
    return std::min(length, LongestGuess);
}

std::chrono::microseconds untilNextMinute(const ReceiveTime &now)
{
    return std::chrono::floor<std::chrono::minutes>(now.utc) + 1min - now.utc;
}

} // namespace

WeightBudget::WeightBudget(int limit)
    : m_limit(limit)
{
    Q_ASSERT(limit >= 1 && limit <= ExchangeLimit);
}

std::chrono::sys_time<std::chrono::minutes> WeightBudget::minuteOf(const ReceiveTime &time)
{
    return std::chrono::floor<std::chrono::minutes>(time.utc);
}

int WeightBudget::used(const ReceiveTime &now) const
{
    return minuteOf(now) == m_minute ? m_used : 0;
}

std::chrono::microseconds WeightBudget::holdLeft(const ReceiveTime &now) const
{
    return std::max(std::chrono::ceil<std::chrono::microseconds>(m_holdEnd - now.monotonic),
                    std::chrono::microseconds::zero());
}

std::chrono::microseconds WeightBudget::wait(int weight, const ReceiveTime &now) const
{
    const std::chrono::microseconds held = holdLeft(now);
    if (held > 0us)
        return held;
    const int needed = std::min(weight, m_limit);
    return used(now) + needed <= m_limit ? 0us : untilNextMinute(now);
}

void WeightBudget::take(int weight, const ReceiveTime &now)
{
    m_used = used(now) + weight;
    m_minute = minuteOf(now);
}

void WeightBudget::learnUsed(int used, const ReceiveTime &sentAt)
{
    // A late answer tells of a minute that is over.
    if (minuteOf(sentAt) == m_minute)
        m_used = std::max(m_used, used);
}

std::chrono::microseconds WeightBudget::guessedHold(HoldReason reason, const ReceiveTime &now) const
{
    const int earlier = std::max(m_refusals - 1, 0);
    switch (reason) {
    case HoldReason::RateLimit:
        return untilNextMinute(now);
    case HoldReason::Ban:
        return doubled(2min, earlier);
    case HoldReason::Firewall:
    case HoldReason::RestrictedLocation:
        break;
    }
    return doubled(5min, earlier);
}

std::chrono::microseconds WeightBudget::hold(HoldReason reason,
                                             std::optional<std::chrono::seconds> retryAfter,
                                             const ReceiveTime &now)
{
    const bool isHeld = holdLeft(now) > 0us;
    const bool isRefusal = reason != HoldReason::RateLimit;
    // Requests that were on their way together are refused together: that is one refusal.
    if (isRefusal && !(isHeld && m_isRefusalHeld))
        ++m_refusals;
    m_isRefusalHeld = isRefusal || (isHeld && m_isRefusalHeld);

    const std::chrono::microseconds length =
        retryAfter ? std::clamp<std::chrono::microseconds>(*retryAfter, 1s, LongestHold)
                   : guessedHold(reason, now);
    m_holdEnd = std::max<std::chrono::nanoseconds>(m_holdEnd, now.monotonic + length);
    return holdLeft(now);
}

} // namespace Orderflow
