#pragma once

#include "market/symbol.h"

#include <QByteArray>
#include <QString>

#include <tl/expected.hpp>

#include <vector>

namespace Orderflow {

/// The names in an answer of `GET /fapi/v1/exchangeInfo`, whatever their status; or what is wrong
/// with the answer.
tl::expected<std::vector<Symbol>, QString> parseExchangeInfo(const QByteArray &json);

} // namespace Orderflow
