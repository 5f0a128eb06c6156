#include "storage/writer/batchoutlet.h"

#include <QLoggingCategory>

#include <algorithm>
#include <span>
#include <thread>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcSpool, "orderflow.spool")

} // namespace

BatchOutlet::BatchOutlet(BatchQueue &queue, const Clock &clock, SpoolOptions options)
    : m_queue(queue)
    , m_clock(clock)
    , m_options(std::move(options))
{}

BatchOutlet::~BatchOutlet() = default;

StoreResult<void> BatchOutlet::open()
{
    if (m_options.filePath.isEmpty())
        return {};
    tl::expected<SpoolLock, QString> lock = SpoolLock::take(m_options.filePath);
    if (!lock)
        return tl::unexpected(StoreError{StoreError::Kind::Misconfigured, lock.error(), {}});
    m_lock.emplace(std::move(*lock));
    auto spool = std::make_unique<Spool>(m_options.filePath, SqlAccess::Write);
    const StoreResult<QString> replaced = spool->openOrReplace(m_clock.now().utc);
    if (!replaced)
        return tl::unexpected(replaced.error());
    if (!replaced->isEmpty()) {
        qCCritical(lcSpool).noquote()
            << u"The spool %1 is damaged and is now %2; a new one takes its place. What waited in "
               "it is not in the database; the gap ledger tells with the first events what is "
               "missing."_s.arg(m_options.filePath, *replaced);
    }
    const StoreResult<SpoolTotals> totals = spool->totals();
    if (!totals)
        return tl::unexpected(totals.error());
    m_spool = std::move(spool);
    m_status.update([this, &totals](SpoolStatus &status) {
        status.filePath = m_options.filePath;
        status.totals = *totals;
    });
    if (totals->batches > 0) {
        m_queue.divert(0);
        qCInfo(lcSpool).noquote() << u"%1 batches of %2 events wait in the spool %3 and go first"_s
                                         .arg(QString::number(totals->batches),
                                              QString::number(totals->events), m_options.filePath);
    }
    if (totals->deadLetters > 0) {
        qCWarning(lcSpool).noquote()
            << u"%1 batches that the database refused are set aside in the spool %2; "
               "'orderflow-recorder-cli spool' shows them"_s.arg(
                   QString::number(totals->deadLetters), m_options.filePath);
    }
    return {};
}

StoreResult<std::vector<StreamEnd>> BatchOutlet::streamEnds(std::vector<StreamEnd> databaseEnds)
{
    if (!m_spool)
        return databaseEnds;
    StoreResult<std::vector<StreamEnd>> ends = m_spool->streamEnds();
    if (!ends)
        return ends;
    // What waits came after all that the database has.
    const std::span<const StreamEnd> spooled(ends->data(), ends->size());
    std::erase_if(databaseEnds, [spooled](const StreamEnd &end) {
        return std::ranges::any_of(spooled, [&end](const StreamEnd &one) {
            return one.symbol == end.symbol && one.stream == end.stream;
        });
    });
    ends->insert(ends->end(), databaseEnds.begin(), databaseEnds.end());
    return ends;
}

void BatchOutlet::startFeeding(std::int64_t sessionKey)
{
    m_ownKey = sessionKey;
    if (!m_spool)
        return;
    m_feeder =
        std::make_unique<SpoolFeeder>(SpoolFeeder::Surroundings{m_queue, m_clock, m_status, m_turn,
                                                                [this](Spool &spool) {
                                                                    return keepHeld(spool);
                                                                }},
                                      m_options, sessionKey);
    m_feeder->setAway(m_isAway);
    m_feeder->start();
}

std::optional<OutgoingBatch> BatchOutlet::next(std::chrono::milliseconds longest)
{
    if (m_queue.isDiverted()) {
        if (std::optional<OutgoingBatch> batch = nextSpooled())
            return batch;
        if (m_queue.isDiverted())
            return std::nullopt;
    }
    std::optional<EventBatch> batch = m_queue.popWithin(longest);
    if (!batch)
        return std::nullopt;
    return OutgoingBatch{std::move(*batch), m_ownKey, std::nullopt, {}, 0, {}};
}

std::optional<OutgoingBatch> BatchOutlet::nextSpooled()
{
    StoreResult<std::optional<SpooledBatch>> oldest = m_spool->oldest();
    if (oldest && !*oldest) {
        // The feeder may have taken some from the queue and not put them there yet.
        const std::lock_guard turn(m_turn);
        oldest = m_spool->oldest();
        if (oldest && !*oldest) {
            endDiversion();
            return std::nullopt;
        }
    }
    if (!oldest) {
        report(oldest.error());
        if (m_spool->connection().isDamaged())
            return replaceDamaged();
        // Locked for longer than SQLite waits, or not readable at the moment.
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        return std::nullopt;
    }
    SpooledBatch &spooled = **oldest;
    if (m_feeder)
        m_feeder->setInHand(spooled.id);
    OutgoingBatch batch{{}, spooled.sessionKey, spooled.id, {}, 0, spooled.spooledAt};
    if (spooled.batch) {
        batch.batch = std::move(*spooled.batch);
    } else {
        batch.damage = spooled.batch.error();
        batch.damagedEvents = spooled.events;
    }
    return batch;
}

/// What was in the file is missing from now on, which its successor says first.
std::optional<OutgoingBatch> BatchOutlet::replaceDamaged()
{
    const std::lock_guard turn(m_turn);
    const std::int64_t events = m_status.read().totals.events;
    const UtcMicroseconds now = m_clock.now().utc;
    const StoreResult<QString> replaced = m_spool->openOrReplace(now);
    if (!replaced) {
        report(replaced.error());
        return std::nullopt;
    }
    if (const StoreResult<void> noted = m_onReplaced(); !noted)
        report(noted.error());
    if (m_feeder)
        m_feeder->reopen();
    publishTotals();
    return OutgoingBatch{
        {}, m_ownKey, std::nullopt, u"it is in the damaged spool "_s + *replaced, events, now};
}

/// With the turn.
void BatchOutlet::endDiversion()
{
    m_queue.resume();
    if (const StoreResult<void> shrunk = m_spool->shrink(); !shrunk)
        report(shrunk.error());
}

void BatchOutlet::setAway(bool isAway)
{
    m_isAway = isAway;
    if (m_feeder)
        m_feeder->setAway(isAway);
}

void BatchOutlet::hold(OutgoingBatch *batch)
{
    {
        const std::lock_guard lock(m_heldMutex);
        m_held = batch;
    }
    setBusy(batch != nullptr);
}

void BatchOutlet::setBusy(bool isBusy)
{
    if (m_feeder)
        m_feeder->setBusy(isBusy);
}

void BatchOutlet::amend(OutgoingBatch &batch, const std::vector<CaptureGap> &gaps)
{
    const std::lock_guard lock(m_heldMutex);
    for (const CaptureGap &gap : gaps)
        batch.batch.add(gap);
}

bool BatchOutlet::release(const OutgoingBatch &batch)
{
    const std::lock_guard lock(m_heldMutex);
    m_held = nullptr;
    return batch.spooledId.has_value();
}

/// On the feeder's thread, with the turn.
StoreResult<void> BatchOutlet::keepHeld(Spool &spool)
{
    const std::lock_guard lock(m_heldMutex);
    if (!m_held || m_held->spooledId || !m_held->damage.isEmpty())
        return {};
    const UtcMicroseconds now = m_clock.now().utc;
    const StoreResult<std::int64_t> id = spool.prepend(m_held->sessionKey, m_held->batch, now);
    if (!id)
        return tl::unexpected(id.error());
    m_held->spooledId = *id;
    m_held->spooledAt = now;
    m_feeder->setInHand(*id);
    return {};
}

void BatchOutlet::keep(OutgoingBatch &batch)
{
    if (!m_spool)
        return;
    const std::lock_guard turn(m_turn);
    const std::lock_guard lock(m_heldMutex);
    if (batch.spooledId)
        return;
    // It came before all that the feeder has moved meanwhile.
    const StoreResult<std::int64_t> id =
        m_spool->prepend(batch.sessionKey, batch.batch, m_clock.now().utc);
    if (!id) {
        report(id.error());
        return;
    }
    batch.spooledId = *id;
    batch.spooledAt = m_clock.now().utc;
    if (m_feeder)
        m_feeder->setInHand(*id);
    m_queue.divert(0);
    publishTotals();
}

void BatchOutlet::done(const OutgoingBatch &batch, std::int64_t rowsInserted)
{
    if (!release(batch))
        return;
    // Where this fails the batch is written once more, and its rows are there already.
    const StoreResult<void> removed =
        m_spool->remove({*batch.spooledId, batch.sessionKey, 0, {}, {}}, rowsInserted);
    if (!removed)
        report(removed.error());
    if (m_feeder)
        m_feeder->setInHand(std::nullopt);
    publishTotals();
}

void BatchOutlet::leaveRest()
{
    if (m_feeder)
        m_feeder->finish(true);
    m_feeder.reset();
    if (m_spool)
        publishTotals();
    m_queue.resume();
}

void BatchOutlet::finish()
{
    m_feeder.reset();
    if (m_spool)
        publishTotals();
}

void BatchOutlet::publishTotals()
{
    const StoreResult<SpoolTotals> totals = m_spool->totals();
    if (!totals) {
        report(totals.error());
        return;
    }
    m_status.update([&totals](SpoolStatus &status) { status.totals = *totals; });
}

void BatchOutlet::noteSetAside()
{
    publishTotals();
    if (m_feeder)
        m_feeder->requestTrim();
}

void BatchOutlet::report(const StoreError &error)
{
    m_status.update([&error](SpoolStatus &status) { status.problem = error.message; });
    qCCritical(lcSpool).noquote() << error.message;
}

} // namespace Orderflow
