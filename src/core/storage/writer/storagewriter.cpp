#include "storage/writer/storagewriter.h"

#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using State = WriterStatus::State;

namespace {

Q_LOGGING_CATEGORY(lcStorage, "orderflow.storage")

/// Between batches nothing waits for longer than the idle interval, and for the spool's disk.
constexpr auto IdlePatience = 2min;
/// A batch or a step of upkeep is some statements of up to StoreOptions::statementTimeout each,
/// after a connection that may have to be made; on SQLite, what a busy disk takes. Generous,
/// because a restart would not make a database any quicker, and what comes meanwhile goes to the
/// spool.
constexpr auto DatabasePatience = 10min;

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

bool isAway(const StoreError &error)
{
    return error.kind == StoreError::Kind::Unavailable;
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
    , m_link(
          m_options, [this](Store &store) { return setUp(store); }, [this] { noteAway(); })
    , m_refused(m_outlet, clock,
                [this](const EventBatch &batch, Patience patience) {
                    return tryUntilDone(batch, patience);
                })
    , m_ledger(m_link)
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
        ready = m_link.start(m_makeStore());
        if (!ready && isAway(ready.error()) && m_outlet.hasSpool())
            return startAway(ready.error());
    }
    if (ready) {
        m_outlet.startFeeding(m_runs.ownKey());
        m_ledger.read(m_clock.now());
        publish(State::Ready);
        return true;
    }

    m_link.end();
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
    if (!m_outlet.hasSpool())
        return {};
    m_outlet.onReplaced([this] { return m_runs.spoolReplaced(); });
    return m_runs.useSpool(m_outlet.spool());
}

bool StorageWriter::startAway(const StoreError &error)
{
    StoreResult<std::vector<StreamEnd>> ends = m_outlet.streamEnds({});
    const StoreResult<void> noted = m_runs.setResumePending();
    if (!ends || !noted) {
        m_queue.close();
        publishError(ends ? noted.error() : ends.error(), State::Failed);
        return false;
    }
    m_streamEnds.publish(std::make_shared<const std::vector<StreamEnd>>(std::move(*ends)));
    m_outlet.setAway(true);
    m_outlet.startFeeding(m_runs.ownKey());
    qCWarning(lcStorage).noquote()
        << u"The database is away. Until it is there, all goes into the spool %1. %2"_s.arg(
               m_options.spool.filePath, error.message);
    publishError(error, State::Retrying);
    return true;
}

StoreResult<void> StorageWriter::setUp(Store &store)
{
    // A migration of large tables takes its time, and would have to start over.
    beat(std::nullopt);
    if (m_options.migrate) {
        if (StoreResult<void> migrated = store.migrate(); !migrated)
            return migrated;
    }
    if (StoreResult<void> begun = m_runs.begin(store); !begun)
        return begun;
    if (!m_streamEnds.read()) {
        if (StoreResult<void> read = readStreamEnds(store); !read)
            return read;
    }
    m_ledger.noteChange();
    beat(DatabasePatience);
    // Before the first row: what has a partition of its own need not be moved there.
    doUpkeep(store, m_clock.now());
    return {};
}

StoreResult<void> StorageWriter::readStreamEnds(Store &store)
{
    StoreResult<std::vector<StreamEnd>> ends = store.streamEnds();
    if (ends)
        ends = m_outlet.streamEnds(std::move(*ends));
    if (!ends)
        return tl::unexpected(ends.error());
    m_streamEnds.publish(std::make_shared<const std::vector<StreamEnd>>(std::move(*ends)));
    return {};
}

void StorageWriter::writeUntilClosed()
{
    while (!m_outlet.isFinished()) {
        beat(IdlePatience);
        // The rest of the spool waits for the next run.
        if (m_outlet.isDiverted() && m_link.isGraceOver())
            break;
        const auto longest = m_upkeep.hasMoreToDo() ? 0ms : m_options.idleInterval;
        if (std::optional<OutgoingBatch> item = m_outlet.next(longest)) {
            write(*item);
            if (!item->batch.gaps.empty() || item->batch.repair)
                m_ledger.noteChange();
        } else {
            publish(m_status.state);
        }
        beat(DatabasePatience);
        if (m_queue.depth().batches == 0)
            m_ledger.read(m_clock.now());
        keepUp();
    }
    beat(DatabasePatience);
    endFeeding();
    m_link.limitWaiting();
    fileEndOfSession();
    m_link.end();
    m_status.heartbeat = {};
    publish(State::Stopped);
}

void StorageWriter::endFeeding()
{
    if (m_outlet.isFinished()) {
        m_outlet.finish();
        return;
    }
    m_outlet.leaveRest();
    while (const std::optional<EventBatch> batch = m_queue.popWithin({}))
        countLost(*batch);
    const SpoolTotals left = m_outlet.status().read().totals;
    qCWarning(lcStorage).noquote()
        << u"%1 batches of %2 events wait in the spool %3 for the next run: the database did not "
           "take them within %4 ms of the stop"_s.arg(
               QString::number(left.batches), QString::number(left.events),
               m_options.spool.filePath, QString::number(m_options.stopGrace.count()));
}

void StorageWriter::stop(const IntakeCounts &intake)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_intake)
            m_intake = intake;
    }
    m_link.limitWaiting();
    m_queue.close();
}

void StorageWriter::write(OutgoingBatch &item)
{
    m_item = &item;
    m_isTurned = false;
    m_outlet.hold(&item);
    writeHeld(item);
    m_outlet.hold(nullptr);
    m_item = nullptr;
}

void StorageWriter::writeHeld(OutgoingBatch &item)
{
    if (!item.damage.isEmpty()) {
        finishRefused(item, m_refused.handleDamaged(item));
        return;
    }
    if (m_outlet.isAway())
        m_outlet.keep(item);
    const StoreResult<WriteCount> count = tryUntilDone(item.batch, Patience::WithOutages);
    if (count) {
        countWritten(item, *count);
        finish(item, *count);
        if (m_status.state == State::Retrying)
            qCInfo(lcStorage) << "The database is back, and nothing of what waited is lost.";
        publish(State::Ready);
    } else if (isAway(count.error())) {
        leave(item, count.error());
    } else if (item.batch.repair) {
        leaveOpen(count.error());
        finish(item, {});
    } else {
        m_status.lastError = count.error();
        finishRefused(item, m_refused.handle(item, count.error()));
    }
}

void StorageWriter::finish(const OutgoingBatch &item, const WriteCount &count)
{
    m_outlet.done(item, count.tradesInserted + count.depthUpdatesInserted);
    if (item.sessionKey == m_runs.ownKey())
        return;
    // Where it fails, the next batch or the next run makes up for it.
    if (const StoreResult<void> ended = m_runs.endEarlierRuns(m_link.store()); !ended) {
        m_link.note(ended.error());
        qCWarning(lcStorage).noquote() << ended.error().message;
    }
}

void StorageWriter::finishRefused(const OutgoingBatch &item, const RefusalOutcome &outcome)
{
    const WriteCount &written = outcome.written;
    if (written.tradesInserted + written.depthUpdatesInserted + written.duplicates > 0)
        countWritten(item, written);
    m_status.eventsLost += outcome.eventsLost;
    m_status.eventsSetAside += outcome.eventsSetAside;
    if (outcome.away) {
        leave(item, *outcome.away);
    } else {
        finish(item, written);
        publish(State::Ready);
    }
}

/// Trying is over, and the database is away.
void StorageWriter::leave(const OutgoingBatch &item, const StoreError &error)
{
    if (m_outlet.release(item))
        publishError(error, State::Retrying);
    else if (item.batch.repair)
        leaveOpen(error);
    else
        giveUp(item.batch, error);
}

/// Between batches, so a part at a time.
void StorageWriter::keepUp()
{
    const ReceiveTime now = m_clock.now();
    if (!m_upkeep.isDue(now) || m_link.isStopping())
        return;
    beat(DatabasePatience);
    // What comes meanwhile does not wait for it.
    m_outlet.setBusy(true);
    // May have done it already.
    const StoreResult<void> connected = m_link.reconnect();
    if (!connected)
        noteUpkeep(tl::unexpected(connected.error()), now);
    else if (m_upkeep.isDue(now))
        doUpkeep(m_link.store(), now);
    m_outlet.setBusy(false);
}

void StorageWriter::doUpkeep(Store &store, const ReceiveTime &now)
{
    noteUpkeep(store.keepUp(now.utc, m_options.retention), now);
}

void StorageWriter::noteUpkeep(const StoreResult<UpkeepState> &state, const ReceiveTime &now)
{
    if (!state) {
        m_link.note(state.error());
        qCWarning(lcStorage).noquote() << state.error().message;
    }
    m_upkeep.note(state.value_or(UpkeepState::Deferred), now);
}

/// The trades of a repair are not lost: their gap is in the ledger, and stays open.
void StorageWriter::leaveOpen(const StoreError &error)
{
    qCCritical(lcStorage).noquote()
        << u"A part of a repair could not be written, and its gap stays open. %1"_s.arg(
               error.message);
    publishError(error, isAway(error) ? State::Retrying : State::Ready);
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

StoreResult<WriteCount> StorageWriter::tryUntilDone(const EventBatch &batch, Patience patience)
{
    return m_link.tryUntilDone<WriteCount>(
        [this, &batch](Store &store) { return tryOnce(store, batch); }, patience,
        [this](const StoreError &error) {
            qCWarning(lcStorage).noquote() << error.message + u" - trying again"_s;
            beat(DatabasePatience);
            publishError(error, State::Retrying);
        });
}

StoreResult<WriteCount> StorageWriter::tryOnce(Store &store, const EventBatch &batch)
{
    beat(DatabasePatience);
    if (const StoreResult<void> turned = turnToItem(store); !turned)
        return tl::unexpected(turned.error());
    const auto begun = m_clock.now().monotonic;
    StoreResult<WriteCount> count = store.write(batch);
    if (count) {
        m_outlet.setAway(false);
        m_status.lastCommitDuration =
            std::chrono::duration_cast<std::chrono::microseconds>(m_clock.now().monotonic - begun);
    }
    return count;
}

/// Once for each batch from the queue or the spool, whose parts and records are of the same run.
StoreResult<void> StorageWriter::turnToItem(Store &store)
{
    if (!m_item || m_isTurned)
        return {};
    const StoreResult<std::vector<CaptureGap>> gaps =
        m_runs.turnTo(store, m_item->sessionKey, m_item->batch);
    if (!gaps)
        return tl::unexpected(gaps.error());
    m_outlet.amend(*m_item, *gaps);
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

void StorageWriter::fileEndOfSession()
{
    CaptureSession session = m_options.session;
    {
        const std::lock_guard lock(m_mutex);
        const IntakeCounts intake = m_intake.value_or(IntakeCounts());
        session.eventsReceived = intake.received;
        session.eventsLost = intake.lost;
    }
    session.endedAt = m_clock.now().utc;
    session.eventsWritten = m_status.tradesInserted + m_status.depthUpdatesInserted;
    session.eventsLost += m_status.eventsLost + m_outlet.status().read().eventsDropped;
    if (session.eventsLost > 0) {
        qCCritical(lcStorage).noquote()
            << u"%1 events were lost in this run"_s.arg(session.eventsLost);
    }

    const StoreResult<bool> ended = m_link.tryUntilDone<bool>(
        [&](Store &store) -> StoreResult<bool> {
            return m_runs.end(store, session).map([] { return true; });
        },
        Patience::WithOutages, [this](const StoreError &error) { m_status.lastError = error; });
    if (ended || (m_outlet.hasSpool() && m_runs.endLater(session)))
        return;
    m_status.lastError = ended.error();
    qCWarning(lcStorage).noquote()
        << u"The session stays without its end. %1"_s.arg(ended.error().message);
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
    const std::chrono::nanoseconds now = m_clock.now().monotonic;
    m_commits.count(batch, now);
    if (const auto received = firstReceived(batch)) {
        m_status.lastLag = std::chrono::duration_cast<std::chrono::microseconds>(now - *received);
    }
}

void StorageWriter::countLost(const EventBatch &batch)
{
    m_status.eventsLost += static_cast<std::int64_t>(batch.eventCount());
}

void StorageWriter::beat(std::optional<std::chrono::nanoseconds> patience)
{
    m_status.heartbeat = {m_clock.now().monotonic, patience};
    m_published.update([this](WriterStatus &status) { status.heartbeat = m_status.heartbeat; });
}

void StorageWriter::publish(State state)
{
    m_status.state = state;
    m_status.queue = m_queue.depth();
    m_status.ledger = m_ledger.counts();
    m_status.commits =
        state == State::Stopped ? m_commits.newest() : m_commits.snapshot(m_clock.now().monotonic);
    m_published.publish(m_status);
}

void StorageWriter::publishError(const StoreError &error, State state)
{
    m_status.lastError = error;
    publish(state);
}

} // namespace Orderflow
