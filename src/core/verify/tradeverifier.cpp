#include "verify/tradeverifier.h"

#include "market/checksum.h"

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString missingTrades(const HoleSpan &span)
{
    if (span.size() == 1)
        return u"a trade is missing, aggTradeId %1"_s.arg(span.upTo);
    return u"%1 trades are missing, aggTradeId %2 to %3"_s.arg(span.size())
        .arg(span.after + 1)
        .arg(span.upTo);
}

} // namespace

TradeVerifier::TradeVerifier(const RecordedStream &stream, const std::vector<LedgerGap> &gaps,
                             const VerifiedPart &part, UtcMicroseconds now, FindingSink sink)
    : m_report(stream, std::move(sink))
    , m_claims(stream.stream, gaps)
    , m_balance(m_claims)
    , m_audit(m_report, now)
    , m_part(part)
{}

void TradeVerifier::take(const StoredTrade &row)
{
    const AggTrade &trade = row.trade;
    const RowName name{row.rowId, trade.aggTradeId};
    if (trade.aggTradeId < 0) {
        m_report.row(FindingKind::ValueRange, name, u"has an aggTradeId that none can be"_s);
        return;
    }
    checkSequence(name, trade.tradeTime);
    if (!row.fault.isEmpty()) {
        // Floats of the predecessor may have more digits than a Decimal holds.
        m_report.row(FindingKind::UnreadableRow, name, u"cannot be read: "_s + row.fault,
                     row.isOfPredecessor ? Finding::Severity::Remark : Finding::Severity::Error);
        return;
    }
    const RowAudit::Proof proof = m_audit.checkChecksum(name, row.checksum, checksumOf(trade));
    checkValues(name, trade, proof);
    checkTimes(name, trade, proof);
    if (!row.isOfPredecessor)
        m_audit.checkTime(name, "receive_time"_L1, trade.receiveTime.utc);
}

void TradeVerifier::checkSequence(const RowName &row, UtcMilliseconds tradeTime)
{
    if (!m_firstId)
        m_firstId = row.id;
    if (m_previous && row.id == m_previous->name.id) {
        m_report.row(FindingKind::DuplicateId, row,
                     u"has the same aggTradeId as row %1, with another trade_time: %2 and %3"_s.arg(
                         QString::number(m_previous->name.rowId), toSqlText(tradeTime),
                         toSqlText(m_previous->tradeTime)));
        return;
    }
    if (m_previous) {
        for (const HoleSpan &part : m_claims.unclaimed({m_previous->name.id, row.id - 1})) {
            m_report.ids(
                FindingKind::MissingEvents, part.after + 1, part.upTo,
                u"%1, between the rows %2 and %3, and the ledger has no gap for this"_s.arg(
                    missingTrades(part), QString::number(m_previous->name.rowId),
                    QString::number(row.rowId)));
        }
    }
    m_balance.note(row.id);
    m_previous = Previous{row, tradeTime};
}

void TradeVerifier::checkValues(const RowName &row, const AggTrade &trade, RowAudit::Proof proof)
{
    const auto wrong = [&](FindingKind kind, const QString &text) {
        m_report.row(kind, row, text, RowAudit::severityOf(proof));
    };
    if (trade.price.mantissa() <= 0)
        wrong(FindingKind::ValueRange, u"has a price of "_s + trade.price.toString());
    if (trade.quantity.mantissa() < 0)
        wrong(FindingKind::ValueRange, u"has a quantity of "_s + trade.quantity.toString());
    if (trade.quantityExclRpi && trade.quantityExclRpi->mantissa() < 0) {
        wrong(FindingKind::ValueRange,
              u"has a quantity_excl_rpi of "_s + trade.quantityExclRpi->toString());
    }
    // The exchange's own archives have such rows.
    if (trade.quantity.isZero()) {
        m_report.row(FindingKind::ValueRange, row, u"has a quantity of zero"_s,
                     Finding::Severity::Remark);
    }
    if (trade.lastTradeId < trade.firstTradeId) {
        wrong(FindingKind::IdOrder,
              u"has a last_trade_id, %1, before its first_trade_id, %2"_s.arg(
                  QString::number(trade.lastTradeId), QString::number(trade.firstTradeId)));
    }
}

void TradeVerifier::checkTimes(const RowName &row, const AggTrade &trade, RowAudit::Proof proof)
{
    m_audit.checkTime(row, "trade_time"_L1, trade.tradeTime);
    if (trade.eventTime) {
        m_audit.checkTime(row, "event_time"_L1, *trade.eventTime);
        m_audit.checkEventTime(row, *trade.eventTime, "trade_time"_L1, trade.tradeTime, proof);
    }
    m_audit.checkTimeOrder(row, "trade_time"_L1, trade.tradeTime, proof);
}

void TradeVerifier::finish()
{
    for (const LedgerGap &gap : m_claims.unusable())
        m_report.gap(gap, u"names ids that are no range"_s);
    if (m_previous) {
        const std::int64_t lastId = m_previous->name.id;
        if (!m_part.isCutAtEnd && m_claims.knownUpTo()) {
            for (const HoleSpan &part : m_claims.unclaimed({lastId, *m_claims.knownUpTo()})) {
                m_report.ids(
                    FindingKind::MissingEvents, part.after + 1, part.upTo,
                    u"%1, behind the last row, %2, and the ledger knows of aggTradeId %3"_s.arg(
                        missingTrades(part), QString::number(m_previous->name.rowId),
                        QString::number(*m_claims.knownUpTo())));
            }
        }
        m_balance.finish(m_part, {*m_firstId, lastId}, m_report);
    }
    m_audit.finish();
}

} // namespace Orderflow
