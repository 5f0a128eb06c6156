#include "storage/storagewriter.h"

#include "storage/deadletters.h"

#include <QLoggingCategory>

#include <algorithm>
#include <iterator>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using State = WriterStatus::State;

namespace {

Q_LOGGING_CATEGORY(lcStorage, "orderflow.storage")

std::optional<std::chrono::nanoseconds> firstReceived(const EventBatch &batch)
{
    std::optional<std::chrono::nanoseconds> first;
    if (!batch.trades.empty())
        first = batch.trades.front().receiveTime.monotonic;
    if (!batch.depthUpdates.empty()) {
        const auto depth = batch.depthUpdates.front().receiveTime.monotonic;
        first = std::min(first.value_or(depth), depth);
    }
    return first;
}

} // namespace

StorageWriter::StorageWriter(StoreFactory makeStore, BatchQueue &queue, const Clock &clock,
                             StorageWriterOptions options)
    : m_makeStore(std::move(makeStore))
    , m_queue(queue)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_outlet(queue, clock, m_options.spool)
    , m_runs(m_options.session)
{}

StorageWriter::~StorageWriter() = default;

WriterStatus StorageWriter::StatusReader::read() const
{
    WriterStatus status = m_writer.m_published.read();
    status.spool = m_writer.m_outlet.status().read();
    return status;
}

bool StorageWriter::start()
{
    publish(State::Starting);
    StoreResult<void> ready = openSpool();
    if (ready) {
        m_store = m_makeStore();
        ready = setUp();
        const bool isAway = !ready && ready.error().kind == StoreError::Kind::Unavailable;
        if (isAway && m_outlet.hasSpool())
            return startAway(ready.error());
    }
    if (ready) {
        m_outlet.startFeeding(m_runs.ownKey());
        publish(State::Ready);
        return true;
    }

    m_store.reset();
    m_queue.close();
    m_queue.resume();
    while (const std::optional<EventBatch> batch = m_queue.pop())
        countLost(*batch);
    publishError(ready.error(), State::Failed);
    return false;
}

StoreResult<void> StorageWriter::openSpool()
{
    if (StoreResult<void> opened = m_outlet.open(); !opened)
        return opened;
    return m_outlet.hasSpool() ? m_runs.useSpool(m_outlet.spool()) : StoreResult<void>();
}

bool StorageWriter::startAway(const StoreError &error)
{
    StoreResult<std::vector<StreamEnd>> ends = m_outlet.spool().streamEnds();
    StoreResult<void> noted = m_runs.setResumePending();
    if (!ends || !noted) {
        m_queue.close();
        publishError(ends ? noted.error() : ends.error(), State::Failed);
        return false;
    }
    m_streamEnds.publish(std::make_shared<const std::vector<StreamEnd>>(std::move(*ends)));
    m_mustReconnect = true;
    m_outlet.setAway(true);
    m_outlet.startFeeding(m_runs.ownKey());
    qCWarning(lcStorage).noquote()
        << u"The database is away. Until it is there, all goes into the spool %1. %2"_s.arg(
               m_options.spool.filePath, error.message);
    publishError(error, State::Retrying);
    return true;
}

StoreResult<void> StorageWriter::setUp()
{
    if (StoreResult<void> opened = m_store->open(); !opened)
        return opened;
    if (m_options.migrate) {
        if (StoreResult<void> migrated = m_store->migrate(); !migrated)
            return migrated;
    }
    if (StoreResult<void> begun = m_runs.begin(*m_store); !begun)
        return begun;
    if (!m_streamEnds.read()) {
        if (StoreResult<void> read = readStreamEnds(); !read)
            return read;
    }
    m_isSetUp = true;
    m_mustReconnect = false;
    m_isLedgerStale = true;
    readLedger();
    return {};
}

StoreResult<void> StorageWriter::readStreamEnds()
{
    StoreResult<std::vector<StreamEnd>> ends = m_store->streamEnds();
    if (!ends)
        return tl::unexpected(ends.error());
    if (m_outlet.hasSpool()) {
        StoreResult<std::vector<StreamEnd>> later = m_outlet.spool().streamEnds();
        if (!later)
            return tl::unexpected(later.error());
        // What waits came after all that the database has.
        std::erase_if(*ends, [&later](const StreamEnd &end) {
            return std::ranges::any_of(*later, [&end](const StreamEnd &one) {
                return one.symbol == end.symbol && one.stream == end.stream;
            });
        });
        std::ranges::move(*later, std::back_inserter(*ends));
    }
    m_streamEnds.publish(std::make_shared<const std::vector<StreamEnd>>(std::move(*ends)));
    return {};
}

void StorageWriter::writeUntilClosed()
{
    constexpr std::chrono::milliseconds LongestWait{1'000};
    while (!m_outlet.isFinished()) {
        // The rest of the spool waits for the next run.
        if (m_outlet.isDiverted() && isGraceOver())
            break;
        std::optional<OutgoingBatch> item = m_outlet.next(LongestWait);
        if (!item)
            continue;
        write(*item);
        m_isLedgerStale = m_isLedgerStale || !item->batch.gaps.empty() || item->batch.repair;
        if (m_queue.depth().batches == 0)
            readLedger();
    }
    endFeeding();
    limitWaiting();
    fileEndOfSession();
    m_store.reset();
    if (m_status.eventsLost > 0) {
        qCCritical(lcStorage).noquote()
            << u"%1 events were lost in this run"_s.arg(m_status.eventsLost);
    }
    publish(State::Stopped);
}

void StorageWriter::endFeeding()
{
    if (m_outlet.isFinished()) {
        m_outlet.finish();
        return;
    }
    m_outlet.leaveRest();
    while (const std::optional<EventBatch> batch = m_queue.popWithin({})) {
        countLost(*batch);
        m_hasGivenUp = true;
    }
    const SpoolTotals left = m_outlet.status().read().totals;
    qCWarning(lcStorage).noquote()
        << u"%1 batches of %2 events wait in the spool %3 for the next run, because the database "
           "did not take them within %4 ms of the stop"_s.arg(
               QString::number(left.batches), QString::number(left.events),
               m_options.spool.filePath, QString::number(m_options.stopGrace.count()));
}

void StorageWriter::stop(std::int64_t eventsReceived)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_eventsReceived)
            m_eventsReceived = eventsReceived;
    }
    limitWaiting();
    m_queue.close();
}

void StorageWriter::limitWaiting()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_graceEnd)
            m_graceEnd = std::chrono::steady_clock::now() + m_options.stopGrace;
    }
    m_stopped.notify_all();
}

void StorageWriter::write(OutgoingBatch &item)
{
    if (!item.damage.isEmpty()) {
        setAsideDamaged(item);
        return;
    }
    m_item = &item;
    m_isTurned = false;
    if (m_outlet.isAway())
        m_outlet.keep(item);
    const StoreResult<WriteCount> count = tryUntilDone(item.batch, Patience::WithOutages);
    const bool isAway = !count && count.error().kind == StoreError::Kind::Unavailable;
    if (count) {
        if (m_status.state == State::Retrying)
            qCInfo(lcStorage) << "The database is back, and nothing of what waited is lost.";
        finishItem(item, *count);
        publish(State::Ready);
    } else if (isAway && item.spooledId) {
        leaveInSpool(count.error());
    } else if (item.batch.repair) {
        leaveOpen(count.error());
        finishItem(item, {});
    } else if (isAway) {
        giveUp(item.batch, count.error());
    } else if (!m_outlet.hasSpool()) {
        replaceByLossRecord(item.batch, count.error());
    } else if (setAsideInParts(item, count.error())) {
        finishItem(item, {});
    }
    m_item = nullptr;
}

void StorageWriter::finishItem(const OutgoingBatch &item, const WriteCount &count)
{
    countWritten(item, count);
    m_outlet.done(item, count.tradesInserted + count.depthUpdatesInserted);
    if (item.sessionKey == m_runs.ownKey())
        return;
    // Where it fails, the next batch or the next run makes up for it.
    if (const StoreResult<void> ended = m_runs.endEarlierRuns(*m_store); !ended)
        qCWarning(lcStorage).noquote() << ended.error().message;
}

/// What a repair is to fill next. Where it cannot be read, the batch after the next tells.
void StorageWriter::readLedger()
{
    constexpr std::size_t MostGaps = 1000;
    if (!m_isLedgerStale || m_mustReconnect)
        return;
    StoreResult<std::vector<LedgerGap>> gaps = m_store->repairableGaps(MostGaps);
    if (!gaps) {
        m_mustReconnect = gaps.error().kind == StoreError::Kind::Unavailable;
        qCWarning(lcStorage).noquote() << gaps.error().message;
        return;
    }
    m_isLedgerStale = false;
    m_repairableGaps.publish(std::make_shared<const std::vector<LedgerGap>>(std::move(*gaps)));
}

/// The trades of a repair are not lost: their gap is in the ledger, and stays open.
void StorageWriter::leaveOpen(const StoreError &error)
{
    qCCritical(lcStorage).noquote()
        << u"A part of a repair could not be written, and its gap stays open. %1"_s.arg(
               error.message);
    publishError(error,
                 error.kind == StoreError::Kind::Unavailable ? State::Retrying : State::Ready);
}

void StorageWriter::leaveInSpool(const StoreError &error)
{
    m_hasGivenUp = true;
    publishError(error, State::Retrying);
}

void StorageWriter::giveUp(const EventBatch &batch, const StoreError &error)
{
    countLost(batch);
    if (!m_hasGivenUp) {
        qCCritical(lcStorage).noquote()
            << u"Everything that still waits for the database is lost: it did not come back within "
               "%1 ms of the stop. %2"_s.arg(QString::number(m_options.stopGrace.count()),
                                             error.message);
    }
    m_hasGivenUp = true;
    publishError(error, State::Retrying);
}

void StorageWriter::replaceByLossRecord(const EventBatch &batch, const StoreError &error)
{
    countLost(batch);
    qCCritical(lcStorage).noquote()
        << u"A batch of %1 events is lost, because the database refused it; the gap ledger gets "
           "rows in its place. %2"_s.arg(QString::number(batch.eventCount()), error.message);
    publishError(error, State::Ready);

    const EventBatch record = toLossRecord(batch, GapReason::WriteFailure);
    if (record.isEmpty())
        return;
    const StoreResult<WriteCount> written = tryUntilDone(record, Patience::WithEveryError);
    if (written) {
        publish(State::Ready);
        return;
    }
    qCCritical(lcStorage).noquote() << u"%1 rows of the gap ledger are lost. %2"_s.arg(
        QString::number(record.gaps.size()), written.error().message);
    publishError(written.error(), State::Retrying);
}

/// Finds what it is that the database refuses, and sets that aside; false where the database went
/// away meanwhile, and the batch stays in the spool.
bool StorageWriter::setAsideInParts(const OutgoingBatch &item, const StoreError &error)
{
    // A table that is not as it should be is no matter of single rows.
    if (error.kind != StoreError::Kind::Rejected) {
        setAside(item.batch, item.sessionKey, error);
        return true;
    }
    BatchParts parts(item.batch);
    while (const std::optional<EventBatch> part = parts.next()) {
        const StoreResult<WriteCount> count = tryUntilDone(*part, Patience::WithOutages);
        if (count) {
            countWritten({*part, item.sessionKey, item.spooledId, {}, 0, item.spooledAt}, *count);
        } else if (count.error().kind == StoreError::Kind::Unavailable) {
            leaveInSpool(count.error());
            return false;
        } else if (count.error().kind != StoreError::Kind::Rejected || !parts.split(*part)) {
            setAside(*part, item.sessionKey, count.error());
        }
    }
    return true;
}

void StorageWriter::setAside(const EventBatch &part, std::int64_t sessionKey,
                             const StoreError &error)
{
    const StoreResult<std::int64_t> id =
        m_outlet.spool().setAside(sessionKey, part, error, m_clock.now().utc);
    if (!id) {
        qCCritical(lcStorage).noquote() << id.error().message;
        replaceByLossRecord(part, error);
        return;
    }
    m_status.eventsSetAside += static_cast<std::int64_t>(part.eventCount());
    m_outlet.publishTotals();
    qCCritical(lcStorage).noquote()
        << u"%1 events that the database refused are set aside as dead letter %2 of the spool %3, "
           "and have open gaps in the ledger until 'orderflow-recorder-cli spool retry' writes "
           "them. %4%5"_s.arg(QString::number(part.eventCount()), QString::number(*id),
                              m_options.spool.filePath, error.message,
                              error.sqlState.isEmpty()
                                  ? QString()
                                  : u" (SQLSTATE %1)"_s.arg(error.sqlState));
    publishError(error, State::Ready);
    const EventBatch record = toDeadLetterRecord(part);
    if (record.isEmpty())
        return;
    if (const auto written = tryUntilDone(record, Patience::WithOutages); !written) {
        qCCritical(lcStorage).noquote()
            << u"%1 rows of the gap ledger that tell of dead letter %2 could not be written. %3"_s
                   .arg(QString::number(record.gaps.size()), QString::number(*id),
                        written.error().message);
    }
}

void StorageWriter::setAsideDamaged(const OutgoingBatch &item)
{
    qCCritical(lcStorage).noquote()
        << u"A batch of %1 events in the spool %2 cannot be read any more and is set aside as it "
           "is: %3"_s.arg(QString::number(item.damagedEvents), m_options.spool.filePath,
                          item.damage);
    // Of which streams they were nobody can tell any more.
    CaptureGap gap;
    gap.reason = GapReason::WriteFailure;
    gap.missingEvents = item.damagedEvents;
    gap.fromTime = item.spooledAt;
    gap.toTime = item.spooledAt;
    gap.note = u"The spool's copy of these events is damaged: "_s + item.damage;
    OutgoingBatch record{{}, item.sessionKey, item.spooledId, {}, 0, item.spooledAt};
    record.batch.add(gap);
    m_item = &record;
    m_isTurned = false;
    const auto written = tryUntilDone(record.batch, Patience::WithOutages);
    m_item = nullptr;
    if (!written) {
        leaveInSpool(written.error());
        return;
    }
    m_status.eventsLost += item.damagedEvents;
    SpooledBatch damaged{*item.spooledId, item.sessionKey, item.damagedEvents, item.spooledAt,
                         tl::unexpected(item.damage)};
    const auto aside = m_outlet.spool().setAsideUnreadable(damaged, m_clock.now().utc);
    if (!aside)
        qCCritical(lcStorage).noquote() << aside.error().message;
    finishItem(record, {});
    publish(State::Ready);
}

StoreResult<WriteCount> StorageWriter::tryUntilDone(const EventBatch &batch, Patience patience)
{
    std::chrono::milliseconds delay = m_options.firstRetryDelay;
    for (;;) {
        StoreResult<WriteCount> count = tryOnce(batch);
        if (count || (count.error().kind != StoreError::Kind::Unavailable &&
                      patience == Patience::WithOutages)) {
            return count;
        }
        if (count.error().kind == StoreError::Kind::Unavailable)
            noteAway();
        if (isGraceOver())
            return count;
        qCWarning(lcStorage).noquote() << count.error().message + u" - trying again"_s;
        publishError(count.error(), State::Retrying);
        if (!waitToRetry(delay))
            return count;
        delay = std::min(delay * 2, m_options.longestRetryDelay);
    }
}

StoreResult<WriteCount> StorageWriter::tryOnce(const EventBatch &batch)
{
    if (const StoreResult<void> connected = reconnect(); !connected)
        return tl::unexpected(connected.error());
    if (const StoreResult<void> turned = turnToItem(); !turned) {
        m_mustReconnect = turned.error().kind == StoreError::Kind::Unavailable;
        return tl::unexpected(turned.error());
    }
    const auto begun = m_clock.now().monotonic;
    StoreResult<WriteCount> count = m_store->write(batch);
    if (count) {
        m_outlet.setAway(false);
        m_status.lastCommitDuration =
            std::chrono::duration_cast<std::chrono::microseconds>(m_clock.now().monotonic - begun);
    } else {
        m_mustReconnect = count.error().kind == StoreError::Kind::Unavailable;
    }
    return count;
}

/// Once for each batch from the queue or the spool, whose parts and records are of the same run.
StoreResult<void> StorageWriter::turnToItem()
{
    if (!m_item || m_isTurned)
        return {};
    const StoreResult<std::vector<CaptureGap>> gaps =
        m_runs.turnTo(*m_store, m_item->sessionKey, m_item->batch);
    if (!gaps)
        return tl::unexpected(gaps.error());
    for (const CaptureGap &gap : *gaps)
        m_item->batch.add(gap);
    m_isTurned = true;
    return {};
}

/// From now on nothing waits in memory alone.
void StorageWriter::noteAway()
{
    if (m_item)
        m_outlet.keep(*m_item);
    m_outlet.setAway(true);
}

StoreResult<void> StorageWriter::reconnect()
{
    if (!m_mustReconnect)
        return {};
    StoreResult<void> opened;
    // Each try may take as long as a connection's time limit.
    if (isGraceOver() && m_status.lastError)
        opened = tl::unexpected(*m_status.lastError);
    else
        opened = m_isSetUp ? m_store->open() : setUp();

    if (opened)
        m_mustReconnect = false;
    else
        // Whatever it is, it worked at the start, and the batch is not at fault.
        opened.error().kind = StoreError::Kind::Unavailable;
    return opened;
}

void StorageWriter::fileEndOfSession()
{
    CaptureSession session = m_options.session;
    {
        const std::lock_guard lock(m_mutex);
        session.eventsReceived = m_eventsReceived.value_or(0);
    }
    session.endedAt = m_clock.now().utc;
    session.eventsWritten = m_status.tradesInserted + m_status.depthUpdatesInserted;
    session.eventsLost = m_status.eventsLost + m_outlet.status().read().eventsDropped;

    std::chrono::milliseconds delay = m_options.firstRetryDelay;
    for (;;) {
        StoreResult<void> ended = reconnect();
        if (ended)
            ended = m_runs.end(*m_store, session);
        if (ended)
            return;
        m_status.lastError = ended.error();
        m_mustReconnect = true;
        if (ended.error().kind != StoreError::Kind::Unavailable || !waitToRetry(delay)) {
            if (m_outlet.hasSpool() && m_runs.endLater(session))
                return;
            qCWarning(lcStorage).noquote()
                << u"The session stays without its end. %1"_s.arg(ended.error().message);
            return;
        }
        delay = std::min(delay * 2, m_options.longestRetryDelay);
    }
}

/// False where the time to stop has come.
bool StorageWriter::waitToRetry(std::chrono::milliseconds delay)
{
    std::unique_lock lock(m_mutex);
    const SteadyTime retryAt = std::chrono::steady_clock::now() + delay;
    if (m_graceEnd) {
        m_stopped.wait_until(lock, std::min(retryAt, *m_graceEnd), [] { return false; });
        return std::chrono::steady_clock::now() < *m_graceEnd;
    }
    // A stop cuts the wait short, for one more try at once.
    m_stopped.wait_until(lock, retryAt, [this] { return m_graceEnd.has_value(); });
    return true;
}

bool StorageWriter::isGraceOver() const
{
    const std::lock_guard lock(m_mutex);
    return m_graceEnd && std::chrono::steady_clock::now() >= *m_graceEnd;
}

void StorageWriter::countWritten(const OutgoingBatch &item, const WriteCount &count)
{
    const EventBatch &batch = item.batch;
    ++m_status.batchesWritten;
    if (batch.repair) {
        m_status.tradesRepaired += count.tradesInserted;
        return;
    }
    if (item.sessionKey != m_runs.ownKey()) {
        m_status.rowsOfEarlierRuns += count.tradesInserted + count.depthUpdatesInserted;
        return;
    }
    m_status.tradesInserted += count.tradesInserted;
    m_status.depthUpdatesInserted += count.depthUpdatesInserted;
    m_status.duplicates += count.duplicates;
    m_status.lastBatchEvents = batch.eventCount();
    m_status.lastLag.reset();
    if (const auto received = firstReceived(batch)) {
        m_status.lastLag = std::chrono::duration_cast<std::chrono::microseconds>(
            m_clock.now().monotonic - *received);
    }
}

void StorageWriter::countLost(const EventBatch &batch)
{
    m_status.eventsLost += static_cast<std::int64_t>(batch.eventCount());
}

void StorageWriter::publish(State state)
{
    m_status.state = state;
    m_status.queue = m_queue.depth();
    m_published.publish(m_status);
}

void StorageWriter::publishError(const StoreError &error, State state)
{
    m_status.lastError = error;
    publish(state);
}

} // namespace Orderflow
