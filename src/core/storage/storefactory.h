#pragma once

#include "storage/databaseurl.h"
#include "storage/store.h"

#include <memory>

namespace Orderflow {

/// A store for the database that `url` names, not opened yet.
std::unique_ptr<Store> createStore(const DatabaseUrl &url);

} // namespace Orderflow
