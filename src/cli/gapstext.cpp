#include "gapstext.h"

#include "rowjson.h"
#include "texttable.h"

#include <QJsonArray>

#include <algorithm>
#include <optional>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString shortTime(UtcMicroseconds time)
{
    return toSqlText(time).chopped(3);
}

/// `time`, without its day where that is the one of `before`.
QString timeAfter(UtcMicroseconds time, UtcMicroseconds before)
{
    constexpr qsizetype DayAndBlank = 11;
    const QString text = shortTime(time);
    return text.first(DayAndBlank) == shortTime(before).first(DayAndBlank)
               ? text.sliced(DayAndBlank)
               : text;
}

QString idsOf(const CaptureGap &gap)
{
    if (!gap.firstMissingId && !gap.lastMissingId)
        return {};
    const auto text = [](std::optional<std::int64_t> id) {
        return id ? QString::number(*id) : u"?"_s;
    };
    if (gap.firstMissingId == gap.lastMissingId)
        return text(gap.firstMissingId);
    return text(gap.firstMissingId) + u'-' + text(gap.lastMissingId);
}

QString shortened(const QString &note)
{
    constexpr qsizetype Most = 60;
    return note.size() <= Most ? note : note.first(Most - 1) + u'…';
}

QString dayText(std::chrono::sys_days day)
{
    constexpr qsizetype DayLength = 10;
    return toSqlText(day).first(DayLength);
}

struct Summary
{
    std::int64_t open = 0;
    std::int64_t filled = 0;
    std::int64_t unfillable = 0;
    /// Of gaps that are not filled, where the number is known.
    std::int64_t missingEvents = 0;
    /// Gaps that are not filled and whose number is not known.
    std::int64_t ofUnknownSize = 0;

    explicit Summary(const std::vector<LedgerGap> &gaps)
    {
        for (const LedgerGap &row : gaps)
            count(row.gap);
    }

private:
    void count(const CaptureGap &gap)
    {
        if (gap.status == GapStatus::Filled) {
            ++filled;
            return;
        }
        ++(gap.status == GapStatus::Open ? open : unfillable);
        if (gap.missingEvents)
            missingEvents += std::max<std::int64_t>(0, *gap.missingEvents - gap.filledRows);
        else
            ++ofUnknownSize;
    }
};

QString summaryText(const std::vector<LedgerGap> &gaps)
{
    const Summary summary(gaps);
    QString text = u"gaps: %1 (open %2, filled %3, unfillable %4) · missing events: %5"_s.arg(
        QString::number(gaps.size()), QString::number(summary.open),
        QString::number(summary.filled), QString::number(summary.unfillable),
        QString::number(summary.missingEvents));
    if (summary.ofUnknownSize > 0)
        text += u", and what %1 of unknown size hold"_s.arg(summary.ofUnknownSize);
    return text + u'\n';
}

QString gapTable(const std::vector<LedgerGap> &gaps)
{
    using Align = TextTable::Align;
    TextTable table({{u"from"_s},
                     {u"to"_s},
                     {u"symbol"_s},
                     {u"stream"_s},
                     {u"reason"_s},
                     {u"status"_s},
                     {u"missing"_s, Align::Right},
                     {u"filled"_s, Align::Right},
                     {u"ids"_s},
                     {u"note"_s}});
    for (const LedgerGap &row : gaps) {
        const CaptureGap &gap = row.gap;
        table.addRow({shortTime(gap.fromTime), timeAfter(gap.toTime, gap.fromTime),
                      gap.symbol.toString(), QString::fromStdString(gap.stream),
                      toSqlName(gap.reason), toSqlName(gap.status),
                      gap.missingEvents ? QString::number(*gap.missingEvents) : u"?"_s,
                      QString::number(gap.filledRows), idsOf(gap), shortened(gap.note)});
    }
    return table.toString();
}

QString coverageTable(const std::vector<CoverageDay> &coverage)
{
    using Align = TextTable::Align;
    TextTable table({{u"day"_s},
                     {u"symbol"_s},
                     {u"stream"_s},
                     {u"covered"_s, Align::Right},
                     {u"recorded s"_s, Align::Right},
                     {u"in gaps s"_s, Align::Right},
                     {u"missing"_s, Align::Right}});
    for (const CoverageDay &day : coverage) {
        table.addRow({dayText(day.day), day.stream.symbol.toString(),
                      QString::fromStdString(day.stream.stream),
                      QString::number(day.coveragePercent, 'f', 4) + u'%',
                      QString::number(day.recordedSeconds, 'f', 1),
                      QString::number(day.gapSeconds, 'f', 1), QString::number(day.missingEvents)});
    }
    return table.toString();
}

QJsonObject toJson(const LedgerGap &row)
{
    QJsonObject object = gapRowJson(row.gap);
    object.insert(u"id"_s, qint64(row.id));
    object.insert(u"session_id"_s, qint64(row.sessionId));
    return object;
}

QJsonObject toJson(const CoverageDay &day)
{
    return {{u"day"_s, dayText(day.day)},
            {u"symbol"_s, day.stream.symbol.toString()},
            {u"stream"_s, QString::fromStdString(day.stream.stream)},
            {u"coverage_percent"_s, day.coveragePercent},
            {u"recorded_seconds"_s, day.recordedSeconds},
            {u"gap_seconds"_s, day.gapSeconds},
            {u"missing_events"_s, qint64(day.missingEvents)}};
}

} // namespace

QString gapsText(const GapsReport &report)
{
    QString text;
    if (!report.gaps.empty())
        text += gapTable(report.gaps) + u'\n';
    text += summaryText(report.gaps);
    if (!report.coverage.empty())
        text += u"\nCoverage of each UTC day:\n"_s + coverageTable(report.coverage);
    return text;
}

QJsonObject gapsJson(const GapsReport &report)
{
    QJsonArray gaps;
    for (const LedgerGap &gap : report.gaps)
        gaps.append(toJson(gap));
    QJsonArray coverage;
    for (const CoverageDay &day : report.coverage)
        coverage.append(toJson(day));
    const Summary summary(report.gaps);
    return {{u"gaps"_s, gaps},
            {u"coverage"_s, coverage},
            {u"summary"_s, QJsonObject{{u"gaps"_s, qint64(report.gaps.size())},
                                       {u"open"_s, qint64(summary.open)},
                                       {u"filled"_s, qint64(summary.filled)},
                                       {u"unfillable"_s, qint64(summary.unfillable)},
                                       {u"missing_events"_s, qint64(summary.missingEvents)},
                                       {u"of_unknown_size"_s, qint64(summary.ofUnknownSize)}}}};
}

} // namespace Orderflow
