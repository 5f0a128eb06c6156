#include "ingest/batchpace.h"

#include <algorithm>

namespace Orderflow {

std::chrono::nanoseconds timeToFlush(const BatchLimits &limits, std::chrono::nanoseconds age,
                                     bool isWriterFree)
{
    const std::chrono::nanoseconds least = std::min(limits.minAge, limits.maxAge);
    if (age >= limits.maxAge || (isWriterFree && age >= least))
        return std::chrono::nanoseconds(0);
    // Past the least age it looks again as often as that, for the writer may have become free.
    const std::chrono::nanoseconds next = age < least ? least - age : least;
    return std::min<std::chrono::nanoseconds>(next, limits.maxAge - age);
}

} // namespace Orderflow
