#include "storage/sql/pgextension.h"

#include <QSqlError>

namespace Orderflow {

using namespace Qt::StringLiterals;

StoreResult<std::optional<QString>> extensionSchema(SqlConnection &connection,
                                                    QLatin1StringView extension)
{
    const QString failed = u"cannot look for the extension "_s + extension;
    StoreResult<QSqlQuery> query = connection.execute(
        u"SELECT quote_ident(n.nspname) FROM pg_catalog.pg_extension AS e "
        "JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = '%1'"_s.arg(
            extension),
        failed);
    if (!query)
        return tl::unexpected(query.error());
    if (query->next())
        return query->value(0).toString();
    if (query->lastError().isValid())
        return tl::unexpected(connection.failure(query->lastError(), failed));
    return std::nullopt;
}

QString isDistributed(const QString &schema, const QString &oid)
{
    return u"EXISTS (SELECT FROM %1.pg_dist_partition WHERE logicalrelid = %2)"_s.arg(schema, oid);
}

} // namespace Orderflow
