#include "storage/tables/schemasetup.h"

#include "storage/tables/tablelayout.h"

namespace Orderflow {

StoreResult<void> setUpSchema(SqlConnection &connection, const StoreOptions &options,
                              const SchemaMigrator::Step &takeOver)
{
    const auto migrations = loadMigrations(migrationFolder(connection.dialect()));
    if (!migrations)
        return tl::unexpected(connection.misconfigured(migrations.error()));
    TableLayout layout(connection, options);
    SchemaMigrator migrator(connection.database(), connection.dialect(), connection.displayName());
    const StoreResult<void> applied =
        migrator.apply(*migrations, takeOver, [&layout] { return layout.layOut(); });
    return applied ? layout.complete() : applied;
}

} // namespace Orderflow
