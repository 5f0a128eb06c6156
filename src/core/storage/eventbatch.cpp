#include "storage/eventbatch.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace Orderflow {

namespace {

std::size_t approximateBytes(const DepthUpdate &update)
{
    return sizeof(update) + (update.bids.size() + update.asks.size()) * sizeof(PriceLevel);
}

class LossByStream
{
public:
    explicit LossByStream(GapReason reason)
        : m_reason(reason)
    {}

    void count(const Symbol &symbol, const std::string &stream, UtcMicroseconds time,
               std::optional<std::pair<std::int64_t, std::int64_t>> missingIds)
    {
        const auto [entry, isFirst] = m_gaps.try_emplace({symbol, stream});
        CaptureGap &gap = entry->second;
        if (isFirst) {
            gap.symbol = symbol;
            gap.stream = stream;
            gap.reason = m_reason;
            if (!isFillable(stream)) {
                gap.status = GapStatus::Unfillable;
                gap.note = noHistoryNote();
            }
            gap.fromTime = time;
            gap.toTime = time;
            gap.missingEvents = 0;
        }
        gap.fromTime = std::min(gap.fromTime, time);
        gap.toTime = std::max(gap.toTime, time);
        ++*gap.missingEvents;
        if (missingIds) {
            gap.firstMissingId =
                std::min(gap.firstMissingId.value_or(missingIds->first), missingIds->first);
            gap.lastMissingId =
                std::max(gap.lastMissingId.value_or(missingIds->second), missingIds->second);
        }
    }

    /// A loss that the batch carries already, of the same reason: it goes on.
    void add(const CaptureGap &gap) { m_gaps.insert_or_assign({gap.symbol, gap.stream}, gap); }

    void moveTo(EventBatch &batch)
    {
        for (auto &[key, gap] : m_gaps)
            batch.add(std::move(gap));
    }

private:
    GapReason m_reason;
    std::map<std::pair<Symbol, std::string>, CaptureGap> m_gaps;
};

/// Gaps that a record cannot keep one by one: of a stream, those for the same reason and with the
/// same outcome become one that spans them.
class GapSummary
{
public:
    void add(const CaptureGap &gap)
    {
        const auto [entry, isFirst] =
            m_gaps.try_emplace({gap.symbol, gap.stream, gap.reason, gap.status}, gap);
        if (!isFirst)
            extend(entry->second, gap);
    }

    void moveTo(EventBatch &batch)
    {
        for (auto &[key, gap] : m_gaps)
            batch.add(std::move(gap));
    }

private:
    static void extend(CaptureGap &gap, const CaptureGap &by)
    {
        gap.fromTime = std::min(gap.fromTime, by.fromTime);
        gap.toTime = std::max(gap.toTime, by.toTime);
        gap.filledRows += by.filledRows;
        // What is not known of one is not known of both.
        gap.firstMissingId = gap.firstMissingId && by.firstMissingId
                                 ? std::min(gap.firstMissingId, by.firstMissingId)
                                 : std::nullopt;
        gap.lastMissingId = gap.lastMissingId && by.lastMissingId
                                ? std::max(gap.lastMissingId, by.lastMissingId)
                                : std::nullopt;
        std::int64_t sum = 0;
        const bool isKnown = gap.missingEvents && by.missingEvents &&
                             !__builtin_add_overflow(*gap.missingEvents, *by.missingEvents, &sum);
        gap.missingEvents = isKnown ? std::optional(sum) : std::nullopt;
    }

    std::map<std::tuple<Symbol, std::string, GapReason, GapStatus>, CaptureGap> m_gaps;
};

/// Of a gap that is filed more than once, as it is when late events fill it, the last state; in the
/// order in which they were filed first.
std::vector<CaptureGap> newestStates(const std::vector<CaptureGap> &gaps)
{
    std::vector<CaptureGap> newest;
    std::map<std::tuple<Symbol, std::string, GapReason, UtcMicroseconds, UtcMicroseconds,
                        std::optional<std::int64_t>, std::optional<std::int64_t>>,
             std::size_t>
        places;
    for (const CaptureGap &gap : gaps) {
        const auto [place, isFirst] =
            places.try_emplace({gap.symbol, gap.stream, gap.reason, gap.fromTime, gap.toTime,
                                gap.firstMissingId, gap.lastMissingId},
                               newest.size());
        if (isFirst)
            newest.push_back(gap);
        else
            newest[place->second] = gap;
    }
    return newest;
}

} // namespace

void EventBatch::add(AggTrade &&trade)
{
    bytes += sizeof(trade);
    trades.push_back(std::move(trade));
}

void EventBatch::add(DepthUpdate &&update)
{
    bytes += approximateBytes(update);
    depthUpdates.push_back(std::move(update));
}

void EventBatch::add(CaptureGap gap)
{
    bytes += sizeof(gap);
    gaps.push_back(std::move(gap));
}

void EventBatch::add(CaptureConnection connection)
{
    bytes += sizeof(connection);
    connections.push_back(std::move(connection));
}

void EventBatch::add(const ClockSample &sample)
{
    bytes += sizeof(sample);
    clockSamples.push_back(sample);
}

EventBatch toLossRecord(const EventBatch &batch, GapReason reason)
{
    // Each event that is lost may bring a gap; without an end of that the ledger would grow too.
    constexpr std::size_t MostGapsOneByOne = 256;
    LossByStream losses(reason);
    GapSummary summary;
    EventBatch record;
    const std::vector<CaptureGap> gaps = newestStates(batch.gaps);
    for (const CaptureGap &gap : gaps) {
        if (gap.reason == reason)
            losses.add(gap);
        else if (gaps.size() <= MostGapsOneByOne)
            record.add(gap);
        else
            summary.add(gap);
    }
    summary.moveTo(record);
    for (const AggTrade &trade : batch.trades) {
        losses.count(trade.symbol, streamTypeOf(trade), trade.receiveTime.utc,
                     std::pair(trade.aggTradeId, trade.aggTradeId));
    }
    for (const DepthUpdate &update : batch.depthUpdates) {
        losses.count(update.symbol, streamTypeOf(update), update.receiveTime.utc,
                     std::pair(std::min(update.prevFinalUpdateId, update.finalUpdateId - 1),
                               update.finalUpdateId));
    }
    losses.moveTo(record);
    std::map<std::int64_t, const CaptureConnection *> newestStates;
    for (const CaptureConnection &connection : batch.connections)
        newestStates.insert_or_assign(connection.number, &connection);
    for (const auto &[number, connection] : newestStates)
        record.add(*connection);
    for (const ClockSample &sample : batch.clockSamples)
        record.add(sample);
    return record;
}

} // namespace Orderflow
