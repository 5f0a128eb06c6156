#include "verifycommand.h"

#include "clock.h"
#include "process/posixsignals.h"
#include "progressline.h"
#include "recorddatabase.h"
#include "selectionoptions.h"
#include "settings/settingvalues.h"
#include "verifytext.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// What a verification shows while it goes on, and how it is ended before its end.
class VerificationRun
{
public:
    explicit VerificationRun(const CommandCall &call)
        : m_call(call)
        , m_isJson(call.options.isSet(u"json"_s))
        , m_progress(call.context.err, call.context.errIsTerminal)
    {
        if (call.context.stopRequests) {
            QObject::connect(call.context.stopRequests, &StopRequests::stopRequested, &m_context,
                             [this] { m_isStopping = true; });
        }
    }

    void show(const Finding &finding)
    {
        if (m_isJson)
            return;
        m_progress.clear();
        m_call.context.out << findingLine(finding) << Qt::endl;
    }

    bool goesOn(const QString &progress)
    {
        // Signals come by the event loop.
        QCoreApplication::processEvents();
        m_progress.show(progress);
        // Nobody reads any more, as in `verify | head -1`.
        if (m_call.context.out.status() == QTextStream::WriteFailed)
            m_isStopping = true;
        return !m_isStopping;
    }

    /// Prints what came of it, and says it with an exit code.
    ExitCode finish(const QJsonObject &json, const QString &summary, const FindingList &findings,
                    bool wasStopped)
    {
        m_progress.clear();
        QTextStream &out = m_call.context.out;
        if (m_isJson)
            out << QString::fromUtf8(QJsonDocument(json).toJson()) << Qt::flush;
        else
            out << summary << Qt::endl;
        if (wasStopped)
            return m_call.fail(ExitCode::Failure, u"stopped before everything was verified"_s);
        return findings.errors() > 0 ? ExitCode::Mismatch : ExitCode::Success;
    }

    ExitCode fail(ExitCode code, const QString &message)
    {
        m_progress.clear();
        return m_call.fail(code, message);
    }

private:
    const CommandCall &m_call;
    bool m_isJson;
    ProgressLine m_progress;
    QObject m_context;
    bool m_isStopping = false;
};

/// The file that `--against` names, and the symbol of its trades.
tl::expected<ArchiveSource, QString> parseArchive(const CommandCall &call,
                                                  const RecordSelection &selection)
{
    const QString given = call.options.value(u"against"_s);
    if (given.isEmpty())
        return tl::make_unexpected(u"--against is empty; it takes the name of a file"_s);
    if (selection.range.from || selection.range.to) {
        return tl::make_unexpected(
            u"--against compares all trades of its file; --from and --to do not go with it"_s);
    }
    const std::optional<Symbol> named = symbolOfArchive(given);
    if (named && selection.symbol && *named != *selection.symbol) {
        return tl::make_unexpected(
            u"--symbol %1 does not fit --against %2, whose name says %3"_s.arg(
                SettingValues::quoted(selection.symbol->toString()), SettingValues::quoted(given),
                named->toString()));
    }
    const std::optional<Symbol> symbol = selection.symbol ? selection.symbol : named;
    if (!symbol) {
        return tl::make_unexpected(
            u"the name of --against %1 tells no symbol, as BTCUSDT-aggTrades-2026-11-20.zip does; "
            "say it with --symbol"_s.arg(SettingValues::quoted(given)));
    }
    ArchiveSource source;
    source.path = given;
    source.symbol = *symbol;
    return source;
}

ExitCode verifyRecord(const CommandCall &call, SqlConnection &connection,
                      const RecordSelection &selection)
{
    VerificationRun run(call);
    VerificationWatch watch;
    watch.found = [&run](const Finding &finding) {
        run.show(finding);
    };
    watch.goesOn = [&run](const VerificationProgress &progress) {
        return run.goesOn(u"stream %1 of %2, %3 %4: %5 rows verified"_s.arg(
            QString::number(progress.streamNumber), QString::number(progress.streamCount),
            progress.stream.symbol.toString(), QString::fromStdString(progress.stream.stream),
            QString::number(progress.rows)));
    };
    const StoreResult<VerificationResult> result =
        Verification(connection, {selection.symbol, selection.range}, SystemClock().now().utc)
            .run(watch);
    if (!result)
        return run.fail(ExitCode::DatabaseError, result.error().message);
    return run.finish(verificationJson(*result), verificationSummary(*result), result->findings,
                      result->wasStopped);
}

ExitCode verifyArchive(const CommandCall &call, SqlConnection &connection,
                       const ArchiveSource &source)
{
    VerificationRun run(call);
    ArchiveWatch watch;
    watch.found = [&run](const Finding &finding) {
        run.show(finding);
    };
    watch.goesOn = [&run](std::int64_t rows) {
        return run.goesOn(rows == 0 ? u"reading the file"_s : u"%1 rows compared"_s.arg(rows));
    };
    const auto result = verifyAgainstArchive(connection, source, watch);
    if (!result) {
        const bool isFile = result.error().kind == ArchiveVerificationError::Kind::File;
        return run.fail(isFile ? ExitCode::Failure : ExitCode::DatabaseError,
                        result.error().message);
    }
    return run.finish(archiveJson(source, *result), archiveSummary(*result), result->findings,
                      result->wasStopped);
}

} // namespace

VerifyCommand::VerifyCommand()
    : Command(u"verify"_s, u"check that the data are what the gap ledger claims"_s,
              Settings::Database)
{
    m_options << RecordSelection::options()
              << QCommandLineOption(
                     u"against"_s,
                     u"compare trades with FILE, an aggTrades CSV or zip of data.binance.vision"_s,
                     u"FILE"_s)
              << QCommandLineOption(u"json"_s, u"print JSON instead of text"_s);
}

ExitCode VerifyCommand::execute(const CommandCall &call)
{
    const auto selection = RecordSelection::parse(call.options);
    if (!selection)
        return call.fail(ExitCode::UsageError, selection.error());
    std::optional<ArchiveSource> archive;
    if (call.options.isSet(u"against"_s)) {
        const auto parsed = parseArchive(call, *selection);
        if (!parsed)
            return call.fail(ExitCode::UsageError, parsed.error());
        archive = *parsed;
    }
    const auto connection = openRecordDatabase(call.settings);
    if (!connection)
        return call.fail(connection.error().code, connection.error().message);
    return archive ? verifyArchive(call, **connection, *archive)
                   : verifyRecord(call, **connection, *selection);
}

} // namespace Orderflow
