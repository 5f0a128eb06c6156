#pragma once

#include "storage/store.h"

#include <algorithm>
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

/// Of at least one value.
inline double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

} // namespace Orderflow
