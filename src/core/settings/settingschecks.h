#pragma once

#include "settings/settingsloader.h"

#include <QLatin1StringView>

namespace Orderflow {

/// Whether nothing is wrong with the setting `name` so far.
bool isGood(const LoadedSettings &settings, QLatin1StringView name);

/// Looks at settings, each of which is good for itself, for what does not go together, and adds the
/// problems and warnings of that.
void checkTogether(LoadedSettings &settings);

} // namespace Orderflow
