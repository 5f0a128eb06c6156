#pragma once

#include "market/aggtrade.h"
#include "market/capturegap.h"
#include "market/depthupdate.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace Orderflow {

/// What the order of a stream says about an event.
struct SequenceStep
{
    enum class Verdict {
        Accept,
        /// Seen before: drop it.
        Duplicate,
        /// Older than the newest event by its id, and not seen: it fills a hole that was declared,
        /// lies before all that was followed, or is of ids that started over. Keep it; the
        /// database's key decides.
        Late,
    };

    Verdict verdict = Verdict::Accept;
    /// The hole before this event; with zero missing events where an interruption left none.
    std::optional<CaptureGap> gap;
};

/// Follows the ids of one stream of one symbol.
///
/// Rules, from the USDⓈ-M futures documentation: the aggTradeId rises by one; a depth update
/// follows its predecessor where prevFinalUpdateId == the predecessor's finalUpdateId. Ids inside
/// are not contiguous, so firstUpdateId == finalUpdateId + 1 means nothing. Where two connections
/// deliver the stream in different steps, an update that reaches back behind the newest one leaves
/// no hole either.
class SequenceTracker
{
public:
    SequenceTracker(Symbol symbol, std::string stream);

    SequenceStep accept(const AggTrade &trade);
    SequenceStep accept(const DepthUpdate &update);

    /// The id of the newest event; nothing before the first.
    std::optional<std::int64_t> lastId() const { return m_lastId; }

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

    /// Whether the exchange has made nothing later than `time` before.
    bool noteExchangeTime(UtcMilliseconds time);
    /// An old id with a new time was never seen: the ids have started over, as those of a contract
    /// that is listed again.
    bool isRestart(std::int64_t id, bool isNews) const;

    /// Ids that were passed over: after `after`, up to and with `upTo`.
    struct Hole
    {
        std::int64_t after;
        std::int64_t upTo;
    };

    /// An event with `id` whose predecessor has `previousId`.
    SequenceStep advance(std::int64_t previousId, std::int64_t id, UtcMicroseconds time);
    void forgetOldHoles();
    /// Whether an event older than the newest was never seen; it is from now on.
    bool takeUnseen(std::int64_t previousId, std::int64_t id);
    CaptureGap makeGap(UtcMicroseconds toTime) const;

    Symbol m_symbol;
    std::string m_stream;
    std::optional<std::int64_t> m_lastId;
    /// In ascending order, and bounded: of ids up to m_unknownUpTo nothing is known any more.
    std::vector<Hole> m_holes;
    std::int64_t m_unknownUpTo = 0;
    UtcMicroseconds m_lastTime{};
    /// The latest time of the exchange in any event.
    UtcMilliseconds m_newestTime{};
    std::optional<Interruption> m_interruption;
};

} // namespace Orderflow
