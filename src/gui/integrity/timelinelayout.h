#pragma once

#include "gui/charts/timeaxis.h"
#include "gui/integrity/gapwords.h"

#include <optional>
#include <vector>

namespace Orderflow {

/// What a stretch of a stream's row shows, by rising importance: where two meet, the later covers
/// the earlier. There is none where nothing was recorded.
enum class TimelineState { Captured, Seamless, Filled, Unfillable, Open };

TimelineState timelineStateOf(const CaptureGap &gap);

/// A stretch of a row, in pixels.
struct TimelineBar
{
    static constexpr std::size_t NoGap = static_cast<std::size_t>(-1);

    TimelineState state = TimelineState::Captured;
    double x = 0;
    double width = 0;
    /// Its place in LedgerSpan::gaps.
    std::size_t gap = NoGap;

    bool operator==(const TimelineBar &) const = default;
};

/// One stream, and its rows of the ledger.
struct TimelineRow
{
    /// Empty for the gaps of which the ledger does not know whose they are.
    RecordedStream stream;
    /// From the first event to the last; nothing where the database has none.
    std::optional<StreamSpan> recorded;
    /// Places in LedgerSpan::gaps, by rising start.
    std::vector<std::size_t> gaps;
    /// The gravest of them; Captured where there are none.
    TimelineState worst = TimelineState::Captured;

    QString title() const;
};

/// A row for each stream that has events or gaps, by symbol and stream; those come last of which
/// nothing is known.
std::vector<TimelineRow> timelineRows(const LedgerSpan &span);

/// No gap is narrower, however short it was.
inline constexpr double LeastGapWidth = 3;

/// What of `row` can be seen on `axis` between `left` and `right`, in the order in which it is to
/// be painted. Gaps have at least LeastGapWidth, a seamless reconnect less: a tick.
std::vector<TimelineBar> barsOf(const TimelineRow &row, const LedgerSpan &span,
                                const TimeAxis &axis, double left, double right);

/// The bar that is seen at `x`: the last that was painted there; null where there is none.
const TimelineBar *barAt(const std::vector<TimelineBar> &bars, double x);

/// How much of the time between `from` and `to` in which the stream was recorded lies in no gap
/// that is not filled, 0 to 1, and 1 only where there is no such gap; nothing where it was not
/// recorded then.
std::optional<double> capturedShare(const TimelineRow &row, const LedgerSpan &span,
                                    UtcMicroseconds from, UtcMicroseconds to);

/// Which rows a list of streams shows.
struct TimelineFilter
{
    enum class Which { All, WithGaps, WithOpenGaps };

    /// Words, all of which are in the name of the symbol or the stream, in any case.
    QString text;
    Which which = Which::All;

    bool matches(const TimelineRow &row) const;
    bool operator==(const TimelineFilter &) const = default;
};

} // namespace Orderflow
