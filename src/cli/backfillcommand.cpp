#include "backfillcommand.h"

#include "backfill.h"
#include "process/logging.h"
#include "process/posixsignals.h"
#include "progressline.h"
#include "selectionoptions.h"

#include <QEventLoop>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString plural(std::int64_t count, const QString &noun)
{
    return u"%1 %2%3"_s.arg(QString::number(count), noun, count == 1 ? u""_s : u"s"_s);
}

/// `[####······] 40 %  400 of 1000 trades  BTCUSDT  2 gaps left`.
QString progressText(const BackfillStatus &status)
{
    constexpr qint64 Width = 24;
    const std::int64_t whole = std::max<std::int64_t>(status.missing, 1);
    const std::int64_t done = std::min<std::int64_t>(status.fetched, whole);
    const qint64 filled = done * Width / whole;
    QString text = u"[%1%2] %3 %  %4 of %5 trades  "_s.arg(
        QString(filled, u'#'), QString(Width - filled, u'·'), QString::number(done * 100 / whole),
        QString::number(done), QString::number(status.missing));
    if (!status.currentSymbol.isEmpty())
        text += status.currentSymbol.toString() + u"  "_s;
    return text + u"%1 left"_s.arg(plural(qint64(status.gapsLeft), u"gap"_s));
}

/// Lets warnings take the place of the progress line while this object lives. What became of each
/// gap the command says itself.
class LogAboveProgress
{
public:
    LogAboveProgress(CommandContext &context, ProgressLine &line)
        : m_logging(context.errIsTerminal ? context.logging : nullptr)
    {
        if (!m_logging)
            return;
        m_logging->setSink([&context, &line](const LogLine &logged) {
            if (logged.level < LogLevel::Warning)
                return;
            line.clear();
            context.err << logged.toString() << Qt::endl;
        });
    }
    ~LogAboveProgress()
    {
        if (m_logging)
            m_logging->setSink({});
    }
    Q_DISABLE_COPY_MOVE(LogAboveProgress)

private:
    Logging *m_logging;
};

/// Whether it came to its end, and was not stopped.
bool repair(Backfill &backfill, std::vector<LedgerGap> gaps, const CommandCall &call)
{
    QEventLoop loop;
    bool isStopped = false;
    ProgressLine line(call.context.err, call.context.errIsTerminal);
    const LogAboveProgress logAbove(call.context, line);
    QObject::connect(&backfill, &Backfill::progressed, &loop,
                     [&] { line.show(progressText(backfill.status())); });
    QObject::connect(&backfill, &Backfill::finished, &loop, &QEventLoop::quit);
    if (call.context.stopRequests) {
        QObject::connect(call.context.stopRequests, &StopRequests::stopRequested, &loop, [&] {
            isStopped = true;
            loop.quit();
        });
    }
    const auto count = qint64(gaps.size());
    backfill.start(std::move(gaps));
    call.context.out << u"%1 of trades to fill, %2 missing"_s.arg(
                            plural(count, u"gap"_s), plural(backfill.status().missing, u"trade"_s))
                     << Qt::endl;
    loop.exec();
    backfill.stop();
    line.clear();
    return !isStopped;
}

QString describe(const LedgerGap &row)
{
    const CaptureGap &gap = row.gap;
    QString text = u"%1 %2 to %3, ids %4 to %5: %6, %7 missing"_s.arg(
        gap.symbol.toString(), toSqlText(gap.fromTime).left(19), toSqlText(gap.toTime).left(19),
        QString::number(*gap.firstMissingId), QString::number(*gap.lastMissingId),
        QString(toSqlName(gap.status)), plural(Backfill::missingOf(gap), u"trade"_s));
    if (!gap.note.isEmpty())
        text += u"; "_s + gap.note;
    return text;
}

/// What became of the gaps, by what the ledger says now.
StoreResult<void> reportOutcome(Backfill &backfill, const std::vector<LedgerGap> &gaps,
                                QTextStream &out)
{
    constexpr int MostLines = 20;
    const auto rows = backfill.outcome();
    if (!rows)
        return tl::unexpected(rows.error());
    QStringList lines;
    for (const LedgerGap &before : gaps) {
        const auto now = std::ranges::find(*rows, before.id, &LedgerGap::id);
        if (now != rows->end() && now->gap.status != GapStatus::Filled)
            lines << describe(*now);
    }
    for (const QString &line : lines.first(std::min<qsizetype>(lines.size(), MostLines)))
        out << line << u'\n';
    if (lines.size() > MostLines)
        out << u"and %1 more; `gaps` shows all\n"_s.arg(lines.size() - MostLines);
    const BackfillStatus &status = backfill.status();
    out << u"filled %1 · trades %2 · unfillable %3 · open %4"_s.arg(
               QString::number(status.filled), QString::number(status.fetched),
               QString::number(status.unfillable), QString::number(status.open))
        << Qt::endl;
    return {};
}

} // namespace

BackfillCommand::BackfillCommand()
    : Command(u"backfill"_s, u"fetch from the exchange the trades that the gap ledger misses"_s,
              Settings::Exchange)
{
    m_options << RecordSelection::options();
}

ExitCode BackfillCommand::execute(const CommandCall &call)
{
    const auto selection = RecordSelection::parse(call.options);
    if (!selection)
        return call.fail(ExitCode::UsageError, selection.error());
    const auto url = DatabaseUrl::parse(call.settings.recorder.databaseUrl);
    if (!url)
        return call.fail(ExitCode::BadSetting, url.error());
    const auto network = call.settings.recorder.networkAccess();
    if (!network)
        return call.fail(ExitCode::BadSetting, network.error());

    const auto failed = [&call](const StoreError &error) {
        return call.fail(ExitCode::DatabaseError, error.message);
    };
    Backfill backfill(
        {*url, call.settings.recorder.storeOptions, call.settings.recorder.restBaseUrl, *network});
    if (const auto opened = backfill.open(); !opened)
        return failed(opened.error());
    GapFilter filter;
    filter.symbol = selection->symbol;
    filter.range = selection->range;
    const auto gaps = backfill.fillableGaps(filter);
    if (!gaps)
        return failed(gaps.error());
    if (gaps->empty()) {
        call.context.out << u"no open gap of trades"_s << Qt::endl;
        return ExitCode::Success;
    }
    const bool isStopped = !repair(backfill, *gaps, call);
    if (backfill.storeError())
        return failed(*backfill.storeError());
    if (const auto reported = reportOutcome(backfill, *gaps, call.context.out); !reported)
        return failed(reported.error());
    if (isStopped)
        return call.fail(ExitCode::Failure, u"stopped; run it again to go on"_s);
    const BackfillStatus &status = backfill.status();
    if (status.open == 0)
        return ExitCode::Success;
    return call.fail(ExitCode::ExchangeError,
                     status.error.isEmpty() ? u"some gaps are still open"_s : status.error);
}

} // namespace Orderflow
