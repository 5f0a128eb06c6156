#pragma once

#include "command.h"

namespace Orderflow {

/// Verifies what was recorded by the database alone, or against an archive of the exchange.
class VerifyCommand final : public Command
{
public:
    VerifyCommand();

protected:
    ExitCode execute(const CommandCall &call) override;
};

} // namespace Orderflow
