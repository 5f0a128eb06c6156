#pragma once

#include "exitcode.h"
#include "settings/settingsloader.h"
#include "storage/sql/sqlconnection.h"

#include <QString>

#include <tl/expected.hpp>

#include <memory>

namespace Orderflow {

struct RecordDatabaseError
{
    ExitCode code = ExitCode::DatabaseError;
    QString message;
};

/// The database of the settings, opened for reading what was recorded; or why it cannot be, such as
/// a schema of another version, which has not the views that are read.
tl::expected<std::unique_ptr<SqlConnection>, RecordDatabaseError>
openRecordDatabase(const LoadedSettings &settings);

} // namespace Orderflow
