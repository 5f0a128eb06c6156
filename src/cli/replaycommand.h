#pragma once

#include "command.h"

namespace Orderflow {

/// Serves captures, or a made-up market, as the exchange serves its market.
class ReplayCommand final : public Command
{
public:
    ReplayCommand();

protected:
    ExitCode execute(const CommandCall &call) override;
};

} // namespace Orderflow
