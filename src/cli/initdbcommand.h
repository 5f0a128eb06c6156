#pragma once

#include "command.h"

namespace Orderflow {

/// Makes the tables, or brings those of an older version up to date.
class InitDbCommand final : public Command
{
public:
    InitDbCommand();

protected:
    ExitCode execute(const CommandCall &call) override;
};

} // namespace Orderflow
