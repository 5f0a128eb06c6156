#pragma once

#include "market/time.h"

namespace Orderflow {

/// Where the current time comes from; injected, so that a test can set it.
/// Implementations may be read from any thread.
class Clock
{
public:
    virtual ~Clock() = default;

    /// Now, on both clocks at once.
    virtual ReceiveTime now() const = 0;
};

/// The clocks of this machine.
class SystemClock final : public Clock
{
public:
    ReceiveTime now() const override;
};

} // namespace Orderflow
