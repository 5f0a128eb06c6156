#pragma once

#include "storage/databaseurl.h"
#include "storage/store.h"
#include "storage/storeoptions.h"

#include <memory>

namespace Orderflow {

/// A store for the database that `url` names, not opened yet.
std::unique_ptr<Store> createStore(const DatabaseUrl &url, const StoreOptions &options = {});

} // namespace Orderflow
