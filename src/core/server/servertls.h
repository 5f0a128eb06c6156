#pragma once

#include "statusserversettings.h"

#include <QSslConfiguration>

#include <tl/expected.hpp>

#include <optional>

namespace Orderflow {

/// TLS 1.2 or later with the certificate and the key of the settings; nothing where they name none.
/// Reads both files. The error is a sentence that names the setting, the file and the reason.
tl::expected<std::optional<QSslConfiguration>, QString>
serverTls(const StatusServerSettings &settings);

} // namespace Orderflow
