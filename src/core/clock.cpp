#include "clock.h"

namespace Orderflow {

ReceiveTime SystemClock::now() const
{
    using namespace std::chrono;
    return {time_point_cast<microseconds>(system_clock::now()),
            duration_cast<nanoseconds>(steady_clock::now().time_since_epoch())};
}

} // namespace Orderflow
