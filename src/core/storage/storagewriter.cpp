#include "storage/storagewriter.h"

#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
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
{}

StorageWriter::~StorageWriter() = default;

bool StorageWriter::start()
{
    publish(State::Starting);
    m_store = m_makeStore();
    const StoreResult<void> ready = setUp();
    if (ready) {
        publish(State::Ready);
        return true;
    }

    m_store.reset();
    m_queue.close();
    while (const std::optional<EventBatch> batch = m_queue.pop())
        countLost(*batch);
    publishError(ready.error(), State::Failed);
    return false;
}

StoreResult<void> StorageWriter::setUp()
{
    if (StoreResult<void> opened = m_store->open(); !opened)
        return opened;
    if (m_options.migrate) {
        if (StoreResult<void> migrated = m_store->migrate(); !migrated)
            return migrated;
    }
    if (const StoreResult<std::int64_t> begun = m_store->beginSession(m_options.session); !begun)
        return tl::unexpected(begun.error());
    StoreResult<std::vector<StreamEnd>> ends = m_store->streamEnds();
    if (!ends)
        return tl::unexpected(ends.error());
    m_streamEnds.publish(std::make_shared<const std::vector<StreamEnd>>(std::move(*ends)));
    m_isLedgerStale = true;
    readLedger();
    keepUp();
    return {};
}

void StorageWriter::writeUntilClosed()
{
    while (!m_queue.isFinished()) {
        const auto longest = m_upkeep.hasMoreToDo() ? 0ms : m_options.idleInterval;
        if (const std::optional<EventBatch> batch = m_queue.popWithin(longest)) {
            write(*batch);
            m_isLedgerStale = m_isLedgerStale || !batch->gaps.empty() || batch->repair;
            if (m_queue.depth().batches == 0)
                readLedger();
        }
        keepUp();
    }
    limitWaiting();
    fileEndOfSession();
    m_store.reset();
    if (m_status.eventsLost > 0) {
        qCCritical(lcStorage).noquote()
            << u"%1 events were lost in this run"_s.arg(m_status.eventsLost);
    }
    publish(State::Stopped);
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

void StorageWriter::write(const EventBatch &batch)
{
    const StoreResult<WriteCount> count = tryUntilDone(batch, Patience::WithOutages);
    if (count) {
        countWritten(batch, *count);
        if (m_status.state == State::Retrying)
            qCInfo(lcStorage) << "The database is back, and nothing of what waited is lost.";
        publish(State::Ready);
    } else if (batch.repair) {
        leaveOpen(count.error());
    } else if (count.error().kind == StoreError::Kind::Unavailable) {
        giveUp(batch, count.error());
    } else {
        replaceByLossRecord(batch, count.error());
    }
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

/// Between batches, so a part at a time.
void StorageWriter::keepUp()
{
    const ReceiveTime now = m_clock.now();
    if (!m_upkeep.isDue(now) || isStopping())
        return;
    StoreResult<UpkeepState> state = UpkeepState::Deferred;
    if (const StoreResult<void> connected = reconnect(); !connected)
        state = tl::unexpected(connected.error());
    else
        state = m_store->keepUp(now.utc, m_options.retention);
    if (!state) {
        m_mustReconnect = state.error().kind == StoreError::Kind::Unavailable;
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
    publishError(error,
                 error.kind == StoreError::Kind::Unavailable ? State::Retrying : State::Ready);
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

StoreResult<WriteCount> StorageWriter::tryUntilDone(const EventBatch &batch, Patience patience)
{
    std::chrono::milliseconds delay = m_options.firstRetryDelay;
    for (;;) {
        StoreResult<WriteCount> count = tryOnce(batch);
        if (count || (count.error().kind != StoreError::Kind::Unavailable &&
                      patience == Patience::WithOutages)) {
            return count;
        }
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
    const auto begun = m_clock.now().monotonic;
    StoreResult<WriteCount> count = m_store->write(batch);
    if (count) {
        m_status.lastCommitDuration =
            std::chrono::duration_cast<std::chrono::microseconds>(m_clock.now().monotonic - begun);
    } else {
        m_mustReconnect = count.error().kind == StoreError::Kind::Unavailable;
    }
    return count;
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
        opened = m_store->open();

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
    session.eventsLost = m_status.eventsLost;

    std::chrono::milliseconds delay = m_options.firstRetryDelay;
    for (;;) {
        StoreResult<void> ended = reconnect();
        if (ended)
            ended = m_store->endSession(session);
        if (ended)
            return;
        m_status.lastError = ended.error();
        m_mustReconnect = true;
        if (ended.error().kind != StoreError::Kind::Unavailable || !waitToRetry(delay)) {
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

bool StorageWriter::isStopping() const
{
    const std::lock_guard lock(m_mutex);
    return m_graceEnd.has_value();
}

void StorageWriter::countWritten(const EventBatch &batch, const WriteCount &count)
{
    ++m_status.batchesWritten;
    if (batch.repair) {
        m_status.tradesRepaired += count.tradesInserted;
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
