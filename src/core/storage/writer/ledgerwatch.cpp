#include "storage/writer/ledgerwatch.h"

#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace Orderflow {

namespace {

Q_LOGGING_CATEGORY(lcLedger, "orderflow.ledger")

} // namespace

LedgerWatch::LedgerWatch(StoreLink &link)
    : m_link(link)
{}

void LedgerWatch::read(const ReceiveTime &now)
{
    readGaps();
    readCounts(now);
}

/// What a repair is to fill next. Where it cannot be read, the next time tells.
void LedgerWatch::readGaps()
{
    constexpr std::size_t MostGaps = 1000;
    if (!m_isStale || m_link.isBroken())
        return;
    StoreResult<std::vector<LedgerGap>> gaps = m_link.store().repairableGaps(MostGaps);
    if (!gaps) {
        m_link.note(gaps.error());
        qCWarning(lcLedger).noquote() << gaps.error().message;
        return;
    }
    m_isStale = false;
    m_repairableGaps.publish(std::make_shared<const std::vector<LedgerGap>>(std::move(*gaps)));
}

void LedgerWatch::readCounts(const ReceiveTime &now)
{
    constexpr int ShareOfTime = 100;
    if (now.monotonic < m_countsDueAt || m_link.isBroken())
        return;
    const auto begun = std::chrono::steady_clock::now();
    const StoreResult<LedgerCounts> counts = m_link.store().ledgerCounts(now.utc);
    const std::chrono::nanoseconds taken = std::chrono::steady_clock::now() - begun;
    m_countsDueAt =
        now.monotonic + std::max<std::chrono::nanoseconds>(CountInterval, taken * ShareOfTime);
    if (!counts) {
        m_link.note(counts.error());
        qCWarning(lcLedger).noquote() << counts.error().message;
        return;
    }
    m_counts = *counts;
}

} // namespace Orderflow
