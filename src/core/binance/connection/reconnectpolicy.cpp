#include "binance/connection/reconnectpolicy.h"

#include <algorithm>

namespace Orderflow {

using namespace std::chrono_literals;

RetryAdvice ReconnectPolicy::next(const ConnectionEnd &end)
{
    const auto asked = [&end](std::chrono::milliseconds otherwise) -> RetryAdvice {
        if (!end.retryAfter)
            return {otherwise, true};
        return {std::clamp<std::chrono::seconds>(*end.retryAfter, 1s, MostRetryAfter), true};
    };
    if (end.kind == ConnectionEnd::Kind::HttpStatus) {
        switch (end.httpStatus) {
        case 429:
            return asked(60s);
        case 418:
            return asked(doubled(120s));
        case 403:
        case 451:
            return asked(doubled(60s));
        default:
            // Such as a 503 of a gateway.
            if (end.retryAfter)
                return asked(0ms);
        }
    }
    return {m_backoff.next(), false};
}

void ReconnectPolicy::noteStable()
{
    m_backoff.reset();
    m_timesTurnedAway = 0;
}

std::chrono::milliseconds ReconnectPolicy::doubled(std::chrono::seconds first)
{
    constexpr int MostDoublings = 6;
    const int doublings = std::min(m_timesTurnedAway++, MostDoublings);
    return std::min<std::chrono::milliseconds>(first * (1 << doublings), 1h);
}

} // namespace Orderflow
