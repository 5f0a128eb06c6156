#pragma once

#include "market/symbol.h"
#include "market/time.h"

#include <QLatin1StringView>
#include <QString>
#include <QStringView>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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

/// All of them, in the order in which people read them.
inline constexpr std::array GapReasons{
    GapReason::Disconnect, GapReason::Sequence,     GapReason::Silence, GapReason::DecodeError,
    GapReason::Overflow,   GapReason::WriteFailure, GapReason::Shutdown};
inline constexpr std::array GapStatuses{GapStatus::Open, GapStatus::Filled, GapStatus::Unfillable};

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
    /// How many of them came after all, late or by a repair; 0 and more.
    std::int64_t filledRows = 0;
    /// The receive times of the last event before the hole and of the first one after it, or of
    /// what stood for them (start, end, the fault itself).
    UtcMicroseconds fromTime{};
    UtcMicroseconds toTime{};
    /// Why it cannot be filled, or what became of it, in a sentence for people; often empty.
    QString note;

    bool operator==(const CaptureGap &) const = default;
};

/// Whether the exchange can give again what is missing from `stream` (without its symbol): trades,
/// by `/fapi/v1/aggTrades`. Of order books it keeps no history.
bool isFillable(std::string_view stream);

/// The note of a gap in a stream that is not fillable.
QString noHistoryNote();

/// How the ledger spells them, and back.
QLatin1StringView toSqlName(GapReason reason);
QLatin1StringView toSqlName(GapStatus status);
std::optional<GapReason> parseGapReason(QStringView sqlName);
std::optional<GapStatus> parseGapStatus(QStringView sqlName);

} // namespace Orderflow
