#include "storage/spool/spoolfeeder.h"

#include <QLoggingCategory>

#include <limits>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcSpool, "orderflow.spool")

constexpr int LinesPerMinute = 5;
constexpr std::int64_t NoId = std::numeric_limits<std::int64_t>::min();

} // namespace

SpoolFeeder::SpoolFeeder(const Surroundings &surroundings, SpoolOptions options,
                         std::int64_t sessionKey)
    : WorkerThread(u"spool"_s)
    , m_queue(surroundings.queue)
    , m_clock(surroundings.clock)
    , m_status(surroundings.status)
    , m_turn(surroundings.turn)
    , m_keepHeld(surroundings.keepHeld)
    , m_options(std::move(options))
    , m_sessionKey(sessionKey)
    , m_inHand(NoId)
    , m_dropLog(LinesPerMinute)
{}

SpoolFeeder::~SpoolFeeder()
{
    finish(false);
}

void SpoolFeeder::setAway(bool isAway)
{
    if (m_isAway.exchange(isAway) != isAway)
        m_queue.wake();
}

void SpoolFeeder::setInHand(std::optional<std::int64_t> spooledId)
{
    m_inHand = spooledId.value_or(NoId);
}

void SpoolFeeder::setBusy(bool isBusy)
{
    using SteadyClock = std::chrono::steady_clock;
    m_busySince = isBusy ? SteadyClock::now().time_since_epoch() : SteadyClock::duration::zero();
}

bool SpoolFeeder::isStalled() const
{
    using SteadyClock = std::chrono::steady_clock;
    const SteadyClock::duration since = m_busySince;
    return since != SteadyClock::duration::zero() &&
           SteadyClock::now().time_since_epoch() - since >= m_options.stallTime;
}

void SpoolFeeder::finish(bool isRestFed)
{
    m_isRestFed = isRestFed;
    m_isFinishing = true;
    m_queue.wake();
    join();
}

bool SpoolFeeder::isDue(const QueueDepth &depth) const
{
    return depth.batches > 0 && (m_isAway || depth.bytes > m_queue.maxBytes() / 2);
}

void SpoolFeeder::work()
{
    Spool spool(m_options.filePath, SqlAccess::Write);
    while (!m_isFinishing) {
        m_queue.waitUntil(
            [this](const QueueDepth &depth) {
                return m_isFinishing || (!m_hasFailed && isDue(depth));
            },
            m_options.feedInterval);
        if (m_isFinishing)
            break;
        m_hasFailed = false;
        const QueueDepth depth = m_queue.depth();
        if (isDue(depth) || isStalled() || (depth.batches > 0 && m_queue.isDiverted()))
            feed(spool);
        if (m_mustTrim.exchange(false))
            trimDeadLetters(spool);
    }
    if (m_isRestFed)
        feed(spool);
}

void SpoolFeeder::feed(Spool &spool)
{
    // Some at a time, so that whoever empties the spool gets its turn.
    constexpr std::size_t BytesAtATime = std::size_t(16) << 20;
    for (;;) {
        const std::lock_guard turn(m_turn);
        std::vector<EventBatch> batches = m_queue.divert(BytesAtATime);
        if (batches.empty() && !isStalled())
            return;
        const StoreResult<void> fed = feedSome(spool, batches);
        if (!fed) {
            m_queue.putBack(std::move(batches));
            report(fed.error());
            return;
        }
        trim(spool);
        publishTotals(spool);
        if (batches.empty())
            return;
    }
}

StoreResult<void> SpoolFeeder::feedSome(Spool &spool, std::vector<EventBatch> &batches)
{
    if (StoreResult<void> opened = requireOpen(spool); !opened)
        return opened;
    if (isStalled()) {
        if (StoreResult<void> kept = m_keepHeld(spool); !kept)
            return kept;
    }
    if (batches.empty())
        return {};
    return spool.append(m_sessionKey, batches, m_clock.now().utc);
}

StoreResult<void> SpoolFeeder::requireOpen(Spool &spool)
{
    if (!m_mustReopen)
        return {};
    StoreResult<void> opened = spool.open();
    m_mustReopen = !opened;
    return opened;
}

void SpoolFeeder::trimDeadLetters(Spool &spool)
{
    const std::lock_guard turn(m_turn);
    if (const StoreResult<void> opened = requireOpen(spool); !opened) {
        report(opened.error());
        return;
    }
    trim(spool);
    publishTotals(spool);
}

void SpoolFeeder::trim(Spool &spool)
{
    const std::int64_t inHand = m_inHand;
    const StoreResult<DroppedDepth> dropped =
        SpoolTrimmer(spool, m_options.limits, m_options.freeBytes)
            .trim(inHand == NoId ? std::nullopt : std::optional(inHand));
    if (!dropped) {
        report(dropped.error());
        return;
    }
    m_status.update([&dropped](SpoolStatus &status) {
        status.eventsDropped += dropped->events;
        status.isBeyondLimits = dropped->isBeyond;
    });
    if (dropped->events == 0 && !dropped->isBeyond)
        return;
    if (const auto heldBack = m_dropLog.take(m_clock.now().monotonic)) {
        qCCritical(lcSpool).noquote()
            << u"The spool %1 has reached a limit (SPOOL_MAX_BYTES, SPOOL_DISK_RESERVE): the %2 "
               "oldest order book events in it are given up, and the gap ledger gets rows for "
               "them%3%4"_s.arg(spool.filePath(), QString::number(dropped->events),
                                dropped->isBeyond ? u"; trades alone are beyond it, and are kept"_s
                                                  : QString(),
                                heldBackText(*heldBack));
    }
}

void SpoolFeeder::publishTotals(Spool &spool)
{
    const StoreResult<SpoolTotals> totals = spool.totals();
    if (!totals) {
        report(totals.error());
        return;
    }
    m_status.update([&totals](SpoolStatus &status) {
        status.totals = *totals;
        status.problem.clear();
    });
}

void SpoolFeeder::report(const StoreError &error)
{
    m_hasFailed = true;
    m_mustReopen = true;
    m_status.update([&error](SpoolStatus &status) { status.problem = error.message; });
    qCCritical(lcSpool).noquote()
        << u"Batches cannot be put on disk, and wait in memory. %1"_s.arg(error.message);
}

} // namespace Orderflow
