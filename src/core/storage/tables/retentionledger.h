#pragma once

#include "storage/retention.h"
#include "storage/sql/sqlconnection.h"

#include <QLatin1StringView>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>

namespace Orderflow {

/// What retention dropped of a table's day; added to what it dropped of it before.
struct DroppedRows
{
    QLatin1StringView table;
    DroppedDay dropped;
    /// Nothing where the database does not know.
    std::optional<std::int64_t> rows;
    std::optional<std::uint64_t> bytes;
};

/// The statements by which the ledger knows that the rows are not missing: a row of
/// capture_retention, and the end of gaps that a repair would fill only for them to be dropped
/// again. They belong into the transaction that drops the rows.
QStringList retentionStatements(const SqlConnection &connection, const DroppedRows &rows);

/// `about 1204 rows, 12.5 MiB, older than RETENTION_DAYS=30`, for the log.
QString describe(const DroppedRows &rows, const RetentionLimits &limits);

/// What to say where the events take more than RETENTION_GB, and none of them may be dropped.
QString retentionFullMessage();

/// `2026-07-20`.
QString dayText(std::chrono::sys_days day);

} // namespace Orderflow
