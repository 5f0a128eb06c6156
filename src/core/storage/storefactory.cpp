#include "storage/storefactory.h"

#include "storage/postgresstore.h"
#include "storage/sqlitestore.h"

namespace Orderflow {

std::unique_ptr<Store> createStore(const DatabaseUrl &url)
{
    if (url.kind() == DatabaseUrl::Kind::PostgreSql)
        return std::make_unique<PostgresStore>(url);
    return std::make_unique<SqliteStore>(url);
}

} // namespace Orderflow
