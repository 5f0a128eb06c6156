#pragma once

#include "command.h"
#include "storage/legacy/databasesetup.h"

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
    static ExitCode setUp(const CommandCall &call, SqlConnection &connection,
                          const std::optional<QString> &depthKind);
    static ExitCode tellMigrated(const CommandCall &call, const SqlConnection &connection,
                                 int versionBefore, int version);
    static ExitCode tellUpgraded(const CommandCall &call, const SqlConnection &connection,
                                 const DatabaseState &state);
    static ExitCode dropLegacy(const CommandCall &call, SqlConnection &connection);
};

} // namespace Orderflow
