#pragma once

#include "storage/sql/sqlconnection.h"

#include <memory>

namespace Orderflow {

/// A connection that only reads what this program recorded, opened. The error says what to do where
/// nothing was recorded there, or by another version of the program.
StoreResult<std::unique_ptr<SqlConnection>> openRecord(const DatabaseUrl &url);

} // namespace Orderflow
