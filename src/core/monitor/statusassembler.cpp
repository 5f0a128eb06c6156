#include "monitor/statusassembler.h"

#include <utility>

namespace Orderflow {

namespace {

/// Samples closer than this replace each other, which bounds the memory whoever asks how often.
constexpr std::chrono::milliseconds SampleSpacing{200};

double rate(std::int64_t difference, std::chrono::nanoseconds time)
{
    return time.count() <= 0
               ? 0.0
               : static_cast<double>(difference) / std::chrono::duration<double>(time).count();
}

QString hungThread(const IngestStatus &ingest, const WriterStatus &writer,
                   std::chrono::nanoseconds now)
{
    if (ingest.heartbeat.isOverdue(now))
        return QStringLiteral("ingest");
    return writer.heartbeat.isOverdue(now) ? QStringLiteral("storage") : QString();
}

} // namespace

const StatusAssembler::Sample &StatusAssembler::remember(const IngestStatus &ingest,
                                                         std::int64_t rowsWritten,
                                                         std::chrono::nanoseconds now)
{
    while (m_samples.size() > 1 && now - m_samples[1].at >= RateWindow)
        m_samples.pop_front();
    if (m_samples.empty() || now - m_samples.back().at >= SampleSpacing) {
        Sample sample{now, rowsWritten, {}};
        for (const SymbolIntake &intake : ingest.symbols)
            sample.symbols[intake.symbol.name()] = {intake.trades, intake.depthUpdates};
        m_samples.push_back(std::move(sample));
    }
    return m_samples.front();
}

RecorderStatus StatusAssembler::assemble(const IngestStatus &ingest, const WriterStatus &writer,
                                         const ReceiveTime &now)
{
    const std::int64_t rowsWritten = writer.tradesInserted + writer.depthUpdatesInserted;
    const Sample &before = remember(ingest, rowsWritten, now.monotonic);
    const std::chrono::nanoseconds time = now.monotonic - before.at;

    RecorderStatus status;
    status.takenAt = now;
    status.hungThread = hungThread(ingest, writer, now.monotonic);
    for (const SymbolIntake &intake : ingest.symbols) {
        SymbolStatus symbol{intake, 0, 0};
        const auto earlier = before.symbols.find(intake.symbol.name());
        if (earlier != before.symbols.end()) {
            symbol.tradesPerSecond = rate(intake.trades - earlier->second.trades, time);
            symbol.depthUpdatesPerSecond =
                rate(intake.depthUpdates - earlier->second.depthUpdates, time);
        }
        status.eventsPerSecond += symbol.eventsPerSecond();
        status.symbols.push_back(std::move(symbol));
    }
    status.feeds = ingest.feeds;
    status.sides = ingest.sides;
    status.writer = writer;
    status.rowsPerSecond = rate(rowsWritten - before.rowsWritten, time);
    status.eventsReceived = ingest.eventsReceived;
    status.eventsWritten = rowsWritten;
    status.tradesRepaired = writer.tradesRepaired;
    status.duplicates = ingest.duplicates + writer.duplicates;
    status.eventsLost = ingest.eventsLost + writer.eventsLost + writer.spool.eventsDropped;
    status.eventsHeld = ingest.eventsHeld;
    status.decodeErrors = ingest.decodeErrors;
    status.unknownFrames = ingest.unknownFrames;
    status.gaps = ingest.gaps;
    return status;
}

} // namespace Orderflow
