#pragma once

#include "command.h"

namespace Orderflow {

/// Records the streams of the settings into the database of the settings.
class RecordCommand final : public Command
{
public:
    RecordCommand();

protected:
    ExitCode execute(const CommandCall &call) override;
};

} // namespace Orderflow
