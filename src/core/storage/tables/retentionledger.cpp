#include "storage/tables/retentionledger.h"

#include "market/time.h"

#include <QLocale>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

template <typename Number>
QVariant toVariant(const std::optional<Number> &number)
{
    return number ? QVariant(qint64(*number)) : QVariant();
}

} // namespace

QString dayText(std::chrono::sys_days day)
{
    return toSqlText(day).left(10);
}

QStringList retentionStatements(const SqlConnection &connection, const DroppedRows &rows)
{
    QStringList statements{u"INSERT INTO capture_retention AS ledger "
                           "(table_name, day, reason, dropped_rows, dropped_bytes) VALUES (%1) "
                           "ON CONFLICT (table_name, day) DO UPDATE SET reason = excluded.reason, "
                           "dropped_rows = ledger.dropped_rows + excluded.dropped_rows, "
                           "dropped_bytes = ledger.dropped_bytes + excluded.dropped_bytes, "
                           "dropped_at = excluded.dropped_at"_s.arg(
                               connection.literals({QString(rows.table), dayText(rows.dropped.day),
                                                    QString(toSqlName(rows.dropped.reason)),
                                                    toVariant(rows.rows), toVariant(rows.bytes)}))};
    if (rows.table == "futures_trades"_L1) {
        statements << u"UPDATE capture_gaps SET status = 'unfillable', note = %1 "
                      "WHERE status = 'open' AND stream = 'aggTrade' AND to_time < %2"_s.arg(
                          connection.literal(u"Retention dropped its day."_s),
                          connection.literal(toSqlText(rows.dropped.day + std::chrono::days(1))));
    }
    return statements;
}

QString retentionFullMessage()
{
    return u"The events take more than RETENTION_GB, and those of the newest two days are never "
           "dropped; give it more room, or record less"_s;
}

QString describe(const DroppedRows &rows, const RetentionLimits &limits)
{
    QStringList parts;
    parts << (rows.rows ? u"about %1 rows"_s.arg(*rows.rows) : u"an unknown number of rows"_s);
    if (rows.bytes)
        parts << QLocale::c().formattedDataSize(qint64(*rows.bytes));
    parts << (rows.dropped.reason == DropReason::Age
                  ? u"older than RETENTION_DAYS=%1"_s.arg(limits.days)
                  : u"more than RETENTION_GB=%1"_s.arg(double(limits.bytes) / double(1 << 30)));
    return parts.join(u", "_s);
}

} // namespace Orderflow
