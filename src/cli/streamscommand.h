#pragma once

#include "command.h"

namespace Orderflow {

/// `streams`: which connection carries which streams, without connecting. Asks the exchange only
/// where SYMBOLS_FUTURES depends on what it lists.
class StreamsCommand final : public Command
{
public:
    StreamsCommand();

protected:
    ExitCode execute(const CommandCall &call) override;
};

} // namespace Orderflow
