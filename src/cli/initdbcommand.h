#pragma once

#include "command.h"
#include "storage/legacy/legacyupgrade.h"

#include <optional>

namespace Orderflow {

/// Makes the tables, or brings those of an older version, or of the recorder's predecessor, up to
/// date.
class InitDbCommand final : public Command
{
public:
    InitDbCommand();

protected:
    ExitCode execute(const CommandCall &call) override;

private:
    static ExitCode migrate(const CommandCall &call, SqlConnection &connection);
    static ExitCode upgrade(const CommandCall &call, SqlConnection &connection,
                            const std::optional<QString> &depthKind);
    /// False: somebody wanted it to stop.
    static StoreResult<bool> copyRows(const CommandCall &call, LegacyUpgrade &upgrade);
    static ExitCode dropLegacy(const CommandCall &call, SqlConnection &connection);
};

} // namespace Orderflow
