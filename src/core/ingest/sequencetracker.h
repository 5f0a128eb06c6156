#pragma once

#include "market/aggtrade.h"
#include "market/capturegap.h"
#include "market/depthupdate.h"

#include <cstdint>
#include <optional>
#include <string>

namespace Orderflow {

/// What the order of a stream says about an event.
struct SequenceStep
{
    enum class Verdict {
        Accept,
        /// The same id as the event before: drop it.
        Duplicate,
        /// Older than the newest event: keep it only where the database has not seen it.
        Late,
    };

    Verdict verdict = Verdict::Accept;
    /// The hole before this event; with zero missing events where an interruption left none.
    std::optional<CaptureGap> gap;
};

/// Follows the ids of one stream of one symbol.
///
/// Rules, from the USDⓈ-M futures documentation: the aggTradeId rises by one; a depth update
/// follows its predecessor where prevFinalUpdateId == the predecessor's finalUpdateId, and in no
/// other case: ids inside are not contiguous, so firstUpdateId == finalUpdateId + 1 means nothing.
class SequenceTracker
{
public:
    SequenceTracker(Symbol symbol, std::string stream);

    SequenceStep accept(const AggTrade &trade);
    SequenceStep accept(const DepthUpdate &update);

    /// Events may have been missed since the last one, for `reason`. The next event shows whether
    /// they were; of several reasons the first stands.
    void noteInterruption(GapReason reason, UtcMicroseconds at);

    /// The gap of an interruption that no event has ended by `at`, for when recording ends.
    std::optional<CaptureGap> endInterruption(UtcMicroseconds at);

private:
    struct Interruption
    {
        GapReason reason;
        UtcMicroseconds at;
    };

    /// An event with `id`, before which there is nothing missing where `follows` holds.
    SequenceStep advance(std::int64_t id, bool follows, UtcMicroseconds time);
    CaptureGap makeGap(UtcMicroseconds toTime) const;

    Symbol m_symbol;
    std::string m_stream;
    std::optional<std::int64_t> m_lastId;
    UtcMicroseconds m_lastTime{};
    std::optional<Interruption> m_interruption;
};

} // namespace Orderflow
