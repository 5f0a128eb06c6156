#pragma once

#include <malloc.h>

#include <cstddef>
#include <cstdint>

// Of the sanitizers, where they are there; mallinfo2() knows nothing then.
// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" __attribute__((weak)) std::size_t __sanitizer_get_current_allocated_bytes();

namespace Orderflow {

/// What the process has of the heap; only the difference of two calls means something.
inline std::int64_t allocatedBytes()
{
    if (__sanitizer_get_current_allocated_bytes)
        return std::int64_t(__sanitizer_get_current_allocated_bytes());
    const struct mallinfo2 heap = mallinfo2();
    return std::int64_t(heap.uordblks + heap.hblkhd);
}

} // namespace Orderflow
