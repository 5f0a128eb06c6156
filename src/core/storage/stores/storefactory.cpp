#include "storage/stores/storefactory.h"

#include "storage/stores/postgresstore.h"
#include "storage/stores/sqlitestore.h"

namespace Orderflow {

std::unique_ptr<Store> createStore(const DatabaseUrl &url, const StoreOptions &options)
{
    if (url.kind() == DatabaseUrl::Kind::PostgreSql)
        return std::make_unique<PostgresStore>(url, options);
    return std::make_unique<SqliteStore>(url, options);
}

} // namespace Orderflow
