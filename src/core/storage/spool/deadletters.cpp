#include "storage/spool/deadletters.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

bool hasLedgerRows(const EventBatch &batch)
{
    return !batch.gaps.empty() || !batch.connections.empty() || !batch.clockSamples.empty();
}

/// Events `from` to `to`, trades before depth updates.
EventBatch eventsOf(const EventBatch &batch, std::size_t from, std::size_t to)
{
    EventBatch part;
    for (std::size_t i = from; i < to; ++i) {
        if (i < batch.trades.size())
            part.add(batch.trades[i]);
        else
            part.add(batch.depthUpdates[i - batch.trades.size()]);
    }
    return part;
}

std::vector<CaptureGap> gapsOf(const EventBatch &deadLetter)
{
    EventBatch events;
    events.trades = deadLetter.trades;
    events.depthUpdates = deadLetter.depthUpdates;
    return toLossRecord(events, GapReason::WriteFailure).gaps;
}

} // namespace

BatchParts::BatchParts(EventBatch batch)
{
    if (!split(batch))
        m_parts.push_back(std::move(batch));
}

std::optional<EventBatch> BatchParts::next()
{
    if (m_parts.empty())
        return std::nullopt;
    EventBatch part = std::move(m_parts.back());
    m_parts.pop_back();
    return part;
}

bool BatchParts::split(const EventBatch &refused)
{
    const std::size_t count = refused.eventCount();
    const bool isMixed = count > 0 && hasLedgerRows(refused);
    if (++m_refusals > MostRefusals || (count <= 1 && !isMixed))
        return false;
    // The last is taken first.
    if (count > 1) {
        m_parts.push_back(eventsOf(refused, count / 2, count));
        m_parts.push_back(eventsOf(refused, 0, count / 2));
    } else {
        m_parts.push_back(eventsOf(refused, 0, count));
    }
    if (isMixed) {
        EventBatch ledger = refused;
        ledger.trades.clear();
        ledger.depthUpdates.clear();
        m_parts.push_back(std::move(ledger));
    }
    return true;
}

EventBatch toDeadLetterRecord(const EventBatch &deadLetter)
{
    EventBatch record;
    // Rows of the ledger alone would be refused once more.
    if (deadLetter.eventCount() == 0)
        return record;
    for (CaptureGap gap : gapsOf(deadLetter)) {
        gap.status = GapStatus::Open;
        gap.note = u"The database refused these events; they are set aside in the spool, and "
                   "'orderflow-recorder-cli spool retry' writes them."_s;
        record.add(std::move(gap));
    }
    EventBatch rest = deadLetter;
    rest.trades.clear();
    rest.depthUpdates.clear();
    rest = toLossRecord(rest, GapReason::WriteFailure);
    for (CaptureGap &gap : rest.gaps)
        record.add(std::move(gap));
    for (CaptureConnection &connection : rest.connections)
        record.add(std::move(connection));
    for (const ClockSample &sample : rest.clockSamples)
        record.add(sample);
    return record;
}

EventBatch toRetry(EventBatch deadLetter)
{
    for (CaptureGap gap : gapsOf(deadLetter)) {
        gap.status = GapStatus::Filled;
        gap.filledRows = gap.missingEvents.value_or(1);
        gap.note.clear();
        deadLetter.add(std::move(gap));
    }
    return deadLetter;
}

} // namespace Orderflow
