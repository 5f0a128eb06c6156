#include "storage/legacy/databasesetup.h"

#include "storage/tables/schemasetup.h"

namespace Orderflow {

namespace {

StoreResult<void> upgrade(SqlConnection &connection, const DatabaseSetupOptions &options)
{
    LegacyUpgrade upgrade(connection);
    if (StoreResult<void> begun = upgrade.begin(options.depthKind, options.store); !begun)
        return begun;
    for (;;) {
        const auto tables = upgrade.progress();
        if (!tables)
            return tl::unexpected(tables.error());
        if (options.goOn && !options.goOn(*tables))
            return {};
        const StoreResult<bool> more = upgrade.copyNext();
        if (!more)
            return tl::unexpected(more.error());
        if (!*more)
            return {};
    }
}

} // namespace

StoreResult<DatabaseState> readDatabaseState(SqlConnection &connection)
{
    const auto migrations = loadMigrations(migrationFolder(connection.dialect()));
    if (!migrations)
        return tl::unexpected(connection.misconfigured(migrations.error()));
    SchemaMigrator schema(connection.database(), connection.dialect(), connection.displayName());
    const StoreResult<int> version = schema.version();
    if (!version)
        return tl::unexpected(version.error());
    LegacyUpgrade upgrade(connection);
    const auto stage = upgrade.stage();
    if (!stage)
        return tl::unexpected(stage.error());
    DatabaseState state{*version, migrations->back().version, *stage, {}};
    if (*stage == LegacyUpgrade::Stage::Begun || *stage == LegacyUpgrade::Stage::Complete) {
        auto tables = upgrade.progress();
        if (!tables)
            return tl::unexpected(tables.error());
        state.tables = std::move(*tables);
    }
    return state;
}

StoreResult<DatabaseState> setUpDatabase(SqlConnection &connection,
                                         const DatabaseSetupOptions &options)
{
    const auto before = readDatabaseState(connection);
    if (!before)
        return before;
    const StoreResult<void> done = before->isUpgradePending()
                                       ? upgrade(connection, options)
                                       : setUpSchema(connection, options.store);
    if (!done)
        return tl::unexpected(done.error());
    return readDatabaseState(connection);
}

} // namespace Orderflow
