#include "backfillcommand.h"

#include "ingest/gaprepairer.h"
#include "process/logging.h"
#include "process/posixsignals.h"
#include "progressline.h"
#include "selectionoptions.h"
#include "storage/sql/recordreader.h"
#include "storage/stores/storefactory.h"

#include <QEventLoop>

#include <algorithm>
#include <map>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

std::int64_t missingOf(const CaptureGap &gap)
{
    const std::int64_t all =
        gap.missingEvents.value_or(*gap.lastMissingId - *gap.firstMissingId + 1);
    return std::max<std::int64_t>(all - gap.filledRows, 0);
}

QString plural(std::int64_t count, const QString &noun)
{
    return u"%1 %2%3"_s.arg(QString::number(count), noun, count == 1 ? u""_s : u"s"_s);
}

/// `[####······] 40 %  400 of 1000 trades  BTCUSDT  2 gaps left`.
QString progressText(const RepairProgress &progress, std::int64_t total)
{
    constexpr qint64 Width = 24;
    const std::int64_t whole = std::max<std::int64_t>(total, 1);
    const std::int64_t done = std::min<std::int64_t>(progress.rowsFetched, whole);
    const qint64 filled = done * Width / whole;
    QString text = u"[%1%2] %3 %  %4 of %5 trades  "_s.arg(
        QString(filled, u'#'), QString(Width - filled, u'·'), QString::number(done * 100 / whole),
        QString::number(done), QString::number(total));
    if (progress.currentGapId)
        text += progress.currentSymbol.toString() + u"  "_s;
    return text + u"%1 left"_s.arg(plural(qint64(progress.gapsWaiting), u"gap"_s));
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

/// What a run of the command works with.
struct Backfill
{
    const CommandCall &call;
    NetworkAccess network;
    std::unique_ptr<Store> store;
    std::unique_ptr<SqlConnection> connection;
    GapFilter filter;
    std::vector<LedgerGap> gaps{};
    std::optional<StoreError> storeError{};
    bool isStopped = false;
    QString exchangeError{};
};

StoreResult<void> openDatabase(Backfill &backfill)
{
    // First what only reads: it makes no database where there is none.
    if (StoreResult<void> opened = backfill.connection->open(); !opened)
        return opened;
    if (StoreResult<void> opened = backfill.store->open(); !opened)
        return opened;
    return backfill.store->migrate();
}

/// The gaps that a repair may fill, newest first.
StoreResult<std::vector<LedgerGap>> readGaps(Backfill &backfill)
{
    GapFilter filter = backfill.filter;
    filter.stream = "aggTrade";
    filter.status = GapStatus::Open;
    StoreResult<std::vector<LedgerGap>> gaps = RecordReader(*backfill.connection).gaps(filter);
    if (gaps) {
        std::erase_if(*gaps, [](const LedgerGap &one) {
            return !one.gap.firstMissingId || !one.gap.lastMissingId;
        });
        std::ranges::stable_sort(*gaps, std::ranges::greater(),
                                 [](const LedgerGap &one) { return one.gap.toTime; });
    }
    return gaps;
}

void repair(Backfill &backfill)
{
    const CommandCall &call = backfill.call;
    std::int64_t total = 0;
    for (const LedgerGap &gap : backfill.gaps)
        total += missingOf(gap.gap);
    call.context.out << u"%1 of trades to fill, %2 missing"_s.arg(
                            plural(qint64(backfill.gaps.size()), u"gap"_s),
                            plural(total, u"trade"_s))
                     << Qt::endl;

    RestClientOptions options;
    options.baseUrl = call.settings.recorder.restBaseUrl;
    options.network = backfill.network;
    // Somebody waits for it.
    options.maxAttempts = 2;
    const SystemClock clock;
    RestClient rest(options, clock);
    QEventLoop loop;
    GapRepairer repairer(rest, clock, [&](EventBatch &batch) {
        const StoreResult<WriteCount> written = backfill.store->write(batch);
        if (written)
            return true;
        backfill.storeError = written.error();
        loop.quit();
        return false;
    });
    ProgressLine line(call.context.err, call.context.errIsTerminal);
    const LogAboveProgress logAbove(call.context, line);
    QObject::connect(&repairer, &GapRepairer::changed, &loop,
                     [&] { line.show(progressText(repairer.status(), total)); });
    QObject::connect(&repairer, &GapRepairer::idle, &loop, &QEventLoop::quit);
    if (call.context.stopRequests) {
        QObject::connect(call.context.stopRequests, &StopRequests::stopRequested, &loop, [&] {
            backfill.isStopped = true;
            loop.quit();
        });
    }
    repairer.setGaps(backfill.gaps);
    loop.exec();
    repairer.stop();
    line.clear();
    backfill.exchangeError = repairer.status().lastError;
}

QString describe(const LedgerGap &row)
{
    const CaptureGap &gap = row.gap;
    QString text = u"%1 %2 to %3, ids %4 to %5: %6, %7 missing"_s.arg(
        gap.symbol.toString(), toSqlText(gap.fromTime).left(19), toSqlText(gap.toTime).left(19),
        QString::number(*gap.firstMissingId), QString::number(*gap.lastMissingId),
        QString(toSqlName(gap.status)), plural(missingOf(gap), u"trade"_s));
    if (!gap.note.isEmpty())
        text += u"; "_s + gap.note;
    return text;
}

/// What became of the gaps, by what the ledger says now.
StoreResult<std::map<GapStatus, std::int64_t>> reportOutcome(Backfill &backfill)
{
    constexpr int MostLines = 20;
    const auto rows = RecordReader(*backfill.connection).gaps(backfill.filter);
    if (!rows)
        return tl::unexpected(rows.error());
    std::map<GapStatus, std::int64_t> counts;
    std::int64_t fetched = 0;
    QStringList lines;
    for (const LedgerGap &before : backfill.gaps) {
        const auto now = std::ranges::find(*rows, before.id, &LedgerGap::id);
        if (now == rows->end())
            continue;
        ++counts[now->gap.status];
        fetched += std::max<std::int64_t>(missingOf(before.gap) - missingOf(now->gap), 0);
        if (now->gap.status != GapStatus::Filled)
            lines << describe(*now);
    }
    QTextStream &out = backfill.call.context.out;
    for (const QString &line : lines.first(std::min<qsizetype>(lines.size(), MostLines)))
        out << line << u'\n';
    if (lines.size() > MostLines)
        out << u"and %1 more; `gaps` shows all\n"_s.arg(lines.size() - MostLines);
    out << u"filled %1 · trades %2 · unfillable %3 · open %4"_s.arg(
               QString::number(counts[GapStatus::Filled]), QString::number(fetched),
               QString::number(counts[GapStatus::Unfillable]),
               QString::number(counts[GapStatus::Open]))
        << Qt::endl;
    return counts;
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

    Backfill backfill{.call = call,
                      .network = *network,
                      .store = createStore(*url, call.settings.recorder.storeOptions),
                      .connection = createConnection(*url, SqlAccess::Read),
                      .filter = {}};
    backfill.filter.symbol = selection->symbol;
    backfill.filter.range = selection->range;
    const auto failed = [&call](const StoreError &error) {
        return call.fail(ExitCode::DatabaseError, error.message);
    };
    if (const auto opened = openDatabase(backfill); !opened)
        return failed(opened.error());
    auto gaps = readGaps(backfill);
    if (!gaps)
        return failed(gaps.error());
    backfill.gaps = std::move(*gaps);
    if (backfill.gaps.empty()) {
        call.context.out << u"no open gap of trades"_s << Qt::endl;
        return ExitCode::Success;
    }
    repair(backfill);
    if (backfill.storeError)
        return failed(*backfill.storeError);
    const auto counts = reportOutcome(backfill);
    if (!counts)
        return failed(counts.error());
    if (backfill.isStopped)
        return call.fail(ExitCode::Failure, u"stopped; run it again to go on"_s);
    if (!counts->contains(GapStatus::Open) || counts->at(GapStatus::Open) == 0)
        return ExitCode::Success;
    return call.fail(ExitCode::ExchangeError, backfill.exchangeError.isEmpty()
                                                  ? u"some gaps are still open"_s
                                                  : backfill.exchangeError);
}

} // namespace Orderflow
