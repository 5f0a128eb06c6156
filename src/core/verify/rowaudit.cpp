#include "verify/rowaudit.h"

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// USDT-M futures opened in September of that year.
constexpr UtcMicroseconds EarliestTime{std::chrono::sys_days(std::chrono::year(2019) / 1 / 1)};

} // namespace

StreamReport::StreamReport(RecordedStream stream, FindingSink sink)
    : m_stream(std::move(stream))
    , m_sink(std::move(sink))
    , m_tableName(isFillable(m_stream.stream) ? u"futures_trades"_s
                                              : u"futures_orderbook_updates"_s)
    , m_idName(isFillable(m_stream.stream) ? u"aggTradeId"_s : u"finalUpdateId"_s)
{}

void StreamReport::row(FindingKind kind, const RowName &row, const QString &text,
                       Finding::Severity severity) const
{
    m_sink({kind,
            severity,
            m_stream,
            row.id,
            row.id,
            row.rowId,
            {},
            u"row %1 of %2 (%3 %4) "_s.arg(QString::number(row.rowId), m_tableName, m_idName,
                                           QString::number(row.id)) +
                text});
}

void StreamReport::ids(FindingKind kind, std::int64_t first, std::int64_t last,
                       const QString &text) const
{
    m_sink({kind, Finding::Severity::Error, m_stream, first, last, {}, {}, text});
}

void StreamReport::gap(const LedgerGap &gap, const QString &text, Finding::Severity severity) const
{
    const CaptureGap &named = gap.gap;
    const bool hasBoth = named.firstMissingId && named.lastMissingId;
    m_sink({FindingKind::LedgerMismatch,
            severity,
            m_stream,
            hasBoth ? named.firstMissingId : std::nullopt,
            hasBoth ? named.lastMissingId : std::nullopt,
            {},
            gap.id,
            u"gap %1 "_s.arg(gap.id) + text});
}

void StreamReport::remark(FindingKind kind, const QString &text) const
{
    m_sink({kind, Finding::Severity::Remark, m_stream, {}, {}, {}, {}, text});
}

RowAudit::RowAudit(const StreamReport &report, UtcMicroseconds now)
    : m_report(report)
    , m_latest(now + std::chrono::days(1))
{}

RowAudit::Proof RowAudit::checkChecksum(const RowName &row, std::optional<std::int64_t> stored,
                                        std::int64_t expected)
{
    if (!stored) {
        ++m_withoutChecksum;
        if (!m_newestWithout || row.rowId > m_newestWithout->rowId)
            m_newestWithout = row;
        return Proof::Unknown;
    }
    if (!m_oldestWith || row.rowId < m_oldestWith->rowId)
        m_oldestWith = row;
    if (*stored == expected)
        return Proof::Intact;
    m_report.row(FindingKind::ChangedRow, row,
                 u"is not as it was recorded: its checksum differs"_s);
    return Proof::Changed;
}

void RowAudit::checkTime(const RowName &row, QLatin1StringView column, UtcMicroseconds time) const
{
    if (time >= EarliestTime && time <= m_latest)
        return;
    m_report.row(FindingKind::TimeRange, row,
                 u"has a %1 that no recording has: %2"_s.arg(column, toSqlText(time)));
}

void RowAudit::checkEventTime(const RowName &row, UtcMilliseconds eventTime,
                              QLatin1StringView madeColumn, UtcMilliseconds madeTime,
                              Proof proof) const
{
    if (eventTime >= madeTime)
        return;
    m_report.row(FindingKind::TimeOrder, row,
                 u"has an event_time, %1, before its %2, %3"_s.arg(toSqlText(eventTime), madeColumn,
                                                                   toSqlText(madeTime)),
                 severityOf(proof));
}

void RowAudit::checkTimeOrder(const RowName &row, QLatin1StringView madeColumn,
                              UtcMilliseconds madeTime, Proof proof)
{
    if (m_last && m_last->row.id == row.id)
        return;
    if (m_last && madeTime < m_last->time) {
        m_report.row(FindingKind::TimeOrder, row,
                     u"has a %1, %2, before that of row %3, which it follows: %4"_s.arg(
                         madeColumn, toSqlText(madeTime), QString::number(m_last->row.rowId),
                         toSqlText(m_last->time)),
                     m_last->proof == Proof::Intact ? severityOf(proof) : Finding::Severity::Error);
    }
    if (proof != Proof::Changed)
        m_last = MadeAt{row, madeTime, proof};
}

void RowAudit::finish() const
{
    if (m_withoutChecksum == 0)
        return;
    // Row ids rise, and every row since schema version 3 has a checksum.
    if (m_oldestWith && m_newestWithout->rowId > m_oldestWith->rowId) {
        m_report.row(
            FindingKind::MissingChecksum, *m_newestWithout,
            u"has no checksum, although row %1, which was written before it, has one: it "
            "was not written by the recorder, or changed since"_s.arg(m_oldestWith->rowId));
    }
    m_report.remark(FindingKind::MissingChecksum,
                    m_withoutChecksum == 1
                        ? u"1 row has no checksum, as those from before schema version 3"_s
                        : u"%1 rows have no checksum, as those from before schema version 3"_s.arg(
                              m_withoutChecksum));
}

} // namespace Orderflow
