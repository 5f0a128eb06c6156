#pragma once

#include "ledger/ledgerspan.h"

#include <QJsonObject>
#include <QString>

#include <tl/expected.hpp>

namespace Orderflow {

/// The ledger for machines, and for faces elsewhere (ledgerFromJson() reads it). Keys are the C++
/// names; times are UTC in ISO 8601, with microseconds.
QJsonObject toJson(const LedgerSpan &span);

/// What toJson() wrote, maybe in another process of another version: members that are not known are
/// ignored, and those that are missing have the values of an empty one; only `from` and `to` have
/// to be there. Times have whole milliseconds. The error names the member that is wrong.
tl::expected<LedgerSpan, QString> ledgerFromJson(const QJsonObject &json);

} // namespace Orderflow
