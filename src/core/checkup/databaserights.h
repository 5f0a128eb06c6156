#pragma once

#include "checkup/checkresult.h"
#include "storage/sql/sqlconnection.h"

namespace Orderflow {

/// What the user of an open connection may do of what recording does, as a result of that name.
CheckResult checkRights(const QString &name, SqlConnection &connection);

} // namespace Orderflow
