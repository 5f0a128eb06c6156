#pragma once

#include "storage/sql/sqlconnection.h"

#include <QLatin1StringView>
#include <QString>

#include <optional>

namespace Orderflow {

inline constexpr QLatin1StringView TimescaleExtension("timescaledb");
inline constexpr QLatin1StringView CitusExtension("citus");

/// The schema that an extension of a PostgreSQL database has its functions in, quoted where it
/// needs to be; nothing where nobody has created the extension in this database. `connection` is
/// open.
StoreResult<std::optional<QString>> extensionSchema(SqlConnection &connection,
                                                    QLatin1StringView extension);

/// A condition on the oid of a table: Citus, whose schema is `schema`, has distributed it.
QString isDistributed(const QString &schema, const QString &oid);

} // namespace Orderflow
