#pragma once

#include <QString>
#include <QUrl>

#include <tl/expected.hpp>

namespace Orderflow {

/// The address at which a recorder elsewhere sends its status, of what a user writes: ws, wss, http
/// or https, or a bare `host:port`, which is ws. Without a path it is `/live`; a bare host without
/// a port has StatusServerSettings::DefaultPort. The error says what is wrong with `text` and what
/// it may be; a password in it is wrong and does not appear.
tl::expected<QUrl, QString> parseRemoteAddress(const QString &text);

/// `host:port`, for people.
QString shortName(const QUrl &address);

} // namespace Orderflow
