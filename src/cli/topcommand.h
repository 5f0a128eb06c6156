#pragma once

#include "command.h"

namespace Orderflow {

/// Shows a recorder that runs elsewhere, as `record` shows its own.
class TopCommand final : public Command
{
public:
    TopCommand();

protected:
    ExitCode execute(const CommandCall &call) override;
};

} // namespace Orderflow
