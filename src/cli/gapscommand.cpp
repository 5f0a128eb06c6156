#include "gapscommand.h"

#include "gapstext.h"
#include "recorddatabase.h"
#include "selectionoptions.h"
#include "settings/settingvalues.h"
#include "verify/readsnapshot.h"

#include <QJsonDocument>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// The value of an option that is one of the names that the ledger knows; nothing where it is not
/// given.
template <typename Names>
tl::expected<std::optional<typename Names::value_type>, QString>
named(const QCommandLineParser &options, const QString &option, const Names &all)
{
    if (!options.isSet(option))
        return std::nullopt;
    const QString text = options.value(option);
    QStringList names;
    for (const auto one : all) {
        if (text == toSqlName(one))
            return one;
        names << toSqlName(one);
    }
    return tl::make_unexpected(u"--%1 %2 is not allowed; it takes one of %3"_s.arg(
        option, SettingValues::quoted(text), names.join(u", "_s)));
}

tl::expected<GapFilter, QString> parseFilter(const QCommandLineParser &options)
{
    const auto selection = RecordSelection::parse(options);
    if (!selection)
        return tl::make_unexpected(selection.error());
    const auto reason = named(options, u"reason"_s, GapReasons);
    if (!reason)
        return tl::make_unexpected(reason.error());
    const auto status = named(options, u"status"_s, GapStatuses);
    if (!status)
        return tl::make_unexpected(status.error());
    GapFilter filter;
    filter.symbol = selection->symbol;
    filter.range = selection->range;
    filter.reason = *reason;
    filter.status = *status;
    filter.missingOnly = !options.isSet(u"all"_s);
    if (options.isSet(u"stream"_s))
        filter.stream = options.value(u"stream"_s).toStdString();
    return filter;
}

StoreResult<GapsReport> readReport(SqlConnection &connection, const GapFilter &filter)
{
    // The recorder may be writing.
    ReadSnapshot snapshot(connection);
    if (const StoreResult<void> begun = snapshot.begin(); !begun)
        return tl::unexpected(begun.error());
    RecordReader reader(connection);
    StoreResult<std::vector<LedgerGap>> gaps = reader.gaps(filter);
    if (!gaps)
        return tl::unexpected(gaps.error());
    StoreResult<std::vector<CoverageDay>> coverage = reader.coverage(filter.symbol, filter.range);
    if (!coverage)
        return tl::unexpected(coverage.error());
    if (filter.stream) {
        std::erase_if(*coverage, [&filter](const CoverageDay &day) {
            return day.stream.stream != *filter.stream;
        });
    }
    return GapsReport{std::move(*gaps), std::move(*coverage)};
}

} // namespace

GapsCommand::GapsCommand()
    : Command(u"gaps"_s, u"show what is missing, why, and how much of each day is there"_s,
              Settings::Database)
{
    m_options << RecordSelection::options()
              << QCommandLineOption(u"stream"_s, u"this stream alone, such as aggTrade"_s,
                                    u"NAME"_s)
              << QCommandLineOption(u"reason"_s, u"gaps of this reason, such as disconnect"_s,
                                    u"NAME"_s)
              << QCommandLineOption(u"status"_s, u"open, filled or unfillable gaps"_s, u"NAME"_s)
              << QCommandLineOption(
                     u"all"_s, u"also the interruptions that were proved to have left no gap"_s)
              << QCommandLineOption(u"json"_s, u"print JSON instead of text"_s);
}

ExitCode GapsCommand::execute(const CommandCall &call)
{
    const auto filter = parseFilter(call.options);
    if (!filter)
        return call.fail(ExitCode::UsageError, filter.error());
    const auto connection = openRecordDatabase(call.settings);
    if (!connection)
        return call.fail(connection.error().code, connection.error().message);
    const StoreResult<GapsReport> report = readReport(**connection, *filter);
    if (!report)
        return call.fail(ExitCode::DatabaseError, report.error().message);
    if (call.options.isSet(u"json"_s))
        call.context.out << QString::fromUtf8(QJsonDocument(gapsJson(*report)).toJson());
    else
        call.context.out << gapsText(*report);
    call.context.out.flush();
    return ExitCode::Success;
}

} // namespace Orderflow
