#pragma once

#include "market/aggtrade.h"
#include "market/capturegap.h"
#include "market/depthupdate.h"
#include "storage/streamend.h"

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
    /// A hole that was declared before and that this late event fills, wholly or in part: the same
    /// gap as it is now.
    std::optional<CaptureGap> lateFill;
    /// The ids of the stream have started over, and this event belongs to the new ones.
    bool isRestart = false;
};

/// Follows the ids of one stream of one symbol.
///
/// Rules, from the USDⓈ-M futures documentation: the aggTradeId rises by one; a depth update
/// follows its predecessor where prevFinalUpdateId == the predecessor's finalUpdateId. Ids inside
/// are not contiguous, so firstUpdateId == finalUpdateId + 1 means nothing. Where two connections
/// deliver the stream in different steps, an update that reaches back behind the newest one leaves
/// no hole either.
///
/// Ids that start over, as those of a contract that is listed again may, show in old ids with new
/// times. The first such events are kept as Late; when RestartProof of them follow each other, the
/// tracker follows the new ids, and files a gap of unknown extent.
class SequenceTracker
{
public:
    static constexpr int RestartProof = 3;

    SequenceTracker(Symbol symbol, std::string stream);

    /// Goes on where the database ends, before the first event: the next one shows what was missed
    /// since. Events that are older than that may have been seen or not, and are Late.
    void resume(const StreamEnd &end);

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

    /// An event by its ids and times.
    struct Arrival
    {
        std::int64_t previousId;
        std::int64_t id;
        UtcMilliseconds exchangeTime;
        UtcMicroseconds receiveTime;
    };

    /// Ids that were passed over: after `after`, up to and with `upTo`.
    struct Hole
    {
        std::int64_t after;
        std::int64_t upTo;
    };

    /// A gap that was filed, and which of its ids have not come since.
    struct DeclaredGap
    {
        CaptureGap gap;
        std::vector<Hole> holes;
        /// Of a part of it nothing is known any more, so that it can never be known to be filled.
        bool isForgotten = false;
    };

    /// New ids that may be those of a restart.
    struct Restart
    {
        std::int64_t lastId;
        int events;
    };

    SequenceStep accept(const Arrival &arrival);
    SequenceStep takeOld(const Arrival &arrival);
    SequenceStep takeNew(const Arrival &arrival);
    SequenceStep takeRestart(const Arrival &arrival);
    /// Whether the exchange has made nothing later than `time` before.
    bool noteExchangeTime(UtcMilliseconds time);
    void setMissing(CaptureGap &gap, const Arrival &arrival) const;
    void declare(const CaptureGap &gap, const Hole &hole);
    void forgetOldGaps();
    CaptureGap makeGap(UtcMicroseconds toTime) const;

    Symbol m_symbol;
    std::string m_stream;
    std::optional<std::int64_t> m_lastId;
    /// In ascending order, and bounded: of ids up to m_unknownUpTo nothing is known any more.
    std::vector<DeclaredGap> m_declared;
    std::int64_t m_unknownUpTo = 0;
    UtcMicroseconds m_lastTime{};
    /// The latest time of the exchange in any event.
    UtcMilliseconds m_newestTime{};
    std::optional<Interruption> m_interruption;
    std::optional<Restart> m_restart;
};

} // namespace Orderflow
