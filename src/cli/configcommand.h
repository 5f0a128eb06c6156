#pragma once

#include "command.h"

namespace Orderflow {

/// Shows every setting with its value and where that comes from, bad ones included.
class ConfigCommand final : public Command
{
public:
    ConfigCommand();

protected:
    ExitCode execute(const CommandCall &call) override;
};

} // namespace Orderflow
