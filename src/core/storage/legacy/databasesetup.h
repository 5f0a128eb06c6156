#pragma once

#include "storage/legacy/legacyupgrade.h"

#include <functional>
#include <optional>
#include <vector>

namespace Orderflow {

/// What a database has of the tables that recording needs.
struct DatabaseState
{
    /// 0 where there is no schema.
    int version = 0;
    /// Of this program.
    int newestVersion = 0;
    LegacyUpgrade::Stage stage = LegacyUpgrade::Stage::NoTables;
    /// The tables of the predecessor, once their upgrade has begun and until they are removed.
    std::vector<LegacyTableProgress> tables;

    bool isUpgradePending() const
    {
        return stage == LegacyUpgrade::Stage::Untouched || stage == LegacyUpgrade::Stage::Begun;
    }
};

/// Changes nothing. `connection` is open.
StoreResult<DatabaseState> readDatabaseState(SqlConnection &connection);

struct DatabaseSetupOptions
{
    /// How new tables are laid out.
    StoreOptions store;
    /// What the predecessor recorded depth from; see LegacyUpgrade::begin().
    std::optional<QString> depthKind;
    /// Asked before each part of the predecessor's rows; false ends it there, and the next call
    /// goes on. Goes on where it is empty.
    std::function<bool(const std::vector<LegacyTableProgress> &)> goOn;
};

/// Makes the tables, or brings those of an older version or of the predecessor up to date, with all
/// of their rows. Waits for all of that; where `goOn` has ended it, the state says so. The same
/// errors as those of LegacyUpgrade and setUpSchema().
StoreResult<DatabaseState> setUpDatabase(SqlConnection &connection,
                                         const DatabaseSetupOptions &options);

} // namespace Orderflow
