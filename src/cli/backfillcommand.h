#pragma once

#include "command.h"

namespace Orderflow {

/// Fetches, by hand, the trades that the gap ledger says are missing.
class BackfillCommand final : public Command
{
public:
    BackfillCommand();

protected:
    ExitCode execute(const CommandCall &call) override;
};

} // namespace Orderflow
