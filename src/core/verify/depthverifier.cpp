#include "verify/depthverifier.h"

#include "verify/bookcheck.h"

#include "market/checksum.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

DepthVerifier::DepthVerifier(const RecordedStream &stream, const std::vector<LedgerGap> &gaps,
                             const VerifiedPart &part, UtcMicroseconds now, FindingSink sink)
    : m_report(stream, std::move(sink))
    , m_claims(stream.stream, gaps)
    , m_holes(m_claims)
    , m_audit(m_report, now)
    , m_part(part)
{}

void DepthVerifier::take(const StoredDepthUpdate &row)
{
    const DepthUpdate &update = row.update;
    const RowName name{row.rowId, update.finalUpdateId};
    if (update.finalUpdateId < 0) {
        m_report.row(FindingKind::ValueRange, name, u"has a finalUpdateId that none can be"_s);
        return;
    }
    checkSequence(name, row);
    if (!row.fault.isEmpty()) {
        m_report.row(FindingKind::UnreadableRow, name, u"cannot be read: "_s + row.fault);
        return;
    }
    const RowAudit::Proof proof = m_audit.checkChecksum(name, row.checksum, checksumOf(update));
    checkIds(name, update, proof);
    checkTimes(name, update, proof);
    if (!row.isOfPredecessor)
        m_audit.checkTime(name, "receive_time"_L1, update.receiveTime.utc);
    checkBook(m_report, name, update, proof);
}

void DepthVerifier::checkSequence(const RowName &row, const StoredDepthUpdate &stored)
{
    const DepthUpdate &update = stored.update;
    if (!m_firstId)
        m_firstId = row.id;
    if (m_previous && row.id == m_previous->name.id) {
        m_report.row(FindingKind::DuplicateId, row,
                     u"has the same finalUpdateId as row %1, with another transaction_time: "
                     "%2 and %3"_s.arg(QString::number(m_previous->name.rowId),
                                       toSqlText(update.transactionTime),
                                       toSqlText(m_previous->transactionTime)));
        return;
    }
    if (m_previous)
        checkStep(row, stored);
    m_previous = Previous{row, update.transactionTime};
}

void DepthVerifier::checkStep(const RowName &row, const StoredDepthUpdate &stored)
{
    const DepthUpdate &update = stored.update;
    const std::int64_t lastId = m_previous->name.id;
    const bool isChained = update.prevFinalUpdateId >= 0;
    const HoleSpan hole{lastId,
                        isChained ? std::min(update.prevFinalUpdateId, row.id - 1) : row.id - 1};
    const bool isClaimed = m_holes.passStep(lastId, isChained && hole.isEmpty());
    if (hole.isEmpty())
        return;
    if (stored.isOfPredecessor) {
        m_unchainedRows += isClaimed ? 0 : 1;
        return;
    }
    m_holes.noteHole(hole);
    if (isClaimed)
        return;
    for (const HoleSpan &part : m_claims.unclaimed(hole)) {
        m_holes.noteUnclaimed(part);
        m_report.ids(FindingKind::MissingEvents, part.after, part.upTo,
                     u"updates are missing behind finalUpdateId %1, up to %2, between the rows %3 "
                     "and %4, and the ledger has no gap for this"_s.arg(
                         QString::number(part.after), QString::number(part.upTo),
                         QString::number(m_previous->name.rowId), QString::number(row.rowId)));
    }
}

void DepthVerifier::checkIds(const RowName &row, const DepthUpdate &update, RowAudit::Proof proof)
{
    const auto wrong = [&](const QString &text) {
        m_report.row(FindingKind::IdOrder, row, text, RowAudit::severityOf(proof));
    };
    if (update.firstUpdateId > update.finalUpdateId) {
        wrong(u"has a first_update_id, %1, behind its final_update_id"_s.arg(update.firstUpdateId));
    }
    if (update.prevFinalUpdateId >= update.finalUpdateId) {
        wrong(u"has a prev_final_update_id, %1, that is not before its final_update_id"_s.arg(
            update.prevFinalUpdateId));
    }
}

void DepthVerifier::checkTimes(const RowName &row, const DepthUpdate &update, RowAudit::Proof proof)
{
    m_audit.checkTime(row, "transaction_time"_L1, update.transactionTime);
    m_audit.checkTime(row, "event_time"_L1, update.eventTime);
    m_audit.checkEventTime(row, update.eventTime, "transaction_time"_L1, update.transactionTime,
                           proof);
    m_audit.checkTimeOrder(row, "transaction_time"_L1, update.transactionTime, proof);
}

void DepthVerifier::finish()
{
    for (const LedgerGap &gap : m_claims.unusable())
        m_report.gap(gap, u"names ids that are no range"_s);
    if (m_previous) {
        const std::int64_t lastId = m_previous->name.id;
        if (!m_part.isCutAtEnd && m_claims.knownUpTo()) {
            for (const HoleSpan &part : m_claims.unclaimed({lastId, *m_claims.knownUpTo()})) {
                m_report.ids(FindingKind::MissingEvents, part.after, part.upTo,
                             u"updates are missing behind finalUpdateId %1, the last row, %2: the "
                             "ledger knows of one behind %3"_s.arg(
                                 QString::number(part.after),
                                 QString::number(m_previous->name.rowId),
                                 QString::number(*m_claims.knownUpTo() - 1)));
            }
        }
        m_holes.finish(m_part, {*m_firstId, lastId}, m_report);
    }
    if (m_unchainedRows > 0) {
        m_report.remark(FindingKind::MissingEvents,
                        u"%1 rows are of the recorder's predecessor, which did not keep what came "
                        "before an update: whether any are missing there cannot be told"_s.arg(
                            m_unchainedRows));
    }
    m_audit.finish();
}

} // namespace Orderflow
