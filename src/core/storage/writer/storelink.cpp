#include "storage/writer/storelink.h"

#include <utility>

namespace Orderflow {

StoreLink::StoreLink(RetryOptions options, SetUp setUp, std::function<void()> onAway)
    : m_options(options)
    , m_setUp(std::move(setUp))
    , m_onAway(std::move(onAway))
{}

StoreResult<void> StoreLink::start(std::unique_ptr<Store> store)
{
    m_store = std::move(store);
    StoreResult<void> ready = m_store->open();
    if (ready)
        ready = m_setUp(*m_store);
    m_isSetUp = ready.has_value();
    if (!ready) {
        m_mustReconnect = true;
        m_lastError = ready.error();
    }
    return ready;
}

void StoreLink::note(const StoreError &error)
{
    m_lastError = error;
    if (error.kind != StoreError::Kind::Unavailable)
        return;
    m_mustReconnect = true;
    m_onAway();
}

StoreResult<void> StoreLink::reconnect()
{
    if (!m_mustReconnect)
        return {};
    StoreResult<void> opened;
    // Each try may take as long as a connection's time limit.
    if (isGraceOver() && m_lastError) {
        opened = tl::unexpected(*m_lastError);
    } else {
        opened = m_store->open();
        if (opened && !m_isSetUp)
            opened = m_setUp(*m_store);
    }
    if (opened) {
        m_isSetUp = true;
        m_mustReconnect = false;
    } else {
        opened.error().kind = StoreError::Kind::Unavailable;
    }
    return opened;
}

void StoreLink::limitWaiting()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_graceEnd)
            m_graceEnd = std::chrono::steady_clock::now() + m_options.stopGrace;
    }
    m_stopped.notify_all();
}

/// False where the time to stop has come.
bool StoreLink::waitToRetry(std::chrono::milliseconds delay)
{
    std::unique_lock lock(m_mutex);
    const SteadyTime now = std::chrono::steady_clock::now();
    if (m_graceEnd) {
        m_stopped.wait_until(lock, std::min(now + delay, *m_graceEnd), [] { return false; });
        return std::chrono::steady_clock::now() < *m_graceEnd;
    }
    // A stop cuts the wait short, for one more try at once.
    m_stopped.wait_until(lock, now + delay, [this] { return m_graceEnd.has_value(); });
    return true;
}

bool StoreLink::isStopping() const
{
    const std::lock_guard lock(m_mutex);
    return m_graceEnd.has_value();
}

bool StoreLink::isGraceOver() const
{
    const std::lock_guard lock(m_mutex);
    return m_graceEnd && std::chrono::steady_clock::now() >= *m_graceEnd;
}

} // namespace Orderflow
