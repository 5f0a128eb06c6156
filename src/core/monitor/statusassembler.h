#pragma once

#include "monitor/recorderstatus.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <unordered_map>

namespace Orderflow {

/// Makes the status that the faces show of what the threads publish, and rates of the counters
/// that it saw before. Pure but for its memory; belongs to one thread.
class StatusAssembler
{
public:
    /// Rates are means over about this time.
    static constexpr std::chrono::seconds RateWindow{5};

    /// A status as of `now`, which must not run backwards. State, database and uptime are left to
    /// the caller.
    RecorderStatus assemble(const IngestStatus &ingest, const WriterStatus &writer,
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
        std::unordered_map<std::string, Counters> symbols;
    };

    const Sample &remember(const IngestStatus &ingest, std::int64_t rowsWritten,
                           std::chrono::nanoseconds now);

    std::deque<Sample> m_samples;
};

} // namespace Orderflow
