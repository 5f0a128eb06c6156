#include "gui/source/lookpace.h"

#include <algorithm>

#include <time.h>

namespace Orderflow {

namespace {

/// A tenth of a core.
constexpr int TurnsOfUsed = 10;

} // namespace

std::chrono::milliseconds LookPace::next(std::chrono::nanoseconds used,
                                         std::chrono::milliseconds usual)
{
    const auto wanted = std::chrono::ceil<std::chrono::milliseconds>(used * TurnsOfUsed);
    return std::clamp(wanted, usual, std::max(usual, Slowest));
}

std::chrono::nanoseconds LookPace::threadTime()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace Orderflow
