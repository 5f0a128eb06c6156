#include "fuzz/fuzztarget.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    return Orderflow::fuzz(Orderflow::playToPipelines, data, size);
}
