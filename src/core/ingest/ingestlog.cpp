#include "ingest/ingestlog.h"

#include <QLoggingCategory>

#include <algorithm>

namespace Orderflow {

namespace {

Q_LOGGING_CATEGORY(lcIngest, "orderflow.ingest")

/// Of frames that cannot be used, and of events that cannot be kept.
constexpr int FaultLinesPerMinute = 5;
constexpr int GapLinesPerMinute = 30;

/// A frame or a part of one, which may be megabytes, for the log.
QString quote(QByteArrayView bytes)
{
    constexpr qsizetype MaxLoggedBytes = 2000;
    QString text = QString::fromUtf8(bytes.first(std::min(bytes.size(), MaxLoggedBytes)));
    if (bytes.size() > MaxLoggedBytes)
        text += QStringLiteral("… (%1 bytes)").arg(bytes.size());
    return text;
}

QString describe(const CaptureGap &gap)
{
    QString text = gap.symbol.toString() + u' ' + QString::fromStdString(gap.stream);
    if (gap.missingEvents)
        text += QStringLiteral(": %1 events missing").arg(*gap.missingEvents);
    else
        text += QStringLiteral(": events missing");
    if (gap.firstMissingId && gap.lastMissingId)
        text += QStringLiteral(", ids %1 to %2").arg(*gap.firstMissingId).arg(*gap.lastMissingId);
    return text + u" (" + toSqlName(gap.reason) + u')';
}

} // namespace

IngestLog::IngestLog()
    : m_refused(FaultLinesPerMinute)
    , m_notRecorded(FaultLinesPerMinute)
    , m_unreadable(FaultLinesPerMinute)
    , m_gaps(GapLinesPerMinute)
    , m_overflow(FaultLinesPerMinute)
{}

void IngestLog::refused(const ControlReply &reply, std::chrono::nanoseconds now)
{
    if (const auto heldBack = m_refused.take(now)) {
        qCWarning(lcIngest).noquote()
            << QStringLiteral("The exchange refused request %1: %2 (code %3)%4")
                   .arg(QString::number(reply.id), quote(reply.errorMessage),
                        QString::number(reply.errorCode), heldBackText(*heldBack));
    }
}

void IngestLog::notRecorded(const UnknownFrame &unknown, QByteArrayView frame,
                            std::chrono::nanoseconds now)
{
    if (const auto heldBack = m_notRecorded.take(now)) {
        qCInfo(lcIngest).noquote() << QStringLiteral("Not recorded: %1%2: %3")
                                          .arg(QString::fromStdString(unknown.reason),
                                               heldBackText(*heldBack), quote(frame));
    }
}

void IngestLog::unreadable(const DecodeError &error, QByteArrayView frame,
                           std::chrono::nanoseconds now)
{
    if (const auto heldBack = m_unreadable.take(now)) {
        qCWarning(lcIngest).noquote()
            << QStringLiteral("Cannot read a frame of '%1': %2%3: %4")
                   .arg(QString::fromStdString(error.stream), QString::fromStdString(error.reason),
                        heldBackText(*heldBack), quote(frame));
    }
}

void IngestLog::gap(const CaptureGap &gap, std::chrono::nanoseconds now)
{
    if (const auto heldBack = m_gaps.take(now))
        qCWarning(lcIngest).noquote() << u"Gap: " + describe(gap) + heldBackText(*heldBack);
}

void IngestLog::overflow(std::size_t events, std::chrono::nanoseconds now)
{
    if (const auto heldBack = m_overflow.take(now)) {
        qCCritical(lcIngest).noquote()
            << QStringLiteral("The queue to the database is full: %1 events are lost%2")
                   .arg(events)
                   .arg(heldBackText(*heldBack));
    }
}

void IngestLog::ledgerOverflow(std::size_t gaps)
{
    qCCritical(lcIngest).noquote()
        << QStringLiteral("The queue to the database is full: %1 rows of the gap ledger are lost")
               .arg(gaps);
}

} // namespace Orderflow
