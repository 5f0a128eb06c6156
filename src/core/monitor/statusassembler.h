#pragma once

#include "monitor/recorderstatus.h"
#include "monitor/streamhistory.h"
#include "storage/streamend.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

namespace Orderflow {

/// Makes the status that the faces show of what the threads publish, and rates of the counters
/// that it saw before. Pure but for its memory; belongs to one thread.
class StatusAssembler
{
public:
    /// Since when there were streams before this run. Counts for the coverage.
    void setStreamEnds(const std::vector<StreamEnd> &ends);

    /// A status as of `now`, which must not run backwards. State, database, uptime and process are
    /// left to the caller.
    RecorderStatus assemble(IngestStatus ingest, const WriterStatus &writer,
                            const ReceiveTime &now);

private:
    struct Counters
    {
        std::int64_t trades = 0;
        std::int64_t depthUpdates = 0;
    };
    struct Sample
    {
        std::chrono::nanoseconds at{};
        std::int64_t rowsWritten = 0;
        std::int64_t events = 0;
        /// By the symbols' places.
        std::vector<Counters> symbols;
    };

    void remember(const IngestStatus &ingest, std::int64_t rowsWritten,
                  std::chrono::nanoseconds now);
    void addSymbols(RecorderStatus &status, std::vector<SymbolIntake> intakes,
                    std::int64_t rowsWritten, std::chrono::nanoseconds now) const;
    void addStreams(RecorderStatus &status, const StreamIntakes &intakes);
    void updateCoverage(const StreamIntakes &streams, const WriterStatus &writer);
    std::optional<double> coverageToday(const std::vector<StreamIntake> &streams,
                                        const LedgerCounts &ledger) const;

    std::deque<Sample> m_samples;
    StreamHistory m_streams;
    /// Where a stream's symbol is, by StreamId.
    std::vector<std::size_t> m_symbolPlaces;
    /// By symbol and type.
    std::unordered_map<std::string, UtcMilliseconds> m_firstTimes;
    /// Of which reading of the ledger the coverage is.
    std::optional<UtcMicroseconds> m_coverageAsOf;
    std::optional<double> m_coverage;
};

} // namespace Orderflow
