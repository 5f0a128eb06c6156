#include "eventlines.h"

#include "statustext.h"
#include "symbolcolumns.h"

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

ViewLine gapLine(const CaptureGap &gap)
{
    const QString missing = gap.missingEvents
                                ? StatusText::count(*gap.missingEvents) + u" missing"_s
                                : u"events missing"_s;
    QString text = u"%1 %2 %3  %4 in %5, %6"_s.arg(
        StatusText::timeOfDay(gap.toTime), gap.symbol.toString(),
        QString::fromStdString(gap.stream), missing,
        StatusText::duration(gap.toTime - gap.fromTime), QString(toSqlName(gap.reason)));
    if (gap.filledRows > 0)
        text += u", filled %1"_s.arg(StatusText::count(gap.filledRows));
    const bool isFilled = gap.status == GapStatus::Filled;
    return {{text + u", "_s + toSqlName(gap.status), isFilled ? Tone::Dim : Tone::Bad}};
}

ViewLine alertLine(const AlertStatus &alert)
{
    const QString since = alert.since ? StatusText::timeOfDay(*alert.since) + u' ' : QString();
    return {{u"%1alert %2: %3"_s.arg(since, alert.name, alert.message), Tone::Bad}};
}

/// Shorter than in a log file, where nobody knows of which day and program it is.
ViewLine logLine(const LogLine &line)
{
    const bool isGrave = line.level >= LogLevel::Warning;
    const QString level = isGrave ? u' ' + QString(toString(line.level)) : QString();
    return {{StatusText::timeOfDay(line.time) + level + u' ' + line.text,
             isGrave ? Tone::Bad : Tone::Dim}};
}

} // namespace

ViewLines troubleLines(const RecorderStatus &status, int height)
{
    const std::size_t room = std::size_t(std::max(0, height));
    ViewLines lines;
    for (const AlertStatus &alert : status.alerts) {
        if (alert.isActive && lines.size() < room)
            lines.push_back(alertLine(alert));
    }
    const std::vector<CaptureGap> &gaps = status.recentGaps;
    const std::size_t shown = std::min(gaps.size(), room - lines.size());
    for (std::size_t i = gaps.size() - shown; i < gaps.size(); ++i)
        lines.push_back(gapLine(gaps[i]));
    return lines;
}

ViewLines logLines(const ViewState &view, int height)
{
    const std::size_t shown = std::min(view.log.size(), std::size_t(std::max(0, height)));
    ViewLines lines;
    for (std::size_t i = view.log.size() - shown; i < view.log.size(); ++i) {
        lines.push_back(logLine(view.log[i]));
    }
    return lines;
}

ViewLines helpLines()
{
    return {
        {{u"Keys"_s, Tone::Title}},
        {{u"  up down j k    select a symbol, whose book is shown"_s}},
        {{u"  PgUp PgDn      a page on; Home End g G: first, last"_s}},
        {{u"  left right < > sort by the next column, or by none"_s}},
        {{u"  r              the other way round"_s}},
        {{u"  /              show only names with what you type;"_s}},
        {{u"                 Enter keeps it, Esc ends it"_s}},
        {{u"  ? h            this help     q  quit"_s}},
        {{u"Words"_s, Tone::Title}},
        {{u"  behind, LAG P99: received to committed, 99 of 100"_s}},
        {{u"  complete: no gap open, and nothing of today missing"_s}},
        {{u"  STATE: waiting for the first event, silent for 30 s,"_s}},
        {{u"         mute whatever was tried, or ok"_s}},
        {{u"  *: the price of the last trade"_s}},
        {{u"Any key goes back."_s, Tone::Dim}},
    };
}

} // namespace Orderflow
