#include "storage/writer/refusedbatches.h"

#include "storage/spool/deadletters.h"

#include <QLoggingCategory>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcStorage, "orderflow.storage")

/// A table that lacks a column refuses batch after batch; the status counts them all.
constexpr int LinesPerMinute = 20;

std::int64_t eventsOf(const EventBatch &batch)
{
    return static_cast<std::int64_t>(batch.eventCount());
}

/// Of which streams they were nobody can tell any more.
CaptureGap damageGap(const OutgoingBatch &item)
{
    CaptureGap gap;
    gap.reason = GapReason::WriteFailure;
    gap.missingEvents = item.damagedEvents;
    gap.fromTime = item.spooledAt;
    gap.toTime = item.spooledAt;
    gap.note = u"The spool's copy of these events is damaged: "_s + item.damage;
    return gap;
}

} // namespace

RefusedBatches::RefusedBatches(BatchOutlet &outlet, const Clock &clock, Write write)
    : m_outlet(outlet)
    , m_clock(clock)
    , m_write(std::move(write))
    , m_log(LinesPerMinute)
{}

RefusalOutcome RefusedBatches::handle(const OutgoingBatch &item, const StoreError &error)
{
    RefusalOutcome outcome;
    const auto giveUp = [&](const EventBatch &part, const StoreError &why) {
        if (m_outlet.hasSpool() && setAside(part, item.sessionKey, why)) {
            outcome.eventsSetAside += eventsOf(part);
        } else {
            outcome.eventsLost += eventsOf(part);
            fileLoss(part, why);
        }
    };
    // A table that is not as it should be is no matter of single rows.
    if (error.kind != StoreError::Kind::Rejected || !m_outlet.hasSpool()) {
        giveUp(item.batch, error);
        return outcome;
    }
    BatchParts parts(item.batch);
    while (const std::optional<EventBatch> part = parts.next()) {
        const StoreResult<WriteCount> count = m_write(*part, Patience::WithOutages);
        if (count) {
            outcome.written.tradesInserted += count->tradesInserted;
            outcome.written.depthUpdatesInserted += count->depthUpdatesInserted;
            outcome.written.duplicates += count->duplicates;
        } else if (count.error().kind == StoreError::Kind::Unavailable) {
            outcome.away = count.error();
            return outcome;
        } else if (count.error().kind != StoreError::Kind::Rejected || !parts.split(*part)) {
            giveUp(*part, count.error());
        }
    }
    return outcome;
}

bool RefusedBatches::setAside(const EventBatch &part, std::int64_t sessionKey,
                              const StoreError &error)
{
    const StoreResult<std::int64_t> id =
        m_outlet.spool().setAside(sessionKey, part, error, m_clock.now().utc);
    if (!id) {
        qCCritical(lcStorage).noquote() << id.error().message;
        return false;
    }
    m_outlet.noteSetAside();
    const QString sqlState =
        error.sqlState.isEmpty() ? QString() : u" (SQLSTATE %1)"_s.arg(error.sqlState);
    if (const auto heldBack = m_log.take(m_clock.now().monotonic)) {
        qCCritical(lcStorage).noquote()
            << u"%1 events that the database refused are set aside as dead letter %2 of the spool, "
               "and have open gaps in the ledger until 'orderflow-recorder-cli spool retry' writes "
               "them. %3%4%5"_s.arg(QString::number(part.eventCount()), QString::number(*id),
                                    error.message, sqlState, heldBackText(*heldBack));
    }
    const EventBatch record = toDeadLetterRecord(part);
    if (record.isEmpty())
        return true;
    if (const auto written = m_write(record, Patience::WithOutages); !written) {
        qCCritical(lcStorage).noquote()
            << u"%1 rows of the gap ledger that tell of dead letter %2 could not be written. %3"_s
                   .arg(QString::number(record.gaps.size()), QString::number(*id),
                        written.error().message);
    }
    return true;
}

void RefusedBatches::fileLoss(const EventBatch &batch, const StoreError &error)
{
    qCCritical(lcStorage).noquote()
        << u"A batch of %1 events is lost, because the database refused it; the gap ledger gets "
           "rows in its place. %2"_s.arg(QString::number(batch.eventCount()), error.message);
    const EventBatch record = toLossRecord(batch, GapReason::WriteFailure);
    if (record.isEmpty())
        return;
    if (const auto written = m_write(record, Patience::WithEveryError); !written) {
        qCCritical(lcStorage).noquote() << u"%1 rows of the gap ledger are lost. %2"_s.arg(
            QString::number(record.gaps.size()), written.error().message);
    }
}

RefusalOutcome RefusedBatches::handleDamaged(const OutgoingBatch &item)
{
    RefusalOutcome outcome;
    EventBatch record;
    record.add(damageGap(item));
    if (const auto written = m_write(record, Patience::WithOutages); !written) {
        if (written.error().kind == StoreError::Kind::Unavailable) {
            outcome.away = written.error();
            return outcome;
        }
        qCCritical(lcStorage).noquote() << written.error().message;
    }
    qCCritical(lcStorage).noquote()
        << u"A batch of %1 events in the spool cannot be read any more and is set aside as it is: "
           "%2"_s.arg(QString::number(item.damagedEvents), item.damage);
    outcome.eventsLost = item.damagedEvents;
    if (!item.spooledId)
        return outcome;
    const SpooledBatch damaged{*item.spooledId, item.sessionKey, item.damagedEvents, item.spooledAt,
                               tl::unexpected(item.damage)};
    if (const auto aside = m_outlet.spool().setAsideUnreadable(damaged, m_clock.now().utc); !aside)
        qCCritical(lcStorage).noquote() << aside.error().message;
    return outcome;
}

} // namespace Orderflow
