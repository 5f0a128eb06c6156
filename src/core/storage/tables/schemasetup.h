#pragma once

#include "storage/sql/migrations.h"
#include "storage/sql/sqlconnection.h"
#include "storage/storeoptions.h"

namespace Orderflow {

/// Brings the schema of an open database to the newest version, with the tables of events laid out
/// as `options` say (see TableLayout); does nothing where it is there already. The same errors as
/// SchemaMigrator::apply().
StoreResult<void> setUpSchema(SqlConnection &connection, const StoreOptions &options,
                              const SchemaMigrator::Step &takeOver = {});

} // namespace Orderflow
