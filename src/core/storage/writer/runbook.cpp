#include "storage/writer/runbook.h"

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

RunBook::RunBook(CaptureSession own)
{
    m_own.session = std::move(own);
}

StoreResult<void> RunBook::useSpool(Spool &spool)
{
    m_sessions.emplace(spool);
    const StoreResult<std::int64_t> key = m_sessions->add(m_own);
    if (!key)
        return tl::unexpected(key.error());
    m_own.key = *key;
    return {};
}

StoreResult<void> RunBook::spoolReplaced()
{
    const StoreResult<std::int64_t> key = m_sessions->add(m_own);
    if (!key)
        return tl::unexpected(key.error());
    return {};
}

StoreResult<void> RunBook::save(const SpoolSession &session)
{
    if (!m_sessions)
        return {};
    return m_sessions->save(session);
}

StoreResult<void> RunBook::setResumePending()
{
    m_own.isResumePending = true;
    return save(m_own);
}

StoreResult<void> RunBook::file(Store &store, SpoolSession &session)
{
    // The row of another database means nothing here.
    if (!session.captureSessionId || session.databaseName != store.displayName()) {
        const StoreResult<std::int64_t> id = store.beginSession(session.session);
        if (!id)
            return tl::unexpected(id.error());
        session.captureSessionId = *id;
        session.databaseName = store.displayName();
        if (StoreResult<void> saved = save(session); !saved)
            return saved;
    }
    m_filed.insert_or_assign(session.key, session);
    return {};
}

StoreResult<void> RunBook::begin(Store &store)
{
    m_current.reset();
    if (m_sessions) {
        StoreResult<std::vector<SpoolSession>> sessions = m_sessions->all();
        if (!sessions)
            return tl::unexpected(sessions.error());
        for (SpoolSession &session : *sessions) {
            if (session.key == m_own.key)
                continue;
            const StoreResult<bool> hasBatches = m_sessions->hasBatches(session.key);
            if (!hasBatches)
                return tl::unexpected(hasBatches.error());
            // It has dead letters alone, and is filed elsewhere.
            if (!*hasBatches && session.captureSessionId &&
                session.databaseName != store.displayName())
                continue;
            if (StoreResult<void> filed = file(store, session); !filed)
                return filed;
        }
    }
    if (StoreResult<void> filed = file(store, m_own); !filed)
        return filed;
    return endEarlierRuns(store);
}

StoreResult<std::vector<CaptureGap>> RunBook::turnTo(Store &store, std::int64_t key,
                                                     const EventBatch &batch)
{
    if (m_current != key) {
        const auto found = m_filed.find(key);
        if (found == m_filed.end()) {
            return tl::unexpected(
                StoreError{StoreError::Kind::Unavailable,
                           u"the run %1 of the spool is not filed in the database yet"_s.arg(key),
                           {}});
        }
        SpoolSession &session = found->second;
        m_resume.reset();
        if (session.isResumePending) {
            // Everything before its first batch is in the database by now.
            const StoreResult<std::vector<StreamEnd>> ends = store.streamEnds();
            if (!ends)
                return tl::unexpected(ends.error());
            m_resume.emplace(*ends);
        }
        store.useSession(*session.captureSessionId);
        m_current = key;
    }
    if (!m_resume)
        return std::vector<CaptureGap>();
    return m_resume->gapsBefore(batch);
}

StoreResult<void> RunBook::endEarlierRuns(Store &store)
{
    for (auto entry = m_filed.begin(); entry != m_filed.end();) {
        const SpoolSession &session = entry->second;
        if (session.key == m_own.key) {
            ++entry;
            continue;
        }
        const StoreResult<bool> hasBatches = m_sessions->hasBatches(session.key);
        if (!hasBatches)
            return tl::unexpected(hasBatches.error());
        if (*hasBatches) {
            ++entry;
            continue;
        }
        if (StoreResult<void> ended = endEarlierRun(store, session); !ended)
            return ended;
        entry = m_filed.erase(entry);
    }
    return {};
}

StoreResult<void> RunBook::endEarlierRun(Store &store, const SpoolSession &session)
{
    // As its batches have changed it meanwhile.
    const StoreResult<std::optional<SpoolSession>> now = m_sessions->find(session.key);
    if (!now)
        return tl::unexpected(now.error());
    // A run that was cut off has no end.
    if (*now && (*now)->session.endedAt) {
        store.useSession(*session.captureSessionId);
        m_current.reset();
        if (StoreResult<void> ended = store.endSession((*now)->session); !ended)
            return ended;
    }
    return m_sessions->remove(session.key);
}

StoreResult<void> RunBook::end(Store &store, const CaptureSession &ended)
{
    if (m_sessions) {
        const StoreResult<bool> hasBatches = m_sessions->hasBatches(m_own.key);
        if (!hasBatches)
            return tl::unexpected(hasBatches.error());
        if (*hasBatches)
            return endLater(ended);
    }
    if (!m_own.captureSessionId) {
        return tl::unexpected(
            StoreError{StoreError::Kind::Unavailable, u"no session was begun"_s, {}});
    }
    store.useSession(*m_own.captureSessionId);
    if (StoreResult<void> filed = store.endSession(ended); !filed)
        return filed;
    return m_sessions ? m_sessions->remove(m_own.key) : StoreResult<void>();
}

StoreResult<void> RunBook::endLater(const CaptureSession &ended)
{
    if (!m_sessions)
        return {};
    m_own.session = ended;
    return m_sessions->save(m_own);
}

} // namespace Orderflow
