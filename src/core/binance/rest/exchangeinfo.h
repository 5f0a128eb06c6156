#pragma once

#include "binance/contract.h"

#include <QByteArray>
#include <QString>

#include <tl/expected.hpp>

#include <vector>

namespace Orderflow {

/// What the exchange lists: an answer of `GET /fapi/v1/exchangeInfo`.
struct ExchangeInfo
{
    /// In the exchange's order, whatever their status. A member that is missing or of another type
    /// leaves its field empty.
    std::vector<Contract> contracts;
    /// Entries without a readable name.
    int skipped = 0;
};

/// Reads such an answer, or says what is wrong with it: a clause such as `not JSON: …`.
tl::expected<ExchangeInfo, QString> parseExchangeInfo(const QByteArray &json);

} // namespace Orderflow
