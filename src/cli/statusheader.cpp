#include "statusheader.h"

#include "exchangelines.h"
#include "settings/settingvalues.h"
#include "sparkline.h"
#include "statusheadline.h"
#include "statustext.h"

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;
using ViewText::displayWidth;

namespace {

ViewLine titleLine(const RecorderStatus &status, const ViewState &view)
{
    ViewLine line{{u"orderflow-recorder  "_s, Tone::Title}};
    if (view.link) {
        line.push_back({headline(*view.link), Tone::Bad});
        return line;
    }
    // Starting and stopping are neither good nor bad.
    const bool isCalm =
        status.state != RecorderState::Recording && status.state != RecorderState::Failed;
    const Tone tone = isHealthy(status) ? Tone::Good : Tone::Bad;
    line.push_back({headline(status, view.troubled), isCalm ? Tone::Plain : tone});
    return line;
}

/// What there is of the ledger, and nothing that is not.
QString ledgerText(const RecorderStatus &status)
{
    QString text = u"gaps "_s + StatusText::count(status.gaps);
    const auto &ledger = status.writer.ledger;
    if (!ledger)
        return text;
    text += u"  open "_s + StatusText::count(ledger->open);
    if (ledger->filled > 0)
        text += u"  filled "_s + StatusText::count(ledger->filled);
    if (ledger->unfillable > 0)
        text += u"  unfillable "_s + StatusText::count(ledger->unfillable);
    return text;
}

ViewLine totalsLine(const RecorderStatus &status)
{
    const Tone lossTone = status.eventsLost > 0 ? Tone::Bad : Tone::Plain;
    ViewLine line{{u"received %1  written %2  "_s.arg(StatusText::count(status.eventsReceived),
                                                      StatusText::count(status.eventsWritten))}};
    line.push_back({u"lost "_s + StatusText::count(status.eventsLost), lossTone});
    if (status.coverageToday)
        line.push_back({u"  today "_s + StatusText::coverage(*status.coverageToday)});
    line.push_back({u"  "_s + ledgerText(status)});
    return line;
}

ViewLine rateLine(const RecorderStatus &status, const ViewState &view)
{
    const std::vector<double> values = view.rates.total();
    const QString before = u"events/s %1  rows/s %2 "_s.arg(
        StatusText::rate(status.eventsPerSecond), StatusText::rate(status.rowsPerSecond));
    const QString after = u" most "_s + StatusText::rate(Sparkline::largest(values));
    const int room = view.columns - displayWidth(before) - displayWidth(after);
    const int width = std::clamp(room, 0, int(RateHistory::Seconds));
    return {{before},
            {Sparkline::line(values, width, view.glyphs), Tone::Good},
            {after + u" in the last minute"_s, Tone::Dim}};
}

QString linkedTo(const RecorderStatus &status)
{
    QString text = recordName(status) % u"  up "_s % StatusText::uptime(status.uptime) %
                   u"  symbols "_s % StatusText::count(std::int64_t(status.symbols.size()));
    if (!status.version.isEmpty())
        text += u"  version "_s + status.version;
    return text;
}

ViewLine writerLine(const RecorderStatus &status)
{
    const WriterStatus &writer = status.writer;
    const SpoolTotals &spool = writer.spool.totals;
    QString text = u"writer  queue %1 (%2)  batch %3  commit %4"_s.arg(
        StatusText::count(std::int64_t(writer.queue.batches)),
        SettingValues::byteSizeText(writer.queue.bytes),
        StatusText::count(std::int64_t(writer.lastBatchEvents)),
        StatusText::duration(writer.lastCommitDuration));
    if (writer.state == WriterStatus::State::Retrying)
        text += u"  tries again"_s;
    if (spool.batches > 0) {
        text += u"  on disk %1 events (%2)"_s.arg(
            StatusText::count(spool.events),
            SettingValues::byteSizeText(std::size_t(std::max<std::int64_t>(spool.bytes, 0))));
    }
    if (spool.deadLetters > 0)
        text += u"  set aside %1"_s.arg(StatusText::count(spool.deadEvents));
    const bool isGood = writer.state != WriterStatus::State::Retrying && spool.deadLetters == 0;
    return {{text, isGood ? Tone::Plain : Tone::Bad}};
}

ViewLine processLine(const RecorderStatus &status)
{
    const ProcessUsage &usage = status.process;
    QString text = u"process  CPU %1 %  memory %2"_s.arg(
        QString::number(usage.cpuCores * 100, 'f', 0), StatusText::bytes(usage.residentBytes));
    if (usage.diskFreeBytes) {
        text +=
            u"  disk free %1 (%2)"_s.arg(StatusText::bytes(*usage.diskFreeBytes), usage.diskFolder);
    }
    return {{text}};
}

} // namespace

ViewLines headerLines(const RecorderStatus &status, const ViewState &view)
{
    return {titleLine(status, view),
            {{linkedTo(status), Tone::Dim}},
            totalsLine(status),
            rateLine(status, view)};
}

ViewLines systemLines(const RecorderStatus &status)
{
    ViewLines lines;
    for (const ExchangeLine &line : exchangeLines(status)) {
        lines.push_back(
            {{line.state, line.isGood ? Tone::Plain : Tone::Bad}, {line.detail, Tone::Dim}});
    }
    lines.push_back(writerLine(status));
    lines.push_back(processLine(status));
    return lines;
}

} // namespace Orderflow
