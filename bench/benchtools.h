#pragma once

#include "clock.h"
#include "storage/store.h"

#include <algorithm>
#include <chrono>
#include <type_traits>
#include <utility>
#include <vector>

namespace Orderflow {

/// The value, or the end of the program with the error.
template <typename T>
T require(StoreResult<T> result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

/// Where a day begins for which a recorder has partitions, so that rows get where they would.
inline UtcMilliseconds today()
{
    return std::chrono::floor<std::chrono::days>(SystemClock().now().utc);
}

/// Of at least one value.
inline double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

} // namespace Orderflow
