#include "monitor/statusassembler.h"

#include "monitor/rates.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

namespace Orderflow {

namespace {

QString hungThread(const IngestStatus &ingest, const WriterStatus &writer,
                   std::chrono::nanoseconds now)
{
    if (ingest.heartbeat.isOverdue(now))
        return QStringLiteral("ingest");
    return writer.heartbeat.isOverdue(now) ? QStringLiteral("storage") : QString();
}

void addStreams(RecorderStatus &status, const IngestStatus &ingest,
                std::vector<StreamStatus> streams)
{
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < status.symbols.size(); ++i)
        places.emplace(status.symbols[i].intake.symbol.name(), i);
    for (std::size_t i = 0; i < streams.size(); ++i) {
        const auto place = places.find((*ingest.streams)[i].symbol.name());
        if (place != places.end())
            status.symbols[place->second].streams.push_back(std::move(streams[i]));
    }
}

} // namespace

void StatusAssembler::setStreamEnds(const std::vector<StreamEnd> &ends)
{
    for (const StreamEnd &end : ends) {
        if (end.firstTime)
            m_firstTimes.emplace(end.symbol.name() + '@' + end.stream, *end.firstTime);
    }
}

void StatusAssembler::remember(const IngestStatus &ingest, std::int64_t rowsWritten,
                               std::chrono::nanoseconds now)
{
    if (!Rates::isDue(m_samples, now))
        return;
    Sample sample{now, rowsWritten, 0, {}};
    for (const SymbolIntake &intake : ingest.symbols) {
        sample.symbols[intake.symbol.name()] = {intake.trades, intake.depthUpdates};
        sample.events += intake.trades + intake.depthUpdates;
    }
    m_samples.push_back(std::move(sample));
}

void StatusAssembler::addRates(RecorderStatus &status, const IngestStatus &ingest,
                               std::int64_t rowsWritten, std::chrono::nanoseconds now) const
{
    const Sample &before = Rates::recent(m_samples, now);
    const std::chrono::nanoseconds time = now - before.at;
    std::int64_t events = 0;
    for (const SymbolIntake &intake : ingest.symbols) {
        SymbolStatus symbol{intake, 0, 0, {}};
        const auto earlier = before.symbols.find(intake.symbol.name());
        if (earlier != before.symbols.end()) {
            symbol.tradesPerSecond = Rates::perSecond(intake.trades - earlier->second.trades, time);
            symbol.depthUpdatesPerSecond =
                Rates::perSecond(intake.depthUpdates - earlier->second.depthUpdates, time);
        }
        status.eventsPerSecond += symbol.eventsPerSecond();
        events += intake.trades + intake.depthUpdates;
        status.symbols.push_back(std::move(symbol));
    }
    const Sample &oldest = m_samples.front();
    status.eventsPerSecondLastMinute = Rates::perSecond(events - oldest.events, now - oldest.at);
    status.rowsPerSecond = Rates::perSecond(rowsWritten - before.rowsWritten, time);
}

std::optional<double> StatusAssembler::coverageToday(const IngestStatus &ingest,
                                                     const WriterStatus &writer) const
{
    if (!writer.ledger || !ingest.streams)
        return std::nullopt;
    const UtcMicroseconds asOf = writer.ledger->asOf;
    const UtcMicroseconds midnight = std::chrono::floor<std::chrono::days>(asOf);
    std::chrono::microseconds recorded{};
    for (const StreamIntake &stream : *ingest.streams) {
        const auto known = m_firstTimes.find(stream.symbol.name() + '@' + stream.type);
        std::optional<UtcMicroseconds> begin;
        if (known != m_firstTimes.end())
            begin = known->second;
        else if (stream.firstEvent)
            begin = stream.firstEvent->utc;
        if (begin && *begin < asOf)
            recorded += asOf - std::max(*begin, midnight);
    }
    if (recorded.count() <= 0)
        return std::nullopt;
    const double missing = std::chrono::duration<double>(writer.ledger->missingToday) /
                           std::chrono::duration<double>(recorded);
    return std::clamp(1 - missing, 0.0, 1.0);
}

RecorderStatus StatusAssembler::assemble(const IngestStatus &ingest, const WriterStatus &writer,
                                         const ReceiveTime &now)
{
    const std::int64_t rowsWritten = writer.tradesInserted + writer.depthUpdatesInserted;
    remember(ingest, rowsWritten, now.monotonic);
    m_streams.update(ingest, writer, now.monotonic);

    RecorderStatus status;
    status.takenAt = now;
    status.hungThread = hungThread(ingest, writer, now.monotonic);
    addRates(status, ingest, rowsWritten, now.monotonic);
    addStreams(status, ingest, m_streams.statuses());
    status.bytesPerSecond = m_streams.bytesPerSecond();
    status.latencies = m_streams.latencies();
    status.exchangeToReceive = m_streams.exchangeToReceive();
    status.receiveToCommit = m_streams.receiveToCommit();
    status.coverageToday = coverageToday(ingest, writer);
    status.tapes = ingest.tapes;
    status.feeds = ingest.feeds;
    status.sides = ingest.sides;
    status.writer = writer;
    status.eventsReceived = ingest.eventsReceived;
    status.eventsWritten = rowsWritten;
    status.tradesRepaired = writer.tradesRepaired;
    status.duplicates = ingest.duplicates + writer.duplicates;
    status.eventsLost = ingest.eventsLost + writer.eventsLost + writer.spool.eventsDropped;
    status.eventsHeld = ingest.eventsHeld;
    status.decodeErrors = ingest.decodeErrors;
    status.unknownFrames = ingest.unknownFrames;
    status.gaps = ingest.gaps;
    status.recentGaps = ingest.recentGaps;
    return status;
}

} // namespace Orderflow
