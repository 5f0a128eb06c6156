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

/// Of a symbol: its trades and its books.
constexpr std::size_t UsualStreams = 2;
constexpr std::size_t Nowhere = static_cast<std::size_t>(-1);

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
    sample.symbols.reserve(ingest.symbols.size());
    for (const SymbolIntake &intake : ingest.symbols) {
        sample.symbols.push_back({intake.trades, intake.depthUpdates});
        sample.events += intake.trades + intake.depthUpdates;
    }
    m_samples.push_back(std::move(sample));
}

void StatusAssembler::addSymbols(RecorderStatus &status, std::vector<SymbolIntake> intakes,
                                 std::int64_t rowsWritten, std::chrono::nanoseconds now) const
{
    const Sample &before = Rates::recent(m_samples, now);
    const std::chrono::nanoseconds time = now - before.at;
    std::int64_t events = 0;
    status.symbols.resize(intakes.size());
    for (std::size_t i = 0; i < intakes.size(); ++i) {
        SymbolStatus &symbol = status.symbols[i];
        symbol.intake = std::move(intakes[i]);
        const std::int64_t trades = symbol.intake.trades;
        const std::int64_t depthUpdates = symbol.intake.depthUpdates;
        if (i < before.symbols.size()) {
            const Counters &earlier = before.symbols[i];
            symbol.tradesPerSecond = Rates::perSecond(trades - earlier.trades, time);
            symbol.depthUpdatesPerSecond =
                Rates::perSecond(depthUpdates - earlier.depthUpdates, time);
        }
        status.eventsPerSecond += symbol.eventsPerSecond();
        events += trades + depthUpdates;
    }
    const Sample &oldest = m_samples.front();
    status.eventsPerSecondLastMinute = Rates::perSecond(events - oldest.events, now - oldest.at);
    status.rowsPerSecond = Rates::perSecond(rowsWritten - before.rowsWritten, time);
}

void StatusAssembler::addStreams(RecorderStatus &status, const StreamIntakes &intakes)
{
    std::vector<StreamStatus> streams = m_streams.statuses();
    if (m_symbolPlaces.size() < streams.size()) {
        std::unordered_map<std::string, std::size_t> places;
        for (std::size_t i = 0; i < status.symbols.size(); ++i)
            places.emplace(status.symbols[i].intake.symbol.name(), i);
        for (std::size_t i = m_symbolPlaces.size(); i < streams.size(); ++i) {
            const auto place = places.find((*intakes)[i].symbol.name());
            m_symbolPlaces.push_back(place == places.end() ? Nowhere : place->second);
        }
    }
    for (SymbolStatus &symbol : status.symbols)
        symbol.streams.reserve(UsualStreams);
    for (std::size_t i = 0; i < streams.size(); ++i) {
        // After the end there are no symbols any more.
        if (const std::size_t place = m_symbolPlaces[i]; place < status.symbols.size())
            status.symbols[place].streams.push_back(std::move(streams[i]));
    }
}

/// It changes with the ledger alone, which is read every few seconds.
void StatusAssembler::updateCoverage(const StreamIntakes &streams, const WriterStatus &writer)
{
    if (!writer.ledger || !streams || m_coverageAsOf == writer.ledger->asOf)
        return;
    m_coverageAsOf = writer.ledger->asOf;
    m_coverage = coverageToday(*streams, *writer.ledger);
}

std::optional<double> StatusAssembler::coverageToday(const std::vector<StreamIntake> &streams,
                                                     const LedgerCounts &ledger) const
{
    const UtcMicroseconds asOf = ledger.asOf;
    const UtcMicroseconds midnight = std::chrono::floor<std::chrono::days>(asOf);
    std::chrono::microseconds recorded{};
    for (const StreamIntake &stream : streams) {
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
    const double missing = std::chrono::duration<double>(ledger.missingToday) /
                           std::chrono::duration<double>(recorded);
    return std::clamp(1 - missing, 0.0, 1.0);
}

RecorderStatus StatusAssembler::assemble(IngestStatus ingest, const WriterStatus &writer,
                                         const ReceiveTime &now)
{
    const std::int64_t rowsWritten = writer.tradesInserted + writer.depthUpdatesInserted;
    remember(ingest, rowsWritten, now.monotonic);
    m_streams.update(ingest, writer, now.monotonic);

    RecorderStatus status;
    status.takenAt = now;
    status.hungThread = hungThread(ingest, writer, now.monotonic);
    addSymbols(status, std::move(ingest.symbols), rowsWritten, now.monotonic);
    addStreams(status, ingest.streams);
    status.bytesPerSecond = m_streams.bytesPerSecond();
    status.latencies = m_streams.latencies();
    status.exchangeToReceive = m_streams.exchangeToReceive();
    status.receiveToCommit = m_streams.receiveToCommit();
    updateCoverage(ingest.streams, writer);
    status.coverageToday = m_coverage;
    status.tapes = std::move(ingest.tapes);
    status.feeds = std::move(ingest.feeds);
    status.sides = std::move(ingest.sides);
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
    status.recentGaps = std::move(ingest.recentGaps);
    return status;
}

} // namespace Orderflow
