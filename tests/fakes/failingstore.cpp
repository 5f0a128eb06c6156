#include "fakes/failingstore.h"

#include <utility>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

std::optional<StoreError> takeFirst(std::deque<StoreError> &errors)
{
    if (errors.empty())
        return std::nullopt;
    std::optional<StoreError> error(std::move(errors.front()));
    errors.pop_front();
    return error;
}

tl::unexpected<StoreError> notOpen()
{
    return tl::unexpected(StoreError{StoreError::Kind::Unavailable, u"not connected"_s, {}});
}

} // namespace

void StoreScript::failWrites(int count, const StoreError &error)
{
    const std::lock_guard lock(m_mutex);
    m_writeErrors.insert(m_writeErrors.end(), std::size_t(count), error);
}

void StoreScript::failOpens(int count, const StoreError &error)
{
    const std::lock_guard lock(m_mutex);
    m_openErrors.insert(m_openErrors.end(), std::size_t(count), error);
}

void StoreScript::failMigrate(const StoreError &error)
{
    const std::lock_guard lock(m_mutex);
    m_migrateErrors.push_back(error);
}

void StoreScript::setLastSession(std::int64_t id)
{
    const std::lock_guard lock(m_mutex);
    m_lastSession = id;
}

void StoreScript::recover()
{
    const std::lock_guard lock(m_mutex);
    m_openErrors.clear();
    m_migrateErrors.clear();
    m_writeErrors.clear();
}

void StoreScript::setStreamEnds(std::vector<StreamEnd> ends)
{
    const std::lock_guard lock(m_mutex);
    m_streamEnds = std::move(ends);
}

void StoreScript::setRepairableGaps(std::vector<LedgerGap> gaps)
{
    const std::lock_guard lock(m_mutex);
    m_repairableGaps = std::move(gaps);
}

void StoreScript::setUpkeep(std::deque<StoreResult<UpkeepState>> results)
{
    const std::lock_guard lock(m_mutex);
    m_upkeep = std::move(results);
}

std::vector<UtcMicroseconds> StoreScript::keptUpAt() const
{
    const std::lock_guard lock(m_mutex);
    return m_keptUpAt;
}

RetentionLimits StoreScript::retention() const
{
    const std::lock_guard lock(m_mutex);
    return m_retention;
}

std::vector<EventBatch> StoreScript::written() const
{
    const std::lock_guard lock(m_mutex);
    return m_written;
}

int StoreScript::openCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_openCount;
}

int StoreScript::migrateCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_migrateCount;
}

int StoreScript::writeCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_writeCount;
}

std::vector<std::int64_t> StoreScript::writtenSessions() const
{
    const std::lock_guard lock(m_mutex);
    return m_writtenSessions;
}

std::vector<CaptureSession> StoreScript::sessions() const
{
    const std::lock_guard lock(m_mutex);
    return m_sessions;
}

std::vector<std::int64_t> StoreScript::endedSessions() const
{
    const std::lock_guard lock(m_mutex);
    return m_endedSessions;
}

void StoreScript::refuseTrade(std::int64_t aggTradeId, const StoreError &error)
{
    const std::lock_guard lock(m_mutex);
    m_refusedTrades.insert_or_assign(aggTradeId, error);
}

void StoreScript::holdWrites(bool isHeld)
{
    {
        const std::lock_guard lock(m_mutex);
        m_isHeld = isHeld;
    }
    m_released.notify_all();
}

std::optional<CaptureSession> StoreScript::begun() const
{
    const std::lock_guard lock(m_mutex);
    return m_begun;
}

std::optional<CaptureSession> StoreScript::ended() const
{
    const std::lock_guard lock(m_mutex);
    return m_ended;
}

FailingStore::FailingStore(std::shared_ptr<StoreScript> script)
    : m_script(std::move(script))
{}

StoreResult<void> FailingStore::open()
{
    const std::lock_guard lock(m_script->m_mutex);
    ++m_script->m_openCount;
    m_isOpen = false;
    if (const auto error = takeFirst(m_script->m_openErrors))
        return tl::unexpected(*error);
    m_isOpen = true;
    return {};
}

StoreResult<void> FailingStore::migrate()
{
    const std::lock_guard lock(m_script->m_mutex);
    ++m_script->m_migrateCount;
    if (const auto error = takeFirst(m_script->m_migrateErrors))
        return tl::unexpected(*error);
    return {};
}

StoreResult<int> FailingStore::schemaVersion()
{
    return 1;
}

StoreResult<std::int64_t> FailingStore::beginSession(const CaptureSession &session)
{
    const std::lock_guard lock(m_script->m_mutex);
    if (!m_isOpen)
        return notOpen();
    m_script->m_begun = session;
    m_script->m_sessions.push_back(session);
    m_sessionId = ++m_script->m_lastSession;
    return m_sessionId;
}

StoreResult<WriteCount> FailingStore::write(const EventBatch &batch)
{
    std::unique_lock lock(m_script->m_mutex);
    ++m_script->m_writeCount;
    m_script->m_released.wait(lock, [this] { return !m_script->m_isHeld; });
    if (!m_isOpen)
        return notOpen();
    if (const auto error = takeFirst(m_script->m_writeErrors)) {
        m_isOpen = error->kind != StoreError::Kind::Unavailable;
        return tl::unexpected(*error);
    }
    for (const AggTrade &trade : batch.trades) {
        const auto refused = m_script->m_refusedTrades.find(trade.aggTradeId);
        if (refused != m_script->m_refusedTrades.end())
            return tl::unexpected(refused->second);
    }
    m_script->m_written.push_back(batch);
    m_script->m_writtenSessions.push_back(m_sessionId);
    return WriteCount{std::int64_t(batch.trades.size()), std::int64_t(batch.depthUpdates.size()),
                      0};
}

StoreResult<std::vector<StreamEnd>> FailingStore::streamEnds()
{
    const std::lock_guard lock(m_script->m_mutex);
    if (!m_isOpen)
        return notOpen();
    return m_script->m_streamEnds;
}

StoreResult<std::vector<LedgerGap>> FailingStore::repairableGaps(std::size_t)
{
    const std::lock_guard lock(m_script->m_mutex);
    if (!m_isOpen)
        return notOpen();
    return m_script->m_repairableGaps;
}

StoreResult<LedgerCounts> FailingStore::ledgerCounts(UtcMicroseconds now)
{
    const std::lock_guard lock(m_script->m_mutex);
    if (!m_isOpen)
        return notOpen();
    LedgerCounts counts;
    counts.open = static_cast<std::int64_t>(m_script->m_repairableGaps.size());
    counts.asOf = now;
    return counts;
}

StoreResult<UpkeepState> FailingStore::keepUp(UtcMicroseconds now, const RetentionLimits &limits)
{
    const std::lock_guard lock(m_script->m_mutex);
    if (!m_isOpen)
        return notOpen();
    m_script->m_keptUpAt.push_back(now);
    m_script->m_retention = limits;
    if (m_script->m_upkeep.empty())
        return UpkeepState::Done;
    const StoreResult<UpkeepState> result = m_script->m_upkeep.front();
    m_script->m_upkeep.pop_front();
    return result;
}

StoreResult<void> FailingStore::endSession(const CaptureSession &session)
{
    const std::lock_guard lock(m_script->m_mutex);
    if (!m_isOpen)
        return notOpen();
    m_script->m_ended = session;
    m_script->m_endedSessions.push_back(m_sessionId);
    return {};
}

QString FailingStore::displayName() const
{
    return u"a store of the test"_s;
}
