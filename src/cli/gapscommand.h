#pragma once

#include "command.h"

namespace Orderflow {

/// Shows the gap ledger, and how much of each day was covered.
class GapsCommand final : public Command
{
public:
    GapsCommand();

protected:
    ExitCode execute(const CommandCall &call) override;
};

} // namespace Orderflow
