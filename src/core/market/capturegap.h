#pragma once

#include "market/symbol.h"
#include "market/time.h"

#include <QLatin1StringView>

#include <cstdint>
#include <optional>
#include <string>

namespace Orderflow {

/// Why events are missing. The names in the ledger are those of toSqlName().
enum class GapReason {
    Disconnect,
    Sequence,
    Silence,
    DecodeError,
    Overflow,
    WriteFailure,
    Shutdown
};

/// What became of a gap.
enum class GapStatus { Open, Filled, Unfillable };

/// One row of the gap ledger: a hole in a stream, or, with `missingEvents` zero, the proof that an
/// interruption left none.
struct CaptureGap
{
    Symbol symbol;
    /// The stream without its symbol, such as `aggTrade` or `depth5@100ms`.
    std::string stream;
    GapReason reason = GapReason::Sequence;
    GapStatus status = GapStatus::Open;
    /// The first and last id that are missing, where they are known: aggTradeIds of trades. For
    /// depth, firstMissingId is the last finalUpdateId that was seen and lastMissingId the
    /// prevFinalUpdateId of the next frame, because depth ids are not contiguous.
    std::optional<std::int64_t> firstMissingId;
    std::optional<std::int64_t> lastMissingId;
    /// How many events are missing; nothing where it cannot be known (depth, or an end of stream).
    std::optional<std::int64_t> missingEvents;
    /// The receive times of the last event before the hole and of the first one after it, or of
    /// what stood for them (start, end, the fault itself).
    UtcMicroseconds fromTime{};
    UtcMicroseconds toTime{};

    bool operator==(const CaptureGap &) const = default;
};

QLatin1StringView toSqlName(GapReason reason);
QLatin1StringView toSqlName(GapStatus status);

} // namespace Orderflow
