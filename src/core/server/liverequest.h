#pragma once

#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

namespace Orderflow {

/// The most symbols whose books a client of /live may ask for.
inline constexpr qsizetype MaxLiveBooks = 20;

/// What a client of /live says, which is `{"type":"books","symbols":["BTCUSDT"]}` and nothing else:
/// the symbols, in order and each once. The error is a sentence for the client.
tl::expected<QStringList, QString> parseLiveRequest(const QString &text);

} // namespace Orderflow
