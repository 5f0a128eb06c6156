#include "backfill.h"

#include "ledger/ledgerspan.h"
#include "storage/stores/storefactory.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

RestClientOptions restOptions(const BackfillSettings &settings)
{
    RestClientOptions options;
    options.baseUrl = settings.restBaseUrl;
    options.network = settings.network;
    // Somebody waits for it.
    options.maxAttempts = 2;
    return options;
}

} // namespace

Backfill::Backfill(const BackfillSettings &settings)
    : m_store(createStore(settings.database, settings.storeOptions))
    , m_connection(createConnection(settings.database, SqlAccess::Read))
    , m_rest(restOptions(settings), m_clock)
    , m_repairer(m_rest, m_clock, [this](EventBatch &batch) { return write(batch); })
{
    connect(&m_repairer, &GapRepairer::changed, this, &Backfill::onProgress);
    connect(&m_repairer, &GapRepairer::idle, this, &Backfill::end);
}

Backfill::~Backfill() = default;

std::int64_t Backfill::missingOf(const CaptureGap &gap)
{
    const std::int64_t all =
        gap.missingEvents.value_or(*gap.lastMissingId - *gap.firstMissingId + 1);
    return std::max<std::int64_t>(all - gap.filledRows, 0);
}

BackfillStatus Backfill::statusAtStart(const std::vector<LedgerGap> &gaps)
{
    BackfillStatus status;
    status.isRunning = true;
    status.gapsLeft = gaps.size();
    for (const LedgerGap &gap : gaps)
        status.missing += missingOf(gap.gap);
    return status;
}

StoreResult<void> Backfill::open()
{
    // First what only reads: it makes no database where there is none.
    if (StoreResult<void> opened = m_connection->open(); !opened)
        return opened;
    if (StoreResult<void> opened = m_store->open(); !opened)
        return opened;
    return m_store->migrate();
}

StoreResult<std::vector<LedgerGap>> Backfill::fillableGaps(GapFilter filter)
{
    filter.stream = "aggTrade";
    filter.status = GapStatus::Open;
    StoreResult<std::vector<LedgerGap>> gaps = RecordReader(*m_connection).gaps(filter);
    if (gaps) {
        std::erase_if(*gaps, [](const LedgerGap &one) { return !isRepairable(one.gap); });
        std::ranges::stable_sort(*gaps, std::ranges::greater(),
                                 [](const LedgerGap &one) { return one.gap.toTime; });
    }
    return gaps;
}

void Backfill::start(std::vector<LedgerGap> gaps)
{
    m_gaps = std::move(gaps);
    m_status = statusAtStart(m_gaps);
    m_repairer.setGaps(m_gaps);
}

bool Backfill::write(EventBatch &batch)
{
    const StoreResult<WriteCount> written = m_store->write(batch);
    if (written)
        return true;
    m_storeError = written.error();
    // The repairer is in the middle of its work.
    QMetaObject::invokeMethod(this, &Backfill::end, Qt::QueuedConnection);
    return false;
}

void Backfill::onProgress()
{
    const RepairProgress &progress = m_repairer.status();
    m_status.fetched = progress.rowsFetched;
    m_status.gapsLeft = progress.gapsWaiting;
    m_status.currentSymbol = progress.currentGapId ? progress.currentSymbol : Symbol();
    emit progressed();
}

void Backfill::end()
{
    if (!m_status.isRunning)
        return;
    stop();
    emit finished();
}

void Backfill::stop()
{
    m_status.isRunning = false;
    m_status.currentSymbol = {};
    m_repairer.stop();
    m_status.error = m_storeError ? m_storeError->message : m_repairer.status().lastError;
}

StoreResult<std::vector<LedgerGap>> Backfill::outcome()
{
    if (m_gaps.empty())
        return std::vector<LedgerGap>();
    QStringList ids;
    for (const LedgerGap &gap : m_gaps)
        ids << QString::number(gap.id);
    StoreResult<std::vector<LedgerGap>> rows =
        RecordReader(*m_connection).newestGaps(u"id IN (%1)"_s.arg(ids.join(u',')), m_gaps.size());
    if (!rows)
        return rows;
    m_status.filled = m_status.unfillable = m_status.open = 0;
    m_status.fetched = 0;
    for (const LedgerGap &now : *rows) {
        switch (now.gap.status) {
        case GapStatus::Filled:
            ++m_status.filled;
            break;
        case GapStatus::Unfillable:
            ++m_status.unfillable;
            break;
        case GapStatus::Open:
            ++m_status.open;
            break;
        }
        const auto before = std::ranges::find(m_gaps, now.id, &LedgerGap::id);
        m_status.fetched += std::max<std::int64_t>(missingOf(before->gap) - missingOf(now.gap), 0);
    }
    return rows;
}

} // namespace Orderflow
