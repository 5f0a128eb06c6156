#pragma once

#include "market/time.h"
#include "storage/capturesession.h"
#include "storage/gaprepair.h"
#include "storage/sql/recordreader.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace Orderflow {

/// How far back the ledger can be asked for.
inline constexpr std::chrono::hours MaxLedgerSpan{168};
inline constexpr std::chrono::hours DefaultLedgerSpan{24};

/// What the database knows of a span of time: which streams it has, who recorded them over which
/// connections, and what is missing. A value; made by LedgerReader or read from JSON.
struct LedgerSpan
{
    // No list is longer; of what is more, the newest are there.
    static constexpr std::size_t MaxStreams = 20'000;
    static constexpr std::size_t MaxGaps = 20'000;
    static constexpr std::size_t MaxConnections = 5'000;
    static constexpr std::size_t MaxSessions = 500;

    UtcMicroseconds from{};
    /// When it was read.
    UtcMicroseconds to{};
    /// All that there are, by symbol and stream, also those that ended before `from`.
    std::vector<StreamSpan> streams;
    /// Those that overlap the span, newest first, as the next two. Of a run that was cut off nobody
    /// knows the end, so it counts as one that goes on.
    std::vector<LedgerSession> sessions;
    std::vector<LedgerConnection> connections;
    /// By rising start. Where there are too many, those go first that prove that nothing is
    /// missing.
    std::vector<LedgerGap> gaps;

    bool areStreamsCut = false;
    bool areSessionsCut = false;
    bool areConnectionsCut = false;
    bool areGapsCut = false;

    bool operator==(const LedgerSpan &) const = default;
};

/// What of `span` touches the time from `from` on.
LedgerSpan clipped(LedgerSpan span, UtcMicroseconds from);

/// What came of a question for the ledger. What `span` points to never changes, so any thread may
/// read it.
struct LedgerAnswer
{
    /// The newest that was read; null before the first.
    std::shared_ptr<const LedgerSpan> span;
    /// Why the newest question has no answer, in a sentence that says what to do; then `span` is of
    /// an earlier one.
    QString error;
    /// How many questions were answered before and with this one.
    std::int64_t number = 0;
};

/// Whether a row tells of events that were missing, and is no proof that none were.
bool isHole(const CaptureGap &gap);

/// Whether a repair may fill the gap: it is open, of trades, and its ids are known.
bool isRepairable(const CaptureGap &gap);

} // namespace Orderflow
