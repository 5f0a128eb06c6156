#include "gui/integrity/timelinelayout.h"

#include <algorithm>
#include <map>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr double TickWidth = 1.5;

/// `from` to `to`, clipped to what can be seen, and no narrower than `least`; nothing where none of
/// it can be seen.
std::optional<TimelineBar> clippedBar(TimelineState state, double from, double to, double least,
                                      double left, double right)
{
    if (to - from < least) {
        const double middle = (from + to) / 2;
        from = middle - least / 2;
        to = middle + least / 2;
    }
    if (to <= left || from >= right)
        return std::nullopt;
    // What is at the edge may not become narrower again.
    from = std::min(std::max(from, left), right - least);
    to = std::max(std::min(to, right), left + least);
    return TimelineBar{state, from, to - from, TimelineBar::NoGap};
}

} // namespace

TimelineState timelineStateOf(const CaptureGap &gap)
{
    switch (stateOf(gap)) {
    case GapState::Seamless:
        return TimelineState::Seamless;
    case GapState::Filled:
        return TimelineState::Filled;
    case GapState::Unfillable:
        return TimelineState::Unfillable;
    case GapState::Open:
        break;
    }
    return TimelineState::Open;
}

QString TimelineRow::title() const
{
    CaptureGap gap;
    gap.symbol = stream.symbol;
    gap.stream = stream.stream;
    return GapWords::stream(gap);
}

std::vector<TimelineRow> timelineRows(const LedgerSpan &span)
{
    std::map<RecordedStream, TimelineRow> rows;
    for (const StreamSpan &stream : span.streams)
        rows[stream.stream].recorded = stream;
    for (std::size_t i = 0; i < span.gaps.size(); ++i) {
        const CaptureGap &gap = span.gaps[i].gap;
        // Whose it is nobody knows, so all of these are together.
        TimelineRow &row =
            rows[gap.symbol.isEmpty() ? RecordedStream() : RecordedStream{gap.symbol, gap.stream}];
        row.gaps.push_back(i);
        row.worst = std::max(row.worst, timelineStateOf(gap));
    }
    std::vector<TimelineRow> all;
    all.reserve(rows.size());
    for (auto &[stream, row] : rows) {
        row.stream = stream;
        all.push_back(std::move(row));
    }
    std::ranges::stable_partition(
        all, [](const TimelineRow &row) { return !row.stream.symbol.isEmpty(); });
    return all;
}

std::vector<TimelineBar> barsOf(const TimelineRow &row, const LedgerSpan &span,
                                const TimeAxis &axis, double left, double right)
{
    std::vector<TimelineBar> bars;
    if (right - left < LeastGapWidth)
        return bars;
    if (row.recorded) {
        const double from = axis.xOf(std::max(row.recorded->first, span.from));
        const double to = axis.xOf(std::min(row.recorded->last, span.to));
        const auto bar = clippedBar(TimelineState::Captured, from, to, 0, left, right);
        if (bar && bar->width > 0)
            bars.push_back(*bar);
    }
    for (const std::size_t index : row.gaps) {
        const CaptureGap &gap = span.gaps[index].gap;
        const TimelineState state = timelineStateOf(gap);
        const bool isTick = state == TimelineState::Seamless;
        const double from = axis.xOf(isTick ? gap.toTime : gap.fromTime);
        auto bar = clippedBar(state, from, axis.xOf(gap.toTime), isTick ? TickWidth : LeastGapWidth,
                              left, right);
        if (!bar)
            continue;
        bar->gap = index;
        bars.push_back(*bar);
    }
    // Of one state the shorter is above the longer, which would hide it.
    std::ranges::stable_sort(bars, [](const TimelineBar &a, const TimelineBar &b) {
        return a.state != b.state ? a.state < b.state : a.width > b.width;
    });
    return bars;
}

const TimelineBar *barAt(const std::vector<TimelineBar> &bars, double x)
{
    // A tick is hard to hit.
    constexpr double Tolerance = 2;
    const auto isAt = [x](const TimelineBar &bar) {
        const double tolerance = bar.width <= LeastGapWidth ? Tolerance : 0;
        return x >= bar.x - tolerance && x <= bar.x + bar.width + tolerance;
    };
    const auto found = std::ranges::find_if(bars.rbegin(), bars.rend(), isAt);
    return found == bars.rend() ? nullptr : &*found;
}

std::optional<double> capturedShare(const TimelineRow &row, const LedgerSpan &span,
                                    UtcMicroseconds from, UtcMicroseconds to)
{
    if (!row.recorded)
        return std::nullopt;
    // Behind the last event there may be one too, such as that of the end of a run.
    const bool hasHole = std::ranges::any_of(row.gaps, [&](std::size_t index) {
        const CaptureGap &gap = span.gaps[index].gap;
        return timelineStateOf(gap) >= TimelineState::Unfillable && gap.fromTime < to &&
               gap.toTime > from;
    });
    from = std::max(from, row.recorded->first);
    to = std::min(to, row.recorded->last);
    if (to <= from)
        return std::nullopt;
    std::chrono::microseconds lost{};
    UtcMicroseconds counted = from;
    for (const std::size_t index : row.gaps) {
        const CaptureGap &gap = span.gaps[index].gap;
        if (timelineStateOf(gap) < TimelineState::Unfillable)
            continue;
        const UtcMicroseconds begin = std::max(gap.fromTime, counted);
        const UtcMicroseconds end = std::min(gap.toTime, to);
        if (end <= begin)
            continue;
        lost += end - begin;
        counted = end;
    }
    constexpr double NotQuiteAll = 0.9999;
    const double share = 1 - double(lost.count()) / double((to - from).count());
    return hasHole ? std::min(share, NotQuiteAll) : share;
}

bool TimelineFilter::matches(const TimelineRow &row) const
{
    if (which == Which::WithGaps && row.worst < TimelineState::Filled)
        return false;
    if (which == Which::WithOpenGaps && row.worst < TimelineState::Open)
        return false;
    if (text.isEmpty())
        return true;
    const QString title = row.title();
    return std::ranges::all_of(text.split(u' ', Qt::SkipEmptyParts), [&title](const QString &word) {
        return title.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace Orderflow
