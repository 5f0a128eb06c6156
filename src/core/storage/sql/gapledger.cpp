#include "storage/sql/gapledger.h"

#include "storage/sql/recordreader.h"

#include <QStringList>
#include <QVariant>

#include <algorithm>
#include <map>
#include <optional>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QVariant toVariant(std::optional<std::int64_t> number)
{
    return number ? QVariant(qint64(*number)) : QVariant();
}

QVariant textOrNull(const QString &text)
{
    return text.isEmpty() ? QVariant() : QVariant(text);
}

} // namespace

GapLedger::GapLedger(SqlConnection &connection)
    : m_connection(connection)
{}

StoreResult<void> GapLedger::file(const std::vector<CaptureGap> &gaps, std::int64_t sessionId)
{
    if (StoreResult<void> written = upsert(gaps, sessionId); !written)
        return written;
    return settleEndsOfRuns(gaps, sessionId);
}

StoreResult<void> GapLedger::upsert(const std::vector<CaptureGap> &gaps, std::int64_t sessionId)
{
    QStringList rows;
    // One statement may not change a row twice, and the last word on a gap counts.
    std::map<QString, QString> rowOfKey;
    for (const CaptureGap &gap : gaps) {
        const QString key = m_connection.literals(
            {qint64(sessionId), gap.symbol.toString(), QString::fromStdString(gap.stream),
             QString(toSqlName(gap.reason)), toVariant(gap.firstMissingId),
             toVariant(gap.lastMissingId), toSqlText(gap.fromTime), toSqlText(gap.toTime)});
        rowOfKey[key] =
            u'(' + key + u", "_s +
            m_connection.literals({QString(toSqlName(gap.status)), toVariant(gap.missingEvents),
                                   qint64(gap.filledRows), textOrNull(gap.note)}) +
            u')';
    }
    for (const auto &[key, row] : rowOfKey)
        rows.append(row);
    // A row that a repair has brought further already stays as far.
    const StoreResult<QSqlQuery> query = m_connection.execute(
        u"INSERT INTO capture_gaps AS ledger (session_id, symbol, stream, reason, "
        "first_missing_id, last_missing_id, from_time, to_time, status, missing_events, "
        "filled_rows, note) VALUES "_s +
            rows.join(u',') +
            u" ON CONFLICT (symbol, stream, from_time, to_time, reason, session_id, "
            "coalesce(first_missing_id, -1), coalesce(last_missing_id, -1)) DO UPDATE SET "
            "filled_rows = excluded.filled_rows, status = CASE WHEN excluded.status = 'filled' "
            "THEN 'filled' ELSE ledger.status END, note = CASE WHEN excluded.status = 'filled' "
            "THEN excluded.note ELSE ledger.note END "
            "WHERE excluded.filled_rows > ledger.filled_rows"_s,
        u"cannot write to capture_gaps"_s);
    if (!query)
        return tl::unexpected(query.error());
    return {};
}

StoreResult<void> GapLedger::settleEndsOfRuns(const std::vector<CaptureGap> &gaps,
                                              std::int64_t sessionId)
{
    for (const CaptureGap &gap : gaps) {
        if (gap.reason != GapReason::Shutdown)
            continue;
        // How a run ended could not be known to it; the gap that spans it tells.
        const StoreResult<QSqlQuery> query = m_connection.execute(
            u"UPDATE capture_gaps SET status = 'filled', missing_events = 0, note = %1 "
            "WHERE symbol = %2 AND stream = %3 AND from_time >= %4 AND to_time <= %5 "
            "AND status <> 'filled' AND first_missing_id IS NULL AND last_missing_id IS NULL "
            "AND missing_events IS NULL AND session_id <> %6"_s.arg(
                m_connection.literal(u"The next run's gap spans it and tells what is missing."_s),
                m_connection.literal(gap.symbol.toString()),
                m_connection.literal(QString::fromStdString(gap.stream)),
                m_connection.literal(toSqlText(gap.fromTime)),
                m_connection.literal(toSqlText(gap.toTime)), QString::number(sessionId)),
            u"cannot write to capture_gaps"_s);
        if (!query)
            return tl::unexpected(query.error());
    }
    return {};
}

StoreResult<void> GapLedger::repair(const GapRepair &repair, std::int64_t inserted)
{
    // What a lost answer makes come twice is inserted once, and so counted once.
    if (inserted > 0) {
        const auto counted = m_connection.change(
            u"UPDATE capture_gaps SET filled_rows = filled_rows + %1 WHERE id = %2"_s.arg(
                QString::number(inserted), QString::number(repair.gapId)),
            u"cannot write to capture_gaps"_s);
        if (!counted)
            return tl::unexpected(counted.error());
    }
    return repair.settleAs ? settle(repair) : StoreResult<void>();
}

StoreResult<void> GapLedger::settle(const GapRepair &repair)
{
    const auto found = RecordReader(m_connection).newestGaps(u"id = %1"_s.arg(repair.gapId), 1);
    if (!found)
        return tl::unexpected(found.error());
    if (found->empty() || !found->front().gap.firstMissingId || !found->front().gap.lastMissingId)
        return {};
    const CaptureGap &gap = found->front().gap;
    // A query of its own, because Citus has the trades on other nodes than the ledger.
    const auto present = m_connection.readInteger(
        u"SELECT count(DISTINCT agg_trade_id) FROM futures_trades "
        "WHERE symbol = %1 AND agg_trade_id BETWEEN %2 AND %3"_s.arg(
            m_connection.literal(gap.symbol.toString()), QString::number(*gap.firstMissingId),
            QString::number(*gap.lastMissingId)),
        u"cannot read futures_trades"_s);
    if (!present)
        return tl::unexpected(present.error());
    const std::int64_t size = *gap.lastMissingId - *gap.firstMissingId + 1;
    const std::int64_t absent = size - *present;
    const std::int64_t filled =
        std::max<std::int64_t>(gap.missingEvents.value_or(size) - absent, 0);
    const GapStatus status = absent == 0 ? GapStatus::Filled : *repair.settleAs;
    const QString note = absent == 0 ? QString() : repair.note.isEmpty() ? gap.note : repair.note;
    const auto settled = m_connection.change(
        u"UPDATE capture_gaps SET filled_rows = %1, status = %2, note = %3 WHERE id = %4"_s.arg(
            QString::number(filled), m_connection.literal(QString(toSqlName(status))),
            m_connection.literal(textOrNull(note)), QString::number(repair.gapId)),
        u"cannot write to capture_gaps"_s);
    if (!settled)
        return tl::unexpected(settled.error());
    return {};
}

} // namespace Orderflow
