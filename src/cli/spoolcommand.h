#pragma once

#include "command.h"

namespace Orderflow {

/// Shows what waits in the spool and what the database refused, writes the latter once more, or
/// puts it into a file. May run beside the recorder.
class SpoolCommand final : public Command
{
public:
    SpoolCommand();

protected:
    ExitCode execute(const CommandCall &call) override;
};

} // namespace Orderflow
