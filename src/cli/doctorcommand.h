#pragma once

#include "command.h"

namespace Orderflow {

/// Checks that all that recording needs is there, and says what to do where it is not.
class DoctorCommand final : public Command
{
public:
    DoctorCommand();

protected:
    ExitCode execute(const CommandCall &call) override;
};

} // namespace Orderflow
