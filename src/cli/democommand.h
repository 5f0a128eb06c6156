#pragma once

#include "command.h"

namespace Orderflow {

/// Records a market that the program serves to itself, so that it can be tried without a network.
/// What it records goes to a database of its own, unless one is named on the command line.
class DemoCommand final : public Command
{
public:
    DemoCommand();

protected:
    ExitCode execute(const CommandCall &call) override;
    void adjust(LoadedSettings *settings) const override;
};

} // namespace Orderflow
