#pragma once

#include "storage/spoolsessions.h"

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

/// The rows of a batch, each as a JSON object whose keys are the columns of docs/database.md and
/// `type`, the name of the table. Exact numbers are text.
std::vector<QJsonObject> rowsAsJson(const EventBatch &batch);

} // namespace Orderflow
