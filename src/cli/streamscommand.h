#pragma once

#include "command.h"

namespace Orderflow {

/// `streams`: which connection carries which streams, without connecting.
class StreamsCommand final : public Command
{
public:
    StreamsCommand();

protected:
    ExitCode execute(const CommandCall &call) override;
};

} // namespace Orderflow
