#pragma once

#include "binance/networkaccess.h"
#include "recordersettings.h"

#include <QByteArray>
#include <QProcessEnvironment>
#include <QString>
#include <QUrl>

#include <tl/expected.hpp>

namespace Orderflow {

/// The token in the file `path`, which `origin` names in errors, such as `--token-file`. The error
/// is a sentence, never with the token.
tl::expected<QByteArray, QString> readTokenFile(const QString &path, const QString &origin);

/// How to reach a recorder elsewhere. The proxies of `settings` are those to the exchange; which of
/// them leads to other machines is the environment's to say.
tl::expected<NetworkAccess, QString> remoteNetworkAccess(const RecorderSettings &settings,
                                                         const QProcessEnvironment &environment);

/// Says that a token goes to `address` unencrypted, where it leaves the machine so; else empty.
QString plainTokenWarning(const QUrl &address);

} // namespace Orderflow
