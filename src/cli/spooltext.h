#pragma once

#include "storage/spool/spoolsessions.h"

#include <QJsonObject>
#include <QString>

#include <vector>

namespace Orderflow {

/// What the command `spool list` shows.
struct SpoolReport
{
    QString filePath;
    SpoolTotals totals;
    std::vector<SpoolSession> sessions;
    std::vector<SpoolEntry> batches;
    std::vector<SpoolEntry> deadLetters;
};

/// Tables for people. Times are UTC.
QString spoolText(const SpoolReport &report);

/// `{"file":…,"totals":{…},"batches":[…],"dead_letters":[…]}`.
QJsonObject spoolJson(const SpoolReport &report);

} // namespace Orderflow
