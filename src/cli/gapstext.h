#pragma once

#include "storage/sql/recordreader.h"

#include <QJsonObject>
#include <QString>

#include <vector>

namespace Orderflow {

/// What the command `gaps` shows.
struct GapsReport
{
    std::vector<LedgerGap> gaps;
    std::vector<CoverageDay> coverage;
};

/// Tables for people. Times are UTC, to the millisecond.
QString gapsText(const GapsReport &report);

/// `{"gaps":[…],"coverage":[…],"summary":{…}}`; what is not known is null, times are UTC in ISO
/// 8601.
QJsonObject gapsJson(const GapsReport &report);

} // namespace Orderflow
