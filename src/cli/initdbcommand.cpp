#include "initdbcommand.h"

#include "binance/streamname.h"
#include "process/posixsignals.h"
#include "storage/databaseurl.h"
#include "upgradeprogress.h"

#include <QCoreApplication>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

const QString DropOption = u"drop-legacy"_s;
const QString DepthKindOption = u"legacy-depth-kind"_s;

ExitCode failed(const CommandCall &call, const StoreError &error)
{
    return call.fail(ExitCode::DatabaseError, error.message);
}

QStringList depthKinds()
{
    QStringList kinds;
    for (const std::string_view kind : streamTypes(StreamKind::Depth))
        kinds << QString::fromUtf8(kind.data(), qsizetype(kind.size()));
    return kinds;
}

} // namespace

InitDbCommand::InitDbCommand()
    : Command(u"init-db"_s,
              u"make the tables, or bring them up to date, those of the Python recorder too"_s,
              Settings::Schema)
{
    m_options << QCommandLineOption(DepthKindOption,
                                    u"the stream that the Python recorder took depth from, its "
                                    u"FUTURES_STREAMS_DEPTH; %1 by default"_s.arg(
                                        LegacyUpgrade::defaultDepthKind()),
                                    u"STREAM"_s)
              << QCommandLineOption(
                     DropOption,
                     u"remove the old tables of the Python recorder, once all of their rows are "
                     u"copied"_s);
}

ExitCode InitDbCommand::execute(const CommandCall &call)
{
    std::optional<QString> depthKind;
    if (call.options.isSet(DepthKindOption)) {
        depthKind = call.options.value(DepthKindOption);
        if (!depthKinds().contains(*depthKind)) {
            return call.fail(ExitCode::UsageError,
                             u"--%1 is \"%2\"; it takes one of %3"_s.arg(
                                 DepthKindOption, *depthKind, depthKinds().join(u", "_s)));
        }
    }
    const auto url = DatabaseUrl::parse(call.settings.recorder.databaseUrl);
    if (!url)
        return call.fail(ExitCode::BadSetting, url.error());
    const std::unique_ptr<SqlConnection> connection = createConnection(*url, SqlAccess::Write);
    if (const auto opened = connection->open(); !opened)
        return failed(call, opened.error());
    if (call.options.isSet(DropOption))
        return dropLegacy(call, *connection);

    return setUp(call, *connection, depthKind);
}

ExitCode InitDbCommand::setUp(const CommandCall &call, SqlConnection &connection,
                              const std::optional<QString> &depthKind)
{
    const auto before = readDatabaseState(connection);
    if (!before)
        return failed(call, before.error());
    if (before->isUpgradePending()) {
        call.context.err << programName()
                         << u": copying the rows of the Python recorder; it may be cut off at any "
                            "time, and init-db goes on where it was"_s
                         << Qt::endl;
    }
    bool isStopWanted = false;
    QObject context;
    if (call.context.stopRequests) {
        QObject::connect(call.context.stopRequests, &StopRequests::stopRequested, &context,
                         [&isStopWanted] { isStopWanted = true; });
    }
    std::optional<UpgradeProgressView> view(call.context);
    DatabaseSetupOptions options{call.settings.recorder.storeOptions, depthKind, {}};
    options.goOn = [&](const std::vector<LegacyTableProgress> &tables) {
        view->show(tables);
        // There is no event loop that would bring a signal in otherwise.
        QCoreApplication::processEvents();
        return !isStopWanted;
    };
    const auto after = setUpDatabase(connection, options);
    // Ends the line of its bar.
    view.reset();
    if (!after)
        return failed(call, after.error());
    if (after->isUpgradePending())
        return call.fail(ExitCode::Failure, u"stopped; run init-db again to go on"_s);
    return before->isUpgradePending()
               ? tellUpgraded(call, connection, *after)
               : tellMigrated(call, connection, before->version, after->version);
}

ExitCode InitDbCommand::tellMigrated(const CommandCall &call, const SqlConnection &connection,
                                     int versionBefore, int version)
{
    QTextStream &out = call.context.out;
    out << u"database "_s << connection.displayName() << u": "_s;
    if (versionBefore == version)
        out << u"schema version "_s << version << u", nothing to do"_s << Qt::endl;
    else if (versionBefore == 0)
        out << u"made the tables, schema version "_s << version << Qt::endl;
    else
        out << u"schema version "_s << versionBefore << u" brought to "_s << version << Qt::endl;
    return ExitCode::Success;
}

ExitCode InitDbCommand::tellUpgraded(const CommandCall &call, const SqlConnection &connection,
                                     const DatabaseState &state)
{
    CommandContext &context = call.context;
    context.out << u"database "_s << connection.displayName()
                << u": upgraded from the Python recorder"_s << Qt::endl;
    QStringList oldNames;
    for (const LegacyTableProgress &table : state.tables) {
        oldNames << LegacyTable::legacyName(table.table);
        context.out << table.table << u": "_s << table.oldRows << u" rows, "_s << table.rowsCopied
                    << u" copied, "_s << table.rowsMerged << u" merged with an equal one, "_s
                    << table.rowsSetAside << u" set aside in legacy_rows"_s << Qt::endl;
    }
    context.out << u"the old tables stay as "_s << oldNames.join(u" and "_s) << u"; init-db --"_s
                << DropOption << u" removes them"_s << Qt::endl;
    return ExitCode::Success;
}

ExitCode InitDbCommand::dropLegacy(const CommandCall &call, SqlConnection &connection)
{
    if (const auto dropped = LegacyUpgrade(connection).drop(); !dropped)
        return failed(call, dropped.error());
    call.context.out << u"database "_s << connection.displayName()
                     << u": the old tables of the Python recorder are removed"_s << Qt::endl;
    return ExitCode::Success;
}

} // namespace Orderflow
